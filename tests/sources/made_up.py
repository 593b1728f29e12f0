"""A small source with a memory of its own, which tells the truth or lies as it is told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.sources.contract import Answer, Capabilities, Checked, OpenSource, Page
from forenotice.sources.models import Source


def told(key: str, **values: Any) -> SubscriptionFacts:
    """What it tells of one subscription."""
    facts = SubscriptionFacts(
        external_id=key,
        member=MemberFacts(f"m-{key}", email=f"{key}@b.example"),
        product=ProductFacts("gold", name="Gold"),
        fingerprint=0,
        amount_minor=1200,
        currency="EUR",
        interval_count=1,
        interval_unit="month",
        next_on=date(2026, 4, 10),
    )
    facts = replace(facts, **values)
    return replace(facts, fingerprint=hash(repr(facts)) % 2**63)


@dataclass
class Club:
    """A system far away. ``log`` holds each of its changes, and a cursor is a place in it."""

    log: list[tuple[str, SubscriptionFacts | None]] = field(default_factory=list)
    before_page: Callable[[int], None] = lambda _: None
    asked: list[str] = field(default_factory=list)
    is_open: int = 0

    def put(self, key: str, **values: Any) -> None:
        """Change something there, or make it new."""
        self.log.append((key, told(key, **values)))

    def drop(self, key: str) -> None:
        """Delete something there."""
        self.log.append((key, None))

    @property
    def now(self) -> dict[str, SubscriptionFacts]:
        """What stands there at this moment."""
        return {key: facts for key, facts in dict(self.log).items() if facts is not None}

    def open(self, _source: Source, _now: datetime) -> OpenSource:
        """As `Opener` has it."""
        self.is_open += 1
        return MadeUpSource(self)


@dataclass
class MadeUpSource:
    """The club's door. A cursor is ``all:KEY:PLACE`` while all is told, then ``log:PLACE``."""

    club: Club
    is_closed: bool = False

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(confirms=True, has_news=True)

    def pull(self, cursor: str, *, page: int) -> Iterator[Page]:
        kind, _, rest = cursor.partition(":")
        if kind == "log":
            yield from self._news(int(rest), page)
            return
        after, _, place = rest.partition(":")
        place = place or str(len(self.club.log))
        keys = sorted(key for key in self.club.now if key > after)
        for number in range(0, max(len(keys), 1), page):
            self.club.before_page(number // page)
            some = keys[number : number + page]
            is_last = number + page >= len(keys)
            cursor = f"log:{place}" if is_last else f"all:{some[-1]}:{place}"
            facts = [self.club.now[key] for key in some]
            yield Page(facts, cursor, is_whole=is_last, total=len(self.club.now))

    def _news(self, place: int, page: int) -> Iterator[Page]:
        for number in range(place, len(self.club.log), page):
            self.club.before_page((number - place) // page)
            some: Sequence[tuple[str, SubscriptionFacts | None]] = self.club.log[number : number + page]
            latest = dict(some)
            yield Page(
                [facts for facts in latest.values() if facts is not None],
                f"log:{number + len(some)}",
                gone=[key for key, facts in latest.items() if facts is None],
            )

    def confirm(self, external_id: str, *, seconds: float) -> Answer:  # noqa: ARG002  It never takes long.
        self.club.asked.append(external_id)
        return self.club.now.get(external_id)

    def check(self) -> Checked:
        return Checked([f"{len(self.club.now)} subscriptions"])

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.club.is_open -= 1
