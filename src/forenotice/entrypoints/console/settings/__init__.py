"""The settings room of the console."""
