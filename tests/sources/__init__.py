"""The ways in: files of subscriptions, from their bytes to the ledger."""
