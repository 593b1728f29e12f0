"""The messages room of the console."""
