"""The start room of the console."""
