"""A shop of WooCommerce Subscriptions, asked by its REST API (wc/v3) for what changed since the last time.

In: its settings and its keys, which need no more than the right to read.
Out: pages of facts, by when each subscription was changed last.
"""
