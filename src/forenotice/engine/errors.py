"""What can go wrong with the engine."""


class EngineError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class InstanceFileError(EngineError):
    """The file that tells this host from a copy cannot be read or written."""


class GoLiveError(EngineError):
    """An organization cannot go live as it stands."""


class NothingHeldError(EngineError):
    """Somebody wanted to resume although nothing is held."""


class BackupError(EngineError):
    """A backup cannot be made, or is of no use here."""


class KeysElsewhereError(EngineError):
    """A new secret key is to be made, and the keys are none of ours to write."""


class UndertakingBusyError(EngineError):
    """Something long is being done for the organization already."""


class PulseBrokenError(EngineError):
    """The pulse broke for some organizations; the others were served."""


class AtWorkError(EngineError):
    """Something is to be done alone in a home, and somebody is at work there."""
