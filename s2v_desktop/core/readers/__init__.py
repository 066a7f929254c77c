"""One module per family of listening-history formats, on one small interface."""
