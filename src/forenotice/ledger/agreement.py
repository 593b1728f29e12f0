"""One subscription as derivation sees it: what its source told, and what fills its gaps. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from forenotice.kernel.interval import Interval
from forenotice.kernel.local_time import local_day
from forenotice.ledger.due import Moment
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.states import PayerKind, Quiet, Standing

_QUIET_STANDINGS: dict[str, Quiet] = {
    Standing.ENDED: Quiet.ENDED,
    Standing.CANCELLED: Quiet.CANCELLED,
    Standing.PAUSED: Quiet.PAUSED,
    Standing.PAST_DUE: Quiet.PAST_DUE,
}
_OVER = frozenset({Quiet.ENDED, Quiet.CANCELLED})
_ONGOING: frozenset[str] = frozenset({Standing.ACTIVE, Standing.TRIALING, Standing.PAST_DUE})


@dataclass(slots=True)
class Agreement:
    """What was told, with the ids of the rows and with what the organization and the product add.

    ``zone`` is the member's, else the organization's; ``currency`` and ``interval`` the subscription's own,
    else the organization's currency and the product's interval. ``is_gone``: missing from a complete telling.
    ``is_by_hand``: a person says when the next payment is, and not its source.
    """

    organization_id: int
    subscription_id: int
    member_id: int
    product_id: int
    told: SubscriptionFacts
    zone: str
    currency: str
    interval: Interval | None
    is_gone: bool = False
    is_by_hand: bool = False

    @property
    def is_ongoing(self) -> bool:
        """True while payments go on by themselves or by invoice."""
        return self.told.standing in _ONGOING and not self.told.cancel_at_period_end and not self.is_gone

    @property
    def is_automatic(self) -> bool:
        """True when payments happen without the member."""
        return self.told.payer_kind != PayerKind.MANUAL

    def day_of(self, on: date | None, at: datetime | None) -> date | None:
        """The member's local day of an instant, else the bare day."""
        return local_day(at, self.zone) if at is not None else on

    def next_payment(self) -> Moment | None:
        """When the source says that the next payment falls due."""
        return told_moment(self.told, self.zone)

    def why_quiet(self) -> Quiet:
        """Why no payment of it is to be spoken of; the weightiest reason when there are several."""
        told = self.told
        standing = self.why_standing_quiet()
        if standing is not Quiet.NO:
            return standing
        if told.total_payments is not None and (told.payments_made or 0) >= told.total_payments:
            return Quiet.PAYMENTS_COMPLETE
        return Quiet.ZERO_AMOUNT if told.amount_minor == 0 else Quiet.NO

    def why_standing_quiet(self) -> Quiet:
        """The same as far as it lies in how the subscription stands, whatever is to be paid."""
        if self.is_gone:
            return Quiet.GONE
        why = _QUIET_STANDINGS.get(self.told.standing, Quiet.NO)
        if self.told.cancel_at_period_end and why not in _OVER:
            return Quiet.CANCELLED_AT_PERIOD_END
        return why


def told_moment(told: SubscriptionFacts, zone: str) -> Moment | None:
    """The next payment that was told, on its local day; in a trial without one, the end of the trial."""
    on, at = told.next_on, told.next_at
    if on is None and at is None and told.standing == Standing.TRIALING:
        on, at = told.trial_ends_on, told.trial_ends_at
    day = local_day(at, zone) if at is not None else on
    return None if day is None else Moment(day, at, told.period_key)
