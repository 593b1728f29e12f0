"""What can go wrong with words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forenotice.composer.problems import Problem


class ComposerError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class RenderError(ComposerError):
    """A text could not be rendered for one member; nothing was said."""


class UnknownDefaultError(ComposerError):
    """No message of that name comes with us."""


class UnknownMessageError(ComposerError):
    """There is no message, no revision or no draft of that name."""


class StaleWordsError(ComposerError):
    """Somebody else wrote the message down while it was being edited; nothing was kept of the edit."""

    def __init__(self, key: str, newest: int) -> None:
        self.key, self.newest = key, newest
        super().__init__(f'The message "{key}" was changed meanwhile: its newest revision is {newest}.')


class UnknownSampleError(ComposerError):
    """No sample member of that name comes with us."""


class BlocksRefusedError(ComposerError):
    """Tables are no blocks; the message holds a line for each fault, with block and field."""


class BoosterRefusedError(ComposerError):
    """A booster was not taken. ``problems`` holds every reason with its place."""

    def __init__(self, key: str, problems: Sequence["Problem"]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f'The booster "{key}" was not taken. Please correct:\n{lines}')


class MessageRefusedError(ComposerError):
    """A message was not published, or its draft not saved. ``problems`` holds every reason with its place."""

    def __init__(self, key: str, problems: Sequence["Problem"], verb: str = "published") -> None:
        self.key = key
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f'The message "{key}" was not {verb}. Please correct:\n{lines}')
