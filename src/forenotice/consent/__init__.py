"""May we write here? What members wish, and the addresses that must not be used.

In: what members, owners and mail servers say: no courtesy, another address, no such mailbox.
Out: for the last look and for whoever foresees it, what may be said to whom.
Owns: Suppression, Preference, RevokedLinks.
"""
