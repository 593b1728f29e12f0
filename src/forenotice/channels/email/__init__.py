"""Ways out by SMTP: kept connections, a conversation for each message, signatures.

In: finished messages. Out: receipts made from what the server said, or did not say.
Owns no rows.
"""
