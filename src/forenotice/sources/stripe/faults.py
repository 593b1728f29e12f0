"""What Stripe does not have, or will not do. None of these names is known outside this folder."""

from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError


class MissingError(Exception):
    """Stripe has nothing of that name."""


class NothingToComeError(Exception):
    """There is no next invoice."""


class DeclinedError(SourceUnavailableError):
    """Stripe does not do what we ask of this one thing, and would not do it later either."""


class OtherModeError(SourceRefusedError):
    """What is asked for is of Stripe's other mode, of which this key knows nothing."""

    def __init__(self, theirs: str, ours: str) -> None:
        super().__init__(
            f"What is asked for is of Stripe's {theirs} mode, and the key is of its {ours} mode. "
            f"Give the source a key of {theirs} mode (rk_{theirs}_…)."
        )
