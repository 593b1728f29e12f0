"""The local test mailbox: messages become files, and nothing leaves this machine.

In: finished messages. Out: receipts, and the letters again for whoever wants to read them.
Owns no rows; the files lie in one folder.
"""
