"""The engine: pure functions over numpy arrays. No Qt, no SQL, no printing."""
