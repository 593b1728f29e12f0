"""What can go wrong with organizations, people and secrets."""


class AccountsError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class UnknownOrganizationError(AccountsError):
    """No organization goes by that key."""


class SealBrokenError(AccountsError):
    """A stored secret cannot be opened with the keys we have."""


class KeyRefusedError(AccountsError):
    """A key cannot be made or revoked as asked."""


class InvitationOverError(AccountsError):
    """An invitation opens nothing: it was used, withdrawn, replaced, made up, or a week has passed."""


class TooManyInvitationsError(AccountsError):
    """So many letters to strangers leave an organization in a day, and no more."""
