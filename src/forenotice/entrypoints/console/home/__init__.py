"""The home room of the console."""
