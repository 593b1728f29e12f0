"""Links by which a member acts without a login: signed, for one purpose and one member, each for a while.

A link says when it was made, so that making one asks the database nothing, and those that were made before a
moment can be revoked together. It names nobody: a member is a number in it. Making one costs a few
microseconds; where no address was given to this instance (FORENOTICE_BASE_URL) every link is empty.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer

_LONGEST_TOKEN = 200
_REHEARSAL = "r"


class Purpose(StrEnum):
    """What a link is for; its letter is how its address begins."""

    PORTAL = "m"
    UNSUBSCRIBE = "u"
    CALENDAR = "c"
    ADDRESS = "a"


LIFETIMES: Mapping[Purpose, timedelta] = MappingProxyType(
    {
        # Who is told two months ahead still looks at the page when the payment is over.
        Purpose.PORTAL: timedelta(days=120),
        # Old mail must not stop being stoppable: it only ever says less.
        Purpose.UNSUBSCRIBE: timedelta(days=800),
        # A calendar asks for its feed again and again, also for a payment once a year.
        Purpose.CALENDAR: timedelta(days=800),
        # Who typed an address is waiting for it.
        Purpose.ADDRESS: timedelta(days=7),
    }
)
"""For how long a link of each purpose holds, from the moment when it was made."""


class Whose(NamedTuple):
    """For whom links are made and when. In a rehearsal they show everything and change nothing."""

    organization_id: int
    member_id: int
    made_at: datetime
    is_rehearsal: bool = False


class Link(NamedTuple):
    """What a genuine link says. ``subject`` is the number of the thing it is about, 0 for all of them."""

    whose: Whose
    subject: int = 0


def makes_links() -> bool:
    """Whether this instance knows the address at which members would find it."""
    return bool(settings.FORENOTICE_MAKES_LINKS)


def portal_url(whose: Whose) -> str:
    """The member's page."""
    return _url(Purpose.PORTAL, whose)


def preferences_url(whose: Whose) -> str:
    """The place on the member's page where wishes are."""
    url = portal_url(whose)
    return f"{url}#wishes" if url else ""


def unsubscribe_url(whose: Whose) -> str:
    """The page that stops courtesy reminders; a POST to it does so at once, as RFC 8058 wants it."""
    return _url(Purpose.UNSUBSCRIBE, whose)


def calendar_url(whose: Whose, due_date_id: int = 0) -> str:
    """A calendar file of one due date, or the feed of all that are to come."""
    url = _url(Purpose.CALENDAR, whose, due_date_id)
    return f"{url}.ics" if url else ""


def address_url(whose: Whose, subject: int) -> str:
    """The page on which the reader of an address says that it is theirs."""
    return _url(Purpose.ADDRESS, whose, subject)


def make_token(purpose: Purpose, whose: Whose, subject: int = 0) -> str:
    """The signed part of a link: letters, digits, and ``-_.`` only."""
    numbers = (whose.organization_id, whose.member_id, int(whose.made_at.timestamp()), subject)
    words = [f"{number:x}" for number in numbers]
    if whose.is_rehearsal:
        words.append(_REHEARSAL)
    return _signer(purpose).sign("-".join(words))


def read_token(purpose: Purpose, token: str, *, now: datetime) -> Link | None:
    """What a link of this purpose says; None for one that is forged, meant for something else, or too old."""
    if len(token) > _LONGEST_TOKEN:
        return None
    try:
        words = _signer(purpose).unsign(token).split("-")
    except BadSignature:
        return None
    organization_id, member_id, seconds, subject = (int(word, 16) for word in words[:4])
    made_at = datetime.fromtimestamp(seconds, UTC)
    if now - made_at >= LIFETIMES[purpose]:
        return None
    return Link(Whose(organization_id, member_id, made_at, words[4:] == [_REHEARSAL]), subject)


def _url(purpose: Purpose, whose: Whose, subject: int = 0) -> str:
    if not makes_links():
        return ""
    return f"{settings.FORENOTICE_BASE_URL}/{purpose}/{make_token(purpose, whose, subject)}"


def _signer(purpose: Purpose) -> Signer:
    return _signer_with(purpose, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=16)
def _signer_with(purpose: Purpose, key: str, old_keys: tuple[str, ...]) -> Signer:
    return Signer(
        key=key, fallback_keys=list(old_keys), sep=".", salt=f"forenotice.link.{purpose.name.lower()}"
    )
