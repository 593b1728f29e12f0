"""Due dates pass, payments go on, stale sources make them wait, and what is gone falls silent."""

from datetime import timedelta

from forenotice.accounts.operations import declare_organization
from forenotice.ledger.facts import MemberFacts, ProductFacts
from forenotice.ledger.models import Change, DueDate, Product, Subscription
from forenotice.ledger.operations import declare_product, follow_organization, mark_gone, sighted
from forenotice.ledger.operations.passing import passed_subscriptions
from forenotice.ledger.queries import count_current, count_unseen, known_fingerprints
from tests.ledger.examples import NOW, at, day, told
from tests.ledger.telling import Ledger, new_ledger


def test_a_passed_payment_closes_and_the_next_is_estimated(ledger: Ledger) -> None:
    ledger.tell(told())
    first = ledger.due()
    ledger.take_touched()
    assert ledger.roll(at("2026-01-10T22:59")).passed == 0
    rolled = ledger.roll(at("2026-01-10T23:00"))
    assert (rolled.passed, rolled.went_on, rolled.lapsed) == (1, 1, 0)
    first.refresh_from_db()
    assert (first.closing, first.closed_at) == ("passed", at("2026-01-10T23:00"))
    assert (ledger.due().due_on, ledger.due().estimated) == (day("2026-02-10"), True)
    assert ledger.take_touched() == ["s1"]
    assert ledger.roll(at("2026-01-10T23:00")).passed == 0


def test_each_zone_passes_its_own_midnight(ledger: Ledger) -> None:
    zones = ["Pacific/Kiritimati", "Asia/Tokyo", "Europe/Paris", "America/New_York", "Pacific/Pago_Pago"]
    facts = [told(external_id=zone, member=MemberFacts(zone, zone=zone)) for zone in zones]
    ledger.tell(*facts)
    for now, passed in [
        ("2026-01-10T09:59", 0),
        ("2026-01-10T10:00", 1),
        ("2026-01-10T15:00", 1),
        ("2026-01-10T23:00", 1),
        ("2026-01-11T04:59", 0),
        ("2026-01-11T05:00", 1),
        ("2026-01-11T11:00", 1),
    ]:
        assert ledger.roll(at(now)).passed == passed, now


def test_an_instant_passes_before_its_day_is_over(ledger: Ledger) -> None:
    ledger.tell(told(next_on=None, next_at=at("2026-01-10T08:00")))
    assert passed_subscriptions(ledger.organization, at("2026-01-10T07:59"), 10) == []
    assert ledger.roll(at("2026-01-10T08:00")).went_on == 1
    assert ledger.due().due_at == at("2026-02-10T08:00")


def test_stale_facts_wait_and_go_on_when_the_source_speaks_again(ledger: Ledger) -> None:
    ledger.tell(told())
    now = at("2026-03-20T12:00")
    rolled = ledger.roll(now)
    assert (rolled.passed, rolled.went_on, rolled.lapsed) == (1, 0, 1)
    assert not DueDate.objects.filter(closing="").exists()
    assert ledger.roll(now).went_on == 0
    sighted(organization=ledger.organization, subscription_ids=[ledger.subscription().pk], now=now)
    assert ledger.roll(now).went_on == 1
    due = ledger.due()
    assert (due.due_on, due.estimated, due.known_at) == (day("2026-04-10"), True, now)
    assert ledger.subscription().sighting.lapsed_source == ""
    assert ledger.roll(now).went_on == 0


def test_a_source_that_nobody_vouches_for_is_stale(ledger: Ledger) -> None:
    ledger.tell(told())
    assert ledger.roll(at("2026-01-11T12:00"), {"other": NOW}).lapsed == 1


def test_news_after_a_stale_spell_needs_no_rolling(ledger: Ledger) -> None:
    ledger.tell(told())
    ledger.roll(at("2026-03-20T12:00"))
    ledger.tell(told(next_on=day("2026-04-10")), now=at("2026-03-21T12:00"))
    assert ledger.subscription().sighting.lapsed_source == ""
    assert ledger.roll(at("2026-03-21T12:00")).went_on == 0
    assert not ledger.due().estimated


def test_fourteen_months_without_news_but_fresh_are_fourteen_payments(ledger: Ledger) -> None:
    ledger.tell(told(next_on=day("2026-01-31")))
    now = at("2026-01-20T12:00")
    for _ in range(15):
        sighted(organization=ledger.organization, subscription_ids=[ledger.subscription().pk], now=now)
        ledger.roll(now)
        now += timedelta(days=30)
    days = list(DueDate.objects.order_by("due_on").values_list("due_on", flat=True))
    assert [str(each) for each in days[:5]] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]
    assert len(set(days)) == len(days) == 15


def test_cards_and_terms_pass_too_and_a_new_payment_brings_the_card_into_sight(ledger: Ledger) -> None:
    card = {"card_brand": "visa", "card_last4": "4242", "card_expires_on": day("2026-04-30")}
    ledger.tell(told(term_ends_on=day("2026-05-31"), **card))
    assert not DueDate.objects.filter(occasion="card").exists()
    ledger.roll(at("2026-01-11T12:00"))
    assert ledger.due("s1", "card").due_on == day("2026-04-30")
    since = {"csv": NOW}
    ledger.roll(at("2026-05-01T12:00"), since)
    assert DueDate.objects.get(occasion="card").closing == "passed"
    ledger.roll(at("2026-06-01T12:00"), since)
    assert DueDate.objects.get(occasion="term").closing == "passed"


