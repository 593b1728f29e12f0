"""Made-up members who differ in what matters to a message: for the coach, and for previews.

Some are occasions, each of one kind of due date; the others are readers whom any occasion can meet.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from forenotice.composer import formats
from forenotice.composer.errors import UnknownSampleError
from forenotice.composer.facts import (
    BoosterFacts,
    Facts,
    LinkFacts,
    MemberFacts,
    OrderFacts,
    OrganizationFacts,
    PaymentFacts,
    Place,
    ProductFacts,
    SenderFacts,
)
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.local_time import local_day
from forenotice.kernel.money import Money, exponent

_AHEAD = timedelta(days=6)
# In whole units of whatever the currency is.
_AMOUNT, _PRICE, _BEFORE = 49, 59, 45


class Setting(NamedTuple):
    """Who speaks to a sample member, in which language, and when. ``locale`` is the one of the text."""

    organization: OrganizationFacts
    locale: str
    now: datetime
    sender: SenderFacts = SenderFacts(name="Grace Lind", first_name="Grace", last_name="Lind")
    zone: str = "UTC"
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up member. ``kind`` is the kind of due date, empty for a reader whom any of them can meet."""

    name: str
    meaning: str
    change: Callable[[Facts], Facts]
    kind: str = ""


def samples_for(kinds: Iterable[str]) -> tuple[Sample, ...]:
    """The occasions of these kinds, then the readers whom any of them can meet."""
    wanted = frozenset(kinds)
    return tuple(sample for sample in SAMPLES.values() if sample.kind in wanted or not sample.kind)


def sample_facts(name: str, setting: Setting, kind: str = "") -> Facts:
    """What is known about a sample member; ``kind`` says on which occasion a reader of any kind is met.

    Raise :class:`UnknownSampleError` when there is no such sample.
    """
    sample = SAMPLES.get(name)
    if sample is None:
        raise UnknownSampleError(f'There is no sample "{name}". There are {", ".join(SAMPLES)}.')
    usual = _usual(setting)
    if sample.kind:
        return sample.change(usual._replace(kind=sample.kind))
    occasions = (each for each in SAMPLES.values() if each.kind == (kind or "renewal"))
    met = next(occasions, SAMPLES["automatic"])
    return sample.change(met.change(usual._replace(kind=met.kind)))


def _usual(setting: Setting) -> Facts:
    """An automatic yearly payer of whom everything is known, six days before the payment.

    The list price is another than what is charged, so that a message which confuses them is found out.
    """
    amount, price, discount = (
        _money(units, setting.currency) for units in (_AMOUNT, _PRICE, _PRICE - _AMOUNT)
    )
    today = local_day(setting.now, setting.zone)
    return Facts(
        kind="renewal",
        now=setting.now,
        zone=setting.zone,
        due_on=today + _AHEAD,
        organization=setting.organization,
        member=MemberFacts(
            id="1042",
            email="ana@example.com",
            first_name="Ana",
            last_name="Okafor",
            phone="+33 1 23 45 67 89",
            username="ana.okafor",
            status="Active",
            locale=setting.locale,
            since=date(today.year - 3, 3, 3),
            tags=("choir", "early bird"),
            billing=_ADDRESS,
            shipping=_ADDRESS,
        ),
        payment=PaymentFacts(
            amount=amount,
            previous_amount=amount,
            card_brand="visa",
            card_last4="4242",
            card_expires_on=formats.end_of_month(date(today.year + 2, 4, 1)),
        ),
        product=ProductFacts("Harbour Club", "", "Gold", "", price, Interval(1, Unit.YEAR)),
        order=OrderFacts("A-20391", amount, price, discount, quantity=1),
        links=_LINKS,
        sender=setting.sender,
        booster=_BOOSTER,
        cancel_by_on=today + _AHEAD - timedelta(days=1),
    )


def _money(units: int, currency: str) -> Money:
    return Money(units * 10 ** exponent(currency), currency)


def _manual(facts: Facts) -> Facts:
    return facts._replace(
        payment=facts.payment._replace(
            is_automatic=False, card_brand="", card_last4="", card_expires_on=None
        ),
        cancel_by_on=None,
    )


def _last(facts: Facts) -> Facts:
    return facts._replace(payment=facts.payment._replace(is_last=True, number=12, of=12))


def _dearer(facts: Facts) -> Facts:
    amount = facts.payment.amount
    before = _money(_BEFORE, amount.currency) if amount else None
    return facts._replace(payment=facts.payment._replace(previous_amount=before))


