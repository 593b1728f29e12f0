"""Facts that a program pushes in: JSON of one subscription, member or product, or of many.

In: words as they came, kept by the inbox.
Out: facts for the ledger, and what is wrong with each row that is none.
"""
