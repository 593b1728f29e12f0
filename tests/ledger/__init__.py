"""The ledger: what is true, and which payment it is."""
