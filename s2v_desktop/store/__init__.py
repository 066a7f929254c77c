"""Files: the library folder (SQLite and numpy files), models, settings. No Qt."""
