"""Stripe: subscriptions as its API tells them, and what its webhooks say has changed.

In: an account's address and its restricted key.
Out: facts, and where to look again. It owns no rows.
"""
