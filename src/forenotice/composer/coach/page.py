"""A rendered message as a member sees it: its words, links and images, from top to bottom."""

from dataclasses import dataclass

from forenotice.composer.colour import Rgb


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one block of the page. ``is_cell`` when they stand in a table beside others."""

    words: str
    is_cell: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``is_button`` when it looks like one, ``stands_alone`` when its block holds nothing else."""

    address: str
    words: str
    is_button: bool
    stands_alone: bool
    below: float
    """How many pixels of page come before its end."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image; ``alt`` is None when nothing is said of it."""

    address: str
    alt: str | None
    is_decoration: bool


@dataclass(frozen=True, slots=True)
class Ink:
    """Words in a colour on a ground; either is None where we cannot tell for sure."""

    words: str
    colour: Rgb | None
    ground: Rgb | None


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be seen, from top to bottom."""

    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    inks: tuple[Ink, ...]
    hidden: tuple[str, ...] = ()
    """Words that are not shown on the page itself, such as the preheader."""

    @property
    def words(self) -> str:
        """All words, a line for each block."""
        return "\n".join(passage.words for passage in self.passages)
