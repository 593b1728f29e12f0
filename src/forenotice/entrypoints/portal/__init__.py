"""The member's page: what is coming and what they wish, by a signed link and without a login.

Only a POST changes anything, because scanners of mail follow every link. Whoever guesses learns nothing: an
address that does not hold has one and the same answer, whatever the reason.
"""

ACTOR = "member"
"""Who the ledger and the audit trail say it was."""
