"""Blocks in a few words, as a made-up member reads them, so that a list of blocks reads like a letter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.composer.blocks.kinds import USUAL_ROWS
from forenotice.composer.blocks.wording import words_of_ours, words_of_row
from forenotice.dispatcher.coaching import reading_of

_SAID = ("headline", "heading", "words", "label")


@dataclass(frozen=True, slots=True)
class Glance:
    """The words of a message in one language, and how somebody reads them to whom they are shown."""

    locale: str
    reading: Callable[[str, str], str]

    def read(self, words: str, when: str = "") -> str:
        """Words as they are read by somebody who meets their block's condition."""
        return self.reading(words, when)

    def ours(self, block_type: str, field: str, when: str = "") -> str:
        """What is said where a field is left empty."""
        return self.read(words_of_ours(self.locale, block_type, field), when)

    def ours_of_row(self, row: str, field: str) -> str:
        """The same of a row's label or value."""
        return self.read(words_of_row(self.locale, row, field))

    def gist_of(self, table: Mapping[str, Any]) -> str:
        """What somebody reads in this block; of a table, what its rows are called."""
        when = str(table.get("when", ""))
        if table["type"] == "payment_table":
            labels = table.get("labels", {})
            rows = table.get("rows", USUAL_ROWS)
            return " · ".join(
                self.read(labels[row], when) if row in labels else self.ours_of_row(row, "label")
                for row in rows
            )
        said = [self.read(str(table[field]), when) for field in _SAID if table.get(field)]
        return " ".join(said or filter(None, (self.ours(table["type"], field, when) for field in _SAID)))


def glance_at(organization: Organization, key: str, locale: str) -> Glance:
    """How the words of a message are read, in that language."""
    return Glance(locale, reading_of(organization, key, locale))
