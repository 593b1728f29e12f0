"""What a person says of one subscription against its source: another day or amount, a pause, its end.

It holds until the source's own value changes; see :class:`~forenotice.ledger.models.Correction`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.kernel.local_time import local_day
from forenotice.kernel.money import Money
from forenotice.ledger.bulk import insert_rows, keep_json, lock_ledger, select, update_rows
from forenotice.ledger.corrected import SET, Held, said_of, undone
from forenotice.ledger.errors import CorrectionRefusedError, UnknownSubscriptionError
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.models import Change, Correction, Subscription
from forenotice.ledger.operations.due_book import DueBook
from forenotice.ledger.states import Part, Standing
from forenotice.ledger.stored import Stored, subscriptions_numbered

_OVER = (Standing.CANCELLED, Standing.ENDED)
_ENDING = """
    SELECT subscription_id FROM ledger_correction
    WHERE organization_id = %s AND ends_on IS NOT NULL AND ends_on <= %s ORDER BY subscription_id
"""


class Opened:
    """One subscription, open for corrections inside a transaction that holds the ledger."""

    def __init__(self, organization: Organization, subscription_id: int, actor: str, now: datetime) -> None:
        lock_ledger(organization)
        found = subscriptions_numbered(organization, [subscription_id])
        if not found:
            raise UnknownSubscriptionError("There is no subscription of that number.")
        self.organization, self.actor, self.now = organization, actor, now
        self.stored: Stored = found[0]
        self.told: SubscriptionFacts = self.stored.told
        rows = Correction.objects.filter(organization=organization, subscription_id=subscription_id)
        self._rows = {row.part: row for row in rows}

    @property
    def today(self) -> date:
        """The member's local day."""
        return local_day(self.now, self.told.member.zone or self.organization.time_zone)

    def now_as(self, told: SubscriptionFacts) -> Stored:
        """The subscription as it is with these facts."""
        return replace(self.stored, told=told)

    def said(self, part: Part) -> SubscriptionFacts:
        """The facts as the source says them in one part."""
        row = self._rows.get(part)
        return self.told if row is None else undone(self.told, Held(part, row.value, row.told))

    def ends_on(self, part: Part) -> date | None:
        """The day on which its correction ends by itself."""
        row = self._rows.get(part)
        return row.ends_on if row is not None else None

    def set(self, part: Part, *, ends_on: date | None = None, **columns: Any) -> None:
        """Set the columns of a part; what the source says as well is no correction."""
        source, wanted = self.said(part), replace(self.told, **columns)
        told, value = said_of(part, source), said_of(part, wanted)
        self.told = wanted
        if value == told:
            self._forget(part)
            return
        row = self._rows.setdefault(
            part, Correction(organization=self.organization, subscription_id=self.stored.id, part=part)
        )
        row.value, row.told = {name: value[name] for name in SET[part]}, told
        row.ends_on, row.at, row.actor = ends_on, self.now, self.actor
        row.save()

    def take_back(self, part: Part) -> None:
        """Believe the source again in a part."""
        self.told = self.said(part)
        self._forget(part)

    def write(self, book: DueBook | None = None, further: Mapping[str, Any] | None = None) -> bool:
        """Write what was set, the change, and the due dates that follow; True when anything changed.

        ``further`` are differences besides those of columns. A ``book`` has settled the due dates already.
        """
        names = [name for names in SET.values() for name in names]
        before = self.stored.told
        pairs = ((name, getattr(before, name), getattr(self.told, name)) for name in names)
        difference = {name: [old, new] for name, old, new in pairs if old != new}
        said = difference | dict(further or {})
        if not said:
            return False
        number, now = self.stored.id, self.now
        columns = ("id", "changed_at", *difference)
        update_rows(Subscription, columns, [(number, now, *(new for _, new in difference.values()))])
        change = (number, self.organization.pk, now, self.actor, keep_json(said))
        insert_rows(Change, ("subscription_id", "organization_id", "at", "actor", "difference"), [change])
        if book is None:
            book = DueBook(self.organization, [number], [self.stored.member_id], now)
            is_by_hand = bool({*SET[Part.DUE]} & {*difference})
            agreement = self.now_as(self.told).agreement(self.organization)
            book.settle(replace(agreement, is_by_hand=is_by_hand), before)
        book.write()
        record_audit(
            organization=self.organization,
            action="subscription.corrected",
            subject=self.stored.external_id,
            detail={"fields": list(said)},
            actor=self.actor,
            now=now,
        )
        return True

    def _forget(self, part: Part) -> None:
        row = self._rows.pop(part, None)
        if row is not None:
            row.delete()


