"""A plain monthly subscription, an agreement about it, and rows that follow from it; change what matters."""

from datetime import UTC, date, datetime
from typing import Any

from forenotice.kernel.interval import Interval
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.cycles import interval_of
from forenotice.ledger.derive import derive
from forenotice.ledger.due import Due
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PARIS = "Europe/Paris"


def day(text: str) -> date:
    """``2026-01-31`` as a date."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """``2026-01-31T10:00`` as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(**changes: Any) -> SubscriptionFacts:
    """A monthly subscription of 12.00 EUR whose next payment is on 10 January 2026."""
    member = MemberFacts("m1", email="ada@example.org", first_name="Ada", zone=PARIS, country="FR")
    facts: dict[str, Any] = {
        "external_id": "s1",
        "member": member,
        "product": ProductFacts("gold", name="Gold"),
        "fingerprint": 1,
        "order_number": "O-1",
        "amount_minor": 1200,
        "currency": "EUR",
        "interval_count": 1,
        "interval_unit": "month",
        "next_on": day("2026-01-10"),
    }
    return SubscriptionFacts(**(facts | changes))


def agreed(facts: SubscriptionFacts, *, is_gone: bool = False, interval: Interval | None = None) -> Agreement:
    """The agreement about these facts, with rows numbered 1."""
    own = interval_of(facts.interval_count, facts.interval_unit)
    zone = facts.member.zone or PARIS
    return Agreement(1, 1, 1, 1, facts, zone, facts.currency or "EUR", own or interval, is_gone)


class Book:
    """The rows of one subscription, kept as the database would: for tests of the pure files."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.rows: dict[int, Due] = {}
        self.before: SubscriptionFacts | None = None

    def tell(self, facts: SubscriptionFacts, now: datetime = NOW, *, is_gone: bool = False) -> list[Due]:
        """What changes when these facts are told now."""
        changed = derive(agreed(facts, is_gone=is_gone), self.before, list(self.rows.values()), now)
        self.before = facts
        return [self.keep(row) for row in changed]

    def keep(self, row: Due) -> Due:
        """Keep a row, numbering it when it is new; no two may stand for the same occasion and cycle."""
        if row.id == 0:
            row = row._replace(id=len(self.rows) + 1)
        self.rows[row.id] = row
        keys = [(each.occasion, each.cycle) for each in self.rows.values()]
        assert len(keys) == len(set(keys))
        assert len([each for each in self.rows.values() if each.is_open and each.occasion == "payment"]) <= 1
        return row

    def open(self, occasion: str = "payment") -> Due:
        """The row that is still to come."""
        (row,) = (row for row in self.rows.values() if row.is_open and row.occasion == occasion)
        return row
