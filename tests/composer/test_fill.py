"""Facts become the values that texts may name."""

import json
from datetime import UTC, date, datetime

import pytest

from forenotice.composer.facts import LinkFacts, MemberFacts
from forenotice.composer.fill import (
    Context,
    fill,
    speaking_locale,
    without_live_links,
)
from forenotice.composer.smarttags import SMART_TAGS
from forenotice.composer.values import harmless_url, last_day_before
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.money import Money
from tests.composer.samples import ANA, LINKS, facts


def filled(locale: str = "en-US", **changes: object) -> Context:
    return fill(facts(**changes), locale)


def test_every_native_smart_tag_has_a_value_and_no_other_is_filled() -> None:
    own = {"member.custom.instrument", "locale"}
    assert {name.split(":")[0] for name in filled()} == set(SMART_TAGS) | own


def test_only_the_names_asked_for_are_filled() -> None:
    context = fill(facts(), "en-US", ("payment.amount", "cancel_by:iso", "member.custom.seat"))
    ours = {name for name in context if not name.startswith("organization.")}
    assert ours == {"locale", "payment.amount", "cancel_by:iso", "member.custom.seat"}
    assert context["member.custom.seat"] == ""


def test_values_are_plain_and_survive_json() -> None:
    context = filled()
    assert {type(value) for value in context.values()} <= {str, bool, int}
    assert json.loads(json.dumps(context)) == context


def test_a_member_of_whom_nothing_is_known_still_has_every_value() -> None:
    context = filled(member=MemberFacts(), links=LinkFacts())
    assert set(SMART_TAGS) <= set(context)


@pytest.mark.parametrize(
    ("zone", "now", "days", "words"),
    [
        ("America/New_York", datetime(2026, 5, 15, 3, 59, tzinfo=UTC), 1, "tomorrow"),
        ("America/New_York", datetime(2026, 5, 15, 4, 0, tzinfo=UTC), 0, "today"),
        ("Pacific/Kiritimati", datetime(2026, 5, 8, 10, 0, tzinfo=UTC), 6, "in 6 days"),
        ("Pacific/Kiritimati", datetime(2026, 5, 8, 9, 59, tzinfo=UTC), 7, "in 7 days"),
        ("Pacific/Pago_Pago", datetime(2026, 5, 10, 10, 59, tzinfo=UTC), 6, "in 6 days"),
        ("Europe/Paris", datetime(2025, 12, 31, 23, 0, tzinfo=UTC), 134, "in 134 days"),
    ],
)
def test_days_left_are_counted_on_the_members_own_calendar(
    zone: str, now: datetime, days: int, words: str
) -> None:
    context = filled(zone=zone, now=now)
    assert (context["payment.days_left"], context["payment.time_left"]) == (days, words)


def test_a_leap_day_is_due_and_counted() -> None:
    context = filled(now=datetime(2028, 2, 28, 12, tzinfo=UTC), zone="UTC", due_on=date(2028, 2, 29))
    assert context["payment.due_date"] == "February 29, 2028"
    assert context["payment.time_left"] == "tomorrow"


@pytest.mark.parametrize(
    ("deadline", "zone", "last_day"),
    [
        (datetime(2026, 5, 15, 4, 0, tzinfo=UTC), "America/New_York", date(2026, 5, 14)),
        (datetime(2026, 5, 15, 3, 59, tzinfo=UTC), "America/New_York", date(2026, 5, 13)),
        (datetime(2026, 5, 15, 16, 0, tzinfo=UTC), "America/New_York", date(2026, 5, 14)),
        (datetime(2026, 5, 15, 0, 0, tzinfo=UTC), "UTC", date(2026, 5, 14)),
        (datetime(2026, 5, 14, 10, 0, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 5, 14)),
        (datetime(2026, 1, 1, 11, 0, tzinfo=UTC), "Pacific/Pago_Pago", date(2025, 12, 31)),
    ],
)
def test_cancel_by_is_the_last_day_that_is_over_before_the_deadline(
    deadline: datetime, zone: str, last_day: date
) -> None:
    assert last_day_before(deadline, zone) == last_day


def test_an_instant_decides_about_cancel_by_before_a_bare_day() -> None:
    at = datetime(2026, 5, 13, 16, tzinfo=UTC)
    assert filled(cancel_by_at=at)["cancel_by"] == "May 12, 2026"
    assert filled()["cancel_by"] == "May 14, 2026"
    assert filled(cancel_by_on=None)["cancel_by"] == ""


@pytest.mark.parametrize(
    ("locale", "word"), [("en", "there"), ("fr-CA", "de notre part"), ("ja", "お客様"), ("fi", "there")]
)
def test_a_missing_first_name_becomes_a_greeting_word(locale: str, word: str) -> None:
    for nothing in ("", "  "):
        assert filled(locale, member__first_name=nothing)["member.first_name"] == word
    assert filled(locale, member__first_name="")["member.full_name"] == "Okafor"