@transaction.atomic
def correct_subscription(
    *,
    organization: Organization,
    subscription_id: int,
    due: date | datetime | None = None,
    amount: Money | None = None,
    actor: str,
    now: datetime,
) -> bool:
    """Set the day or instant of the next payment, its amount, or both; True when that changed anything.

    Which payment the new day belongs to is asked as of a source: one half an interval away, or more, is the
    next payment and no longer the one that was known. An amount is in the subscription's own currency.
    """
    opened = Opened(organization, subscription_id, actor, now)
    if due is not None:
        at = due if isinstance(due, datetime) else None
        opened.set(Part.DUE, next_on=None if at else due, next_at=at)
    if amount is not None:
        currency = opened.told.currency or organization.currency
        if amount.currency != currency:
            raise CorrectionRefusedError(
                f"The subscription is paid in {currency}. Give the amount in {currency}, "
                f"or let its source say that it is paid in {amount.currency} now."
            )
        opened.set(Part.AMOUNT, amount_minor=amount.minor)
    return opened.write()


@transaction.atomic
def pause_subscription(
    *, organization: Organization, subscription_id: int, until_on: date | None, actor: str, now: datetime
) -> bool:
    """Keep quiet about its payments, until the member's local day ``until_on`` or until it is resumed."""
    opened = Opened(organization, subscription_id, actor, now)
    if opened.told.standing in _OVER:
        raise CorrectionRefusedError(f"The subscription is {opened.told.standing}, so it cannot be paused.")
    if until_on is not None and until_on <= opened.today:
        raise CorrectionRefusedError("A pause ends after today. Give a later day, or none.")
    before = opened.ends_on(Part.STANDING)
    opened.set(Part.STANDING, ends_on=until_on, standing=Standing.PAUSED.value)
    return opened.write(further={} if before == until_on else {"paused_until": [before, until_on]})


@transaction.atomic
def resume_subscription(
    *, organization: Organization, subscription_id: int, actor: str, now: datetime
) -> bool:
    """End its pause; payments go on from where they were."""
    opened = Opened(organization, subscription_id, actor, now)
    _resume(opened)
    return opened.write()


@transaction.atomic
def cancel_subscription(
    *, organization: Organization, subscription_id: int, at_period_end: bool, actor: str, now: datetime
) -> bool:
    """End it now, or with the period that is paid for."""
    opened = Opened(organization, subscription_id, actor, now)
    if at_period_end:
        if opened.told.standing in _OVER:
            raise CorrectionRefusedError(f"The subscription is {opened.told.standing} already.")
        ends_on = opened.ends_on(Part.STANDING)
        opened.set(Part.STANDING, ends_on=ends_on, cancel_at_period_end=True)
    elif opened.told.standing not in _OVER:
        opened.set(Part.STANDING, standing=Standing.CANCELLED.value)
    return opened.write()


@transaction.atomic
def take_correction_back(
    *, organization: Organization, subscription_id: int, part: Part, actor: str, now: datetime
) -> bool:
    """Believe the source again in a part; False when nothing was corrected there."""
    opened = Opened(organization, subscription_id, actor, now)
    opened.take_back(part)
    return opened.write()


def end_corrections(*, organization: Organization, now: datetime) -> int:
    """End the pauses whose last day is over for the member; how many there were."""
    latest = local_day(now, "Pacific/Kiritimati")
    ended = 0
    for (number,) in select(_ENDING, [organization.pk, latest]):
        with transaction.atomic():
            opened = Opened(organization, number, "pause until a day", now)
            ends_on = opened.ends_on(Part.STANDING)
            if ends_on is not None and ends_on <= opened.today:
                _resume(opened)
                ended += opened.write()
    return ended


def _resume(opened: Opened) -> None:
    if opened.told.standing != Standing.PAUSED:
        return
    said = opened.said(Part.STANDING).standing
    opened.set(Part.STANDING, standing=Standing.ACTIVE.value if said == Standing.PAUSED else said)
