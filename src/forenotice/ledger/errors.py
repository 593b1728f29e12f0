"""What can go wrong when somebody asks the ledger."""


class LedgerError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class UnknownSubscriptionError(LedgerError):
    """Nothing goes by what was asked for."""


class AmbiguousSubscriptionError(LedgerError):
    """Several subscriptions go by what was asked for."""


class CorrectionRefusedError(LedgerError):
    """What was to be corrected or recorded does not fit the subscription."""