def test_a_changed_amount_is_noticed() -> None:
    dearer = filled(payment__previous_amount=Money(11000, "USD"))
    assert dearer["payment.amount_changed"] is True
    assert dearer["payment.previous_amount"] == "$110.00"
    assert filled(payment__previous_amount=Money(12000, "USD"))["payment.amount_changed"] is False
    assert filled()["payment.amount_changed"] is False


@pytest.mark.parametrize(
    ("expires_on", "is_before"),
    [(date(2026, 4, 30), True), (date(2026, 5, 1), False), (date(2026, 5, 31), False), (None, False)],
)
def test_a_card_is_good_until_the_end_of_its_month(expires_on: date | None, is_before: bool) -> None:
    assert filled(payment__card_expires_on=expires_on)["payment.method_expires_before_due"] is is_before


def test_a_card_that_expires_is_no_payment_unless_we_know_of_one() -> None:
    unknown = filled(kind="card_expiry", due_on=date(2026, 5, 31), payment__card_expires_on=date(2026, 5, 31))
    assert unknown["payment.due_date"] == unknown["payment.time_left"] == unknown["payment.days_left"] == ""
    assert unknown["payment.method_expires_before_due"] is True
    known = filled(kind="card_expiry", due_on=date(2026, 5, 31), payment__due_on=date(2026, 6, 3))
    assert known["payment.due_date"] == "June 3, 2026"


def test_the_end_of_a_trial_is_the_due_date_unless_told_otherwise() -> None:
    assert filled()["trial.ends"] == ""
    assert filled(kind="trial_end")["trial.ends"] == "May 15, 2026"
    assert filled(kind="trial_end")["payment.is_trial_end"] is True
    assert filled(kind="trial_end", trial_ends_on=date(2026, 5, 14))["trial.ends"] == "May 14, 2026"
    assert filled(kind="term_end")["term.ends"] == "May 15, 2026"


def test_an_interval_and_a_country_are_said_in_the_readers_language() -> None:
    context = filled("fr-FR", product__interval=Interval(3, Unit.MONTH))
    assert context["product.interval"] == "tous les 3 mois"
    assert filled("de")["member.billing.country_name"] == "Frankreich"


def test_custom_fields_are_spelt_as_tags_can_be() -> None:
    member = ANA._replace(custom={"T-shirt size": "M", "2nd seat": "B4", "größe": "groß"})
    context = filled(member=member)
    assert context["member.custom.T_shirt_size"] == "M"
    assert context["member.custom._2nd_seat"] == "B4"
    assert context["member.custom.größe"] == "groß"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://a.example",
        "data:text/html,<script>",
        "//a.example/x",
        "/pay",
        "https:",
        "https://",
        "https:///path",
        "https:\\\\a.example",
        "https://a.example/\r\nX-Header: 1",
        "https://a.example/ b",
        'https://a.example/"onmouseover=1',
        "https://a.example/<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:",
        "ftp://a.example",
        "",
    ],
)
def test_a_link_that_is_not_whole_and_harmless_is_dropped(url: str) -> None:
    assert harmless_url(url) == ""
    assert filled(links__pay=url)["links.pay"] == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "http://a.example/x?y=1&z=%20#f",
        "HTTPS://A.EXAMPLE/é",
        "mailto:a@b.example?subject=x",
        "https://a.example/o'neil",
    ],
)
def test_a_whole_link_is_kept_as_it_is(url: str) -> None:
    assert harmless_url(url) == url


def test_copies_for_others_carry_no_live_links() -> None:
    context = filled()
    muted = without_live_links(context)
    assert {name for name, value in muted.items() if name.startswith("links.") and value} == set()
    assert muted["payment.amount"] == context["payment.amount"]
    assert context["links.pay"] == LINKS.pay


@pytest.mark.parametrize(
    ("text", "member", "organization", "spoken"),
    [
        ("en", "en-GB", "en-US", "en-GB"),
        ("en", "", "en-GB", "en-GB"),
        ("en", "en", "en-GB", "en-GB"),
        ("en", "de-DE", "fr-FR", "en"),
        ("en", "de-DE", "en_GB", "en_GB"),
        ("fr-CA", "fr", "fr-FR", "fr-CA"),
        ("fr", "fr-BE", "en-US", "fr-BE"),
        ("en", "", "", "en"),
    ],
)
def test_values_speak_the_language_of_the_words(
    text: str, member: str, organization: str, spoken: str
) -> None:
    assert speaking_locale(text, member, organization) == spoken
