"""The `s2v` command: the same engine without a window."""
