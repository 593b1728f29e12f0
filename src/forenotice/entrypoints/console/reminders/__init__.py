"""The reminders room of the console."""
