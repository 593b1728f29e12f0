"""A page on which a member changes their card, made by a source's own system for one visit."""

from datetime import datetime
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from forenotice.accounts.models import Organization
from forenotice.sources.errors import SourceRefusedError
from forenotice.sources.models import Source
from forenotice.sources.opened import Opener, open_source

KINDS = ("stripe",)
"""The kinds of source whose systems have such pages."""


@runtime_checkable
class CardPageSource(Protocol):
    """A source whose system makes a page for the card of a subscription."""

    def card_page(self, external_id: str, return_address: str) -> str:
        """The address of a page made for this visit; raise an error of this room when there is none."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...


def make_card_page(
    *,
    organization: Organization,
    source_key: str,
    external_id: str,
    return_address: str,
    opener: Opener = open_source,
    now: datetime,
) -> str:
    """The address of a page for the card of a subscription, from which a member returns to another.

    Raise an error of this room when the source makes none, or cannot be asked.
    """
    source = Source.objects.select_related("organization").get(organization=organization, key=source_key)
    opened = opener(source, now)
    try:
        if not isinstance(opened, CardPageSource):
            raise SourceRefusedError(f"The source {source_key} makes no pages for cards.")
        address = opened.card_page(external_id, return_address)
    finally:
        opened.close()
    if urlsplit(address).scheme not in ("http", "https"):
        raise SourceRefusedError(f"The source {source_key} gave an address that is none of the web.")
    return address
