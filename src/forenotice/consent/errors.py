"""What can go wrong with consent."""


class ConsentError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class UnfitAddressError(ConsentError):
    """A text that is no email address."""


class UnknownMemberError(ConsentError):
    """No member goes by what was asked for."""


class AmbiguousMemberError(ConsentError):
    """Several members go by what was asked for."""


class UnfitLocaleError(ConsentError):
    """A locale that nobody knows."""


class UnfitLeadError(ConsentError):
    """A wish to be reminded earlier or later than the owner allows."""


class FileRefusedError(ConsentError):
    """A whole file of suppressions that cannot be read."""
