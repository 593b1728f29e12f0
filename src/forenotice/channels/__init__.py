"""Ways out: by email, by a script, or into the local test mailbox.

In: finished messages and payloads, a few at a time, as many as there are free connections.
Out: a receipt for each: accepted, later, never, or unknown.
Owns: Channel, with its settings and its sealed secrets. Never sees a reminder.
"""
