"""The test mailbox, as a mail reader shows it: what a rehearsal caught."""
