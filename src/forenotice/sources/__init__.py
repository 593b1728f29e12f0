"""Where facts come in: each way in is a folder, and all of them end in the ledger.

In: files, what programs push, and later other systems.
Out: facts recorded in the ledger, and every row that could not be understood.
Owns: Source, Snapshot, RejectedRow, InboxEntry.
"""
