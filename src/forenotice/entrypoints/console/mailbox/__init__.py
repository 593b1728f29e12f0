"""The mailbox room of the console."""
