"""Values that every room speaks in: dates, lead times, money, ids, messages, receipts.

In: plain Python values. Out: plain Python values.
Knows nothing of rows, of Django or of the network, and owns no rows.
"""
