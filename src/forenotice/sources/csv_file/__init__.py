"""A file of subscriptions, one row each, as a spreadsheet or a payment service writes it.

In: a CSV file and what its owner declared about it.
Out: subscription facts for the ledger, and every row that could not be understood, with its reason.
It owns no rows of its own.
"""
