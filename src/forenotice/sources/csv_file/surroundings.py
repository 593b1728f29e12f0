"""What a file leaves unsaid and its organization knows."""

from dataclasses import dataclass, field

from forenotice.sources.csv_file.columns import Layout
from forenotice.sources.csv_file.settings import FileSettings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The organization's zone and currency, and the product of rows that name none.

    Its id is seen in tables. Its name is what members read, and empty unless the owner declared one.
    """

    zone: str = "UTC"
    currency: str = "USD"
    product_id: str = "membership"
    product_name: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """All that is needed to understand any row of one file."""

    layout: Layout
    settings: FileSettings = field(default_factory=FileSettings)
    surroundings: Surroundings = field(default_factory=Surroundings)
    may_hold_cards: bool = False
    """Whether whole card numbers were found in the file, and removed, when it was staged."""
    is_damaged: bool = False
    """Whether bytes that are no letters (NUL) were found in the file when it was staged."""
    may_hold_errors: bool = False
    """Whether the same was found that a spreadsheet shows where it could work nothing out."""