def test_many_pass_at_once_in_several_transactions(ledger: Ledger) -> None:
    ledger.tell(*[told(external_id=f"s{n}", member=MemberFacts(f"m{n}")) for n in range(4_100)])
    rolled = ledger.roll(at("2026-01-11T12:00"))
    assert (rolled.passed, rolled.went_on) == (4_100, 4_100)


def test_time_passes_for_one_organization_at_a_time(ledger: Ledger) -> None:
    other = new_ledger("other")
    other.tell(told())
    assert ledger.roll(at("2026-01-11T12:00")).passed == 0
    assert other.due().due_on == day("2026-01-10")


def test_a_clock_that_jumps_ahead_and_back_leaves_one_open_payment(ledger: Ledger) -> None:
    ledger.tell(told())
    first = ledger.due()
    ledger.roll(at("2026-02-20T12:00"), {"csv": NOW})
    ledger.tell(told(amount_minor=1300), now=at("2026-01-06T12:00"))
    ledger.roll(at("2026-01-06T12:00"))
    assert (ledger.due().due_on, ledger.due().amount_minor) == (day("2026-03-10"), 1300)
    ledger.tell(told(next_on=day("2026-01-11"), amount_minor=1300), now=at("2026-01-06T13:00"))
    assert (ledger.due().pk, ledger.due().due_on) == (first.pk, day("2026-01-11"))


def test_what_a_complete_telling_lacks_is_gone_and_comes_back(ledger: Ledger) -> None:
    ledger.tell(told(), told(external_id="s2", member=MemberFacts("m2")))
    later = NOW + timedelta(days=30)
    ledger.tell(told(), now=later)
    place = ledger.organization
    assert (count_current(place, "csv"), count_unseen(place, "csv", later)) == (2, 1)
    ledger.take_touched()
    assert mark_gone(organization=place, source="csv", unseen_since=later, actor="import", now=later) == 1
    assert mark_gone(organization=place, source="csv", unseen_since=later, actor="import", now=later) == 0
    assert Subscription.objects.get(external_id="s2").gone_at == later
    assert (ledger.due("s2").quiet, ledger.due("s1").quiet) == ("gone", "")
    assert Change.objects.get().difference == {"gone": [False, True]}
    assert ledger.take_touched() == ["s2"]
    assert set(known_fingerprints(place, "csv", ["s1", "s2"])) == {"s1"}
    assert count_current(place, "csv") == 1

    back = later + timedelta(days=1)
    recorded = ledger.tell(told(external_id="s2", member=MemberFacts("m2")), now=back)
    assert recorded.changed == 1
    row = ledger.subscription("s2")
    assert row.gone_at is None
    assert Change.objects.filter(subscription=row).last().difference == {"gone": [True, False]}  # type: ignore[union-attr]


def test_only_the_source_that_was_complete_loses_anybody(ledger: Ledger) -> None:
    ledger.tell(told())
    later = NOW + timedelta(days=1)
    place = ledger.organization
    assert mark_gone(organization=place, source="stripe", unseen_since=later, actor="x", now=later) == 0


def test_due_dates_follow_the_organizations_zone_and_currency(ledger: Ledger) -> None:
    instant = at("2026-01-10T20:00")
    ledger.tell(
        told(member=MemberFacts("m1"), next_on=None, next_at=instant, currency=""),
        told(external_id="s2", member=MemberFacts("m2", zone="Europe/Paris"), next_on=None, next_at=instant),
    )
    values = {"time_zone": "Asia/Tokyo", "currency": "JPY"}
    ledger.organization = declare_organization(key="club", values=values, actor="x", now=NOW).organization
    steps: list[tuple[int, int]] = []
    follow = {"organization": ledger.organization, "now": NOW}
    assert follow_organization(**follow, progress=lambda *done: steps.append(done)) == 1  # type: ignore[arg-type]
    assert steps[-1][0] == steps[-1][1] > 0
    assert (ledger.due("s1").due_on, ledger.due("s1").zone) == (day("2026-01-11"), "Asia/Tokyo")
    assert (ledger.due("s1").currency, ledger.due("s2").zone) == ("JPY", "Europe/Paris")


def declare(ledger: Ledger, **changes: object) -> bool:
    values: dict[str, object] = {"key": "gold", "name": "Gold", "pay_url": "https://x.example/pay"}
    return declare_product(organization=ledger.organization, actor="x", now=NOW, **(values | changes))  # type: ignore[arg-type]


def test_a_declared_product_is_meant_by_key_or_name_and_only_its_blanks_are_filled(ledger: Ledger) -> None:
    assert declare(ledger)
    assert not declare(ledger)
    ledger.tell(
        told(product=ProductFacts("gold", name="Other name", level="Club")),
        told(external_id="s2", product=ProductFacts("price_1", name="Gold", level="Second")),
        told(external_id="s3", product=ProductFacts("Gold")),
    )
    product = Product.objects.get()
    assert (product.name, product.level, product.source) == ("Gold", "Club", "blueprint")
    assert Subscription.objects.filter(product=product).count() == 3
    assert not declare(ledger), "what a source filled in is not taken away"
    assert declare(ledger, pay_url="")


def test_a_product_that_a_source_told_of_first_becomes_the_declared_one(ledger: Ledger) -> None:
    ledger.tell(told(interval_count=None, interval_unit=""))
    assert ledger.due().interval_days == 0
    assert declare(ledger, interval_count=1, interval_unit="year")
    assert Product.objects.count() == 1
    assert (ledger.due().interval_unit, ledger.due().interval_days) == ("year", 365)
    assert ledger.tell(told(interval_count=None, interval_unit="")).unchanged == 1
