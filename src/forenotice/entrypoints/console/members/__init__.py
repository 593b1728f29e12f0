"""The members room of the console."""
