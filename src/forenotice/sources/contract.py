"""What every source that is asked promises, whatever system stands behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from forenotice.channels.addresses import AllowList
from forenotice.channels.servers import ServerPlaces
from forenotice.ledger.facts import SubscriptionFacts


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a source can do beside being pulled.

    ``confirms``: it can be asked about one subscription at any moment, within a second or so. ``has_news``: a
    pull that goes on from a cursor tells only what changed since, so that silence about a subscription means
    that it is as it was. ``hears``: its system tells by itself, and it is a :class:`HearingSource`.
    """

    confirms: bool = False
    has_news: bool = False
    hears: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row that could not be understood.

    ``external_id`` is the subscription's, empty when not even that is known. ``place`` says where in its
    system it stands ("wp_posts 4711", "sub_1Abc"), and ``column`` which part of it is at fault, if one is.
    ``words`` are its own, as far as they help to mend it, and never hold a secret or a whole card number.
    """

    external_id: str
    place: str
    reason: str
    column: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of what a source tells, and the cursor that goes on after it.

    A page and its cursor are stored in one transaction, so that a pull goes on where a crash broke it off.
    ``gone`` are ids of subscriptions that the source knows to be deleted. ``is_whole`` is true on the last
    page of a pull that began with an empty cursor, however often it was broken off, if all its pages
    together told of everything that there is: what none of them told of is gone then. ``total`` is how
    many subscriptions there are in all, where that is cheap to know; it is only shown.
    """

    facts: Sequence[SubscriptionFacts]
    cursor: str
    unclear: Sequence[Unclear] = ()
    gone: Sequence[str] = ()
    is_whole: bool = False
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A source could not answer now. ``reason`` is a sentence without secrets or anything about a member."""

    reason: str


Answer = SubscriptionFacts | Unclear | Unavailable | None
"""What a source says of one subscription. None: it has no such subscription (any more)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found when a source was only tried: sentences for its owner.

    ``found`` says what is there ("1,204 active subscriptions"), ``warnings`` what should be mended although
    it works.
    """

    found: Sequence[str] = ()
    warnings: Sequence[str] = ()


class OpenSource(Protocol):
    """A source with its settings and its secrets, ready to be asked. It never touches our database.

    Anything but an answer is raised, by every method, as an error of :mod:`~forenotice.sources.errors`:
    ``SourceUnavailableError`` when trying later may do (network, time-out, HTTP 5xx or 429, a lock),
    ``SourceRefusedError`` when the owner must do something first (a revoked key, a missing right, a table
    that is not there). Their sentences name no secret. Every wait has a limit, and every answer a largest
    size.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    def pull(self, cursor: str, *, page: int) -> Iterator[Page]:
        """Tell what there is, from the beginning when ``cursor`` is empty, else all that is new since then.

        - About ``page`` subscriptions come at a time. One that cannot be understood is given as unclear and
          stops none of the others.
        - ``cursor`` is what an earlier page held; nobody else looks into it. It may come from an older
          version of this code: one that is not understood counts as empty.
        - Without news there is one page without facts (at the cost of one request), or no page at all.
        - Telling the same again is harmless: at a border tell too much rather than too little.
        - It runs in a thread of its own, and may be left at any page without being asked again.
        """
        ...

    def confirm(self, external_id: str, *, seconds: float) -> Answer:
        """What it says of one subscription at this moment, within so many seconds.

        It is called from several threads at once, and only where :attr:`Capabilities.confirms` says so.
        """
        ...

    def check(self) -> Checked:
        """Try the way, the key and the rights, and look at what is there, without changing anything."""
        ...

    def close(self) -> None:
        """Let go of every connection. It may not be used afterwards, and closing twice is harmless."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a system told by itself, after its signature was found to be right.

    ``entry_id`` is the system's own name for it, so that what comes twice is one. ``words`` are what is kept
    of it. Nothing of them becomes facts: they only say where to look again.
    """

    entry_id: str
    words: str


@runtime_checkable
class HearingSource(OpenSource, Protocol):
    """A source whose system tells by itself when something changed (webhooks)."""

    def hear(self, body: bytes, headers: Mapping[str, str]) -> Heard | None:
        """Check the signature first, then say what was heard; None when it concerns no subscription.

        Names of headers are in small letters. Raise :class:`~forenotice.sources.errors.ForgedError` when the
        signature is not right or too old. Nothing is asked of the network.
        """
        ...

    def look_again(self, words: Sequence[str]) -> Iterator[Page]:
        """Read anew what these words, heard earlier in any order, are about. The cursors are not used."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """What a source is opened with: what its owner declared, and what its organization knows.

    ``zone`` and ``currency`` hold where its system does not say. ``now`` is the moment for which it is
    opened. ``is_live``: its organization speaks to real members. ``allowed`` are the places beyond the public
    ones that the operator of this instance lets sources ask, and ``servers`` the same for databases: None
    where those may stand anywhere.
    """

    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    zone: str
    currency: str
    now: datetime
    is_live: bool = False
    allowed: AllowList = field(default_factory=AllowList)
    servers: ServerPlaces | None = None


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source, as ``sources/kinds.py`` finds it: how it is declared, and how it is opened.

    ``read_settings`` returns the settings as they are kept, checked without any network, or raises a
    :class:`~forenotice.sources.errors.SettingsRefusedError` with a sentence that says what to write; read
    again, they stay as they are, and no secret is among them. ``open_source`` asks nothing yet; it raises a
    :class:`~forenotice.sources.errors.SourceRefusedError` when what it needs is not installed or not given.
    ``secrets`` are the settings that are secrets, and whether each is needed. ``pull_every_minutes`` holds
    where the owner does not say.
    """

    read_settings: Callable[[Mapping[str, Any]], dict[str, Any]]
    open_source: Callable[[Opening], OpenSource]
    secrets: Mapping[str, bool] = field(default_factory=dict)
    pull_every_minutes: int = 60
