"""What is scheduled, what was sent, why the rest was not, and what wants a person."""
