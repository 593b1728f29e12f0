"""What Stripe does not have, or will not do. None of these names is known outside this folder."""

from forenotice.sources.errors import SourceUnavailableError


class MissingError(Exception):
    """Stripe has nothing of that name."""


class NothingToComeError(Exception):
    """There is no next invoice."""


class DeclinedError(SourceUnavailableError):
    """Stripe does not do what we ask of this one thing, and would not do it later either."""
