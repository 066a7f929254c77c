"""Running work in a child process that can always be cancelled. No Qt."""
