"""The scheduled room of the console."""
