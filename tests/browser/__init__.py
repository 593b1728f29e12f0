"""Looked at in a real browser: our messages, the console, a member's page."""
