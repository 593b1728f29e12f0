"""The made-up members are who they are said to be, in any language and currency."""

from datetime import date

import pytest

from forenotice.composer import formats
from forenotice.composer.errors import UnknownSampleError
from forenotice.composer.facts import Facts
from forenotice.composer.fill import fill
from forenotice.composer.samples import SAMPLES, Setting, sample_facts, samples_for
from tests.composer.samples import MUSEUM, NOW

SETTING = Setting(MUSEUM, "en", NOW)


def _sample(name: str, kind: str = "", locale: str = "en") -> Facts:
    return sample_facts(name, SETTING._replace(locale=locale), kind)


@pytest.mark.parametrize("locale", ["en", "fr", "ar", "ja"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_has_values_for_every_smart_tag(name: str, locale: str) -> None:
    context = fill(_sample(name, locale=locale), locale)
    assert context["payment.due_date"]
    assert context["member.first_name"]


def test_an_occasion_keeps_its_kind_and_a_reader_takes_any() -> None:
    assert _sample("manual", "renewal").kind == "payment_due"
    for kind in ("renewal", "payment_due", "trial_end", "term_end", "card_expiry"):
        assert _sample("long-names", kind).kind == kind
        assert {sample.kind for sample in samples_for([kind])} == {kind, ""}


def test_a_reader_who_must_pay_by_hand_stays_one() -> None:
    assert not _sample("yen", "payment_due").payment.is_automatic
    assert fill(_sample("yen", "payment_due"), "en")["payment.amount"] == "¥1,250,000"


@pytest.mark.parametrize(("currency", "amount"), [("EUR", 4_900), ("JPY", 49), ("KWD", 49_000)])
def test_amounts_are_as_many_units_in_any_currency(currency: str, amount: int) -> None:
    payment = sample_facts("amount-changed", SETTING._replace(currency=currency)).payment
    assert payment.amount is not None
    assert payment.previous_amount is not None
    assert (payment.amount.minor, payment.previous_amount.minor * 49 // 45) == (amount, amount)


def test_the_day_of_long_names_is_the_longest_to_write() -> None:
    due_on = _sample("long-names").due_on
    assert formats.day(due_on, "full", "en").startswith("Wednesday, September ")
    assert (due_on - date(2026, 5, 9)).days < 380


def test_a_card_expires_before_the_payment_where_that_is_the_point() -> None:
    for name in ("expired-card", "card-expiring"):
        assert fill(_sample(name), "en")["payment.method_expires_before_due"] is True
    assert fill(_sample("automatic"), "en")["payment.method_expires_before_due"] is False


def test_an_unknown_sample_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownSampleError, match=r'no sample "ann".*automatic, last-payment'):
        _sample("ann")
