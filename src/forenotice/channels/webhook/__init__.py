"""Ways out to programs: a signed POST to an address (Standard Webhooks 1.0), or MemberMouse's GET.

In: payloads. Out: receipts, by what the other side answered. Zapier's hooks are the same without a secret.
Owns no rows. Talks to public addresses only, and to those that the operator named.
"""
