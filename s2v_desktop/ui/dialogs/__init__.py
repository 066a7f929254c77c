"""Modal and modeless dialogs."""
