"""What can go wrong with dispatching."""

from forenotice.dispatcher.states import NOT_AGAIN_SENTENCES, NotAgain


class DispatcherError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class UnknownDeliveryError(DispatcherError):
    """No delivery goes by that number."""


class NotReplayableError(DispatcherError):
    """A delivery cannot be told to a program once more; the sentence says why."""


class NotAgainError(DispatcherError):
    """What was lost cannot be sent once more; ``why`` says so to a person."""

    def __init__(self, why: NotAgain) -> None:
        super().__init__(NOT_AGAIN_SENTENCES[why])
        self.why = why


class NotInDoubtError(DispatcherError):
    """A decision about a delivery that nobody is in doubt about."""


class UnknownLetterError(DispatcherError):
    """No required message of that number waits to go by post, or its words cannot be made any more."""


class NothingToTryError(DispatcherError):
    """There is nothing of which a trial could be made."""


class InFlightError(DispatcherError):
    """Something cannot be done while it is not known whether something else was said."""