def _with_expired_card(facts: Facts) -> Facts:
    expires_on = facts.due_on.replace(day=1) - timedelta(days=1)
    return facts._replace(payment=facts.payment._replace(card_expires_on=expires_on))


def _trial(facts: Facts) -> Facts:
    payment = facts.payment._replace(is_first=True, number=1, previous_amount=None)
    return facts._replace(payment=payment, trial_ends_on=facts.due_on)


def _with_expiring_card(facts: Facts) -> Facts:
    """The card is good until the end of the month, and the next payment comes three days later."""
    expires_on = formats.end_of_month(facts.due_on)
    payment = facts.payment._replace(card_expires_on=expires_on, due_on=expires_on + timedelta(days=3))
    return facts._replace(due_on=expires_on, payment=payment, cancel_by_on=None)


def _with_long_names(facts: Facts) -> Facts:
    """Long names, and of the coming year the day that takes most letters to write."""
    member = facts.member._replace(
        first_name="Maria Wilhelmina", last_name="van der Schimmelpenninck-Featherstonehaugh"
    )
    product = facts.product._replace(name="Friends of the Harbour Museum and Library, Premium Family")
    if facts.kind == "card_expiry":
        return facts._replace(member=member, product=product)
    due_on = _longest_day(facts.due_on, facts.member.locale)
    trial_ends_on = facts.trial_ends_on and due_on
    cancel_by_on = facts.cancel_by_on and due_on - timedelta(days=1)
    return facts._replace(
        member=member, product=product, due_on=due_on, trial_ends_on=trial_ends_on, cancel_by_on=cancel_by_on
    )


@lru_cache(maxsize=64)
def _longest_day(first: date, locale: str) -> date:
    days = (first + timedelta(days=each) for each in range(366))
    return max(days, key=lambda day: len(formats.day(day, "full", locale)))


def _without_first_name(facts: Facts) -> Facts:
    """All that is known of the member is an address and what they pay."""
    nobody = MemberFacts(id=facts.member.id, email="friend@example.com", locale=facts.member.locale)
    return facts._replace(member=nobody)


def _in_yen(facts: Facts) -> Facts:
    payment = facts.payment._replace(amount=Money(1_250_000, "JPY"), previous_amount=None)
    order = facts.order._replace(total=payment.amount, subtotal=None, discount=None)
    product = facts.product._replace(price=Money(1_480_000, "JPY"))
    return facts._replace(payment=payment, order=order, product=product)


def _without_links(facts: Facts) -> Facts:
    return facts._replace(links=LinkFacts())


def _as_it_is(facts: Facts) -> Facts:
    return facts


_ADDRESS = Place("12 Elm Street", "Lyon", "Rhône", "69001", "FR")
_LINKS = LinkFacts(
    pay="https://example.com/pay?member=1042",
    update_payment="https://example.com/card?member=1042",
    manage="https://example.com/manage?member=1042",
    cancel="https://example.com/cancel?member=1042",
)
_BOOSTER = BoosterFacts("Late opening on Friday", "<p>Open until ten.</p>", "Open until ten.")

SAMPLES: Mapping[str, Sample] = MappingProxyType(
    {
        sample.name: sample
        for sample in (
            Sample("automatic", "Pays by card every year, and nothing is to do.", _as_it_is, "renewal"),
            Sample("last-payment", "Pays the last of twelve payments by card.", _last, "renewal"),
            Sample("amount-changed", "Will be charged more than last time.", _dearer, "renewal"),
            Sample("expired-card", "Has a card that will have expired.", _with_expired_card, "renewal"),
            Sample("manual", "Must pay by hand.", _manual, "payment_due"),
            Sample(
                "last-payment-manual",
                "Must pay the last of twelve payments by hand.",
                lambda facts: _last(_manual(facts)),
                "payment_due",
            ),
            Sample("trial-ending", "Is on a trial that turns into payments by card.", _trial, "trial_end"),
            Sample(
                "trial-ending-manual",
                "Is on a trial and must pay by hand to stay.",
                lambda facts: _trial(_manual(facts)),
                "trial_end",
            ),
            Sample("term-ending", "Has a membership that ends by itself.", _manual, "term_end"),
            Sample("card-expiring", "Has a card that expires soon.", _with_expiring_card, "card_expiry"),
            Sample("long-names", "Has long names, and a day that is long to write.", _with_long_names),
            Sample("no-first-name", "Is known by an email address only.", _without_first_name),
            Sample("yen", "Pays in a currency without decimals.", _in_yen),
            Sample("no-links", "Has no page to pay, update or cancel on.", _without_links),
        )
    }
)
"""Every sample by its name, occasions first."""
