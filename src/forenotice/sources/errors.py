"""What can go wrong while facts come in."""


class SourcesError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class SettingsRefusedError(SourcesError):
    """The settings of a source do not make sense."""


class SecretKeptElsewhereError(SettingsRefusedError):
    """A sealed secret would be shown to another host than the one it was given for."""

    def __init__(self, host: str, other: str) -> None:
        super().__init__(f"The secrets that are kept are for {host}, not for {other}: type them again.")
        self.host = host


class FileRefusedError(SourcesError):
    """A file that cannot be taken in at all; nothing of it was applied."""


class TooManyGoneError(SourcesError):
    """A complete file lacks so many subscriptions that somebody must agree first; nothing was applied.

    ``gone`` is how many would be marked gone, ``known`` how many the source had told of.
    """

    def __init__(self, sentence: str, gone: int, known: int) -> None:
        super().__init__(sentence)
        self.gone = gone
        self.known = known


class SourceBusyError(SourcesError):
    """Another import of the same source is running on this host."""


class PushRefusedError(SourcesError):
    """Facts that cannot be pushed in under this name."""


class SourceUnavailableError(SourcesError):
    """A source cannot be asked now; later it may. ``retry_after_seconds`` is what it asked for itself."""

    def __init__(self, sentence: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after_seconds = retry_after_seconds


class SourceRefusedError(SourcesError):
    """A source cannot be asked before its owner does something: a key is revoked, a right is missing."""


class ForgedError(SourcesError):
    """Something that claims to come from a source does not bear its signature, or is too old."""
