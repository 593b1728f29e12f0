"""Turns of phrase about a payment: whole, in every language that has them, and addressing nobody."""

import re
from datetime import date
from typing import Any

import pytest

from forenotice.composer.fill import fill
from forenotice.composer.turns import LANGUAGES, Asked, in_quotes, in_short, to_do, which
from forenotice.kernel.money import Money
from tests.composer.samples import facts
from tests.composer.test_words_de import TO_DU, TO_SIE
from tests.composer.test_words_es import TO_TU, TO_USTED
from tests.composer.test_words_fr import TO_TU as TO_TOI
from tests.composer.test_words_fr import TO_VOUS
from tests.composer.test_words_nl import TO_JE, TO_U
from tests.composer.wordings import CARD, EXPIRED, LAST, MANUAL, ONLY, THIRD

TAGS = ("payment.which", "payment.in_short", "payment.to_do")
FULL = "Friday, May 15, 2026"
NOTHING, NEW_CARD = "There is nothing you need to do.", f"Please update your card before {FULL}."
STAY = "If you would like to stay,"

# The kind, what differs; then which payment, what comes in short, and what is to do.
CASES: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("renewal", {}, "Your next payment", "renewal in 6 days", f"{NOTHING} $120.00, {FULL}."),
    ("renewal", {"payment__amount": None}, "Your next payment", "renewal in 6 days", NOTHING),
    ("renewal", LAST, "Your last payment", "last payment in 6 days", f"{NOTHING} $120.00, {FULL}."),
    ("renewal", THIRD | EXPIRED, "Payment 3 of 6", "payment 3 of 6 in 6 days", NEW_CARD),
    ("renewal", {"payment__of": 6} | EXPIRED, "Your next payment", "payment in 6 days", NEW_CARD),
    (
        "payment_due",
        MANUAL | THIRD,
        "Payment 3 of 6",
        "payment 3 of 6 due in 6 days",
        f"Please pay $120.00 by {FULL}.",
    ),
    (
        "payment_due",
        MANUAL | LAST | {"payment__amount": None},
        "Your last payment",
        "last payment due in 6 days",
        f"Please pay by {FULL}.",
    ),
    (
        "trial_end",
        {},
        "Your first payment",
        "trial ends in 6 days",
        f"{STAY} there is nothing you need to do. $120.00, {FULL}.",
    ),
    (
        "trial_end",
        ONLY | MANUAL,
        "Your only payment",
        "trial ends in 6 days",
        f"{STAY} please pay $120.00 by {FULL}.",
    ),
    ("term_end", {}, "Your next payment", "membership ends in 6 days", f"{STAY} please renew by {FULL}."),
    (
        "card_expiry",
        CARD,
        "Your next payment",
        "card expires in 22 days",
        "Please update your card before Wednesday, June 3, 2026.",
    ),
    (
        "card_expiry",
        {"payment__amount": None},
        "Your next payment",
        "card expires in 6 days",
        NEW_CARD,
    ),
]


@pytest.mark.parametrize(("kind", "changes", "first", "short", "asked"), CASES)
def test_a_payment_in_a_turn_of_phrase(
    kind: str, changes: dict[str, Any], first: str, short: str, asked: str
) -> None:
    context = fill(facts(**{"kind": kind, **changes}), "en-US", TAGS)
    assert [context[name] for name in TAGS] == [first, short, asked]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_turn_is_said_in_every_language(locale: str) -> None:
    counted = [
        (kind, is_last, number, of)
        for kind in ("renewal", "payment_due", "trial_end", "term_end", "card_expiry")
        for is_last in (True, False)
        for number, of in ((None, None), (3, 6), (None, 6))
    ]
    beginnings = [which(*each, locale) for each in counted]
    assert all(each[0].isupper() for each in beginnings)
    short = [
        in_short(kind, is_automatic, *rest, 1, locale)
        for kind, *rest in counted
        for is_automatic in (True, False)
    ]
    assert all(short)
    asked = [
        to_do(what, amount, date(2026, 5, 15), to_stay, locale)
        for what in Asked
        for amount in ("", "49,00 €")
        for to_stay in ((True, False) if what is not Asked.RENEW else (False,))
    ]
    for each in asked:
        assert each.endswith(".")
        assert not re.search(r"[{}]|  | [.,]", each)
    assert sum("49,00 €" in each for each in asked) == 4
    addressed = re.compile("|".join(FORMS[locale])) if locale in FORMS else None
    for each in (*beginnings, *short, *asked):
        assert addressed is None or not addressed.search(each), each


FORMS = {
    "de": (TO_SIE.pattern, f"(?i:{TO_DU.pattern})"),
    "es": (f"(?i:{TO_USTED.pattern})", f"(?i:{TO_TU.pattern})"),
    # "Merci de régler" thanks everybody, and no ending of a verb in "-ez" says more.
    "fr": (f"(?i:{TO_VOUS.pattern})", f"(?i:{TO_TOI.pattern})"),
    "nl": (f"(?i:{TO_U.pattern})", f"(?i:{TO_JE.pattern})"),
}


def test_a_language_without_turns_says_what_needs_no_words() -> None:
    assert which("renewal", False, 3, 6, "sv") == "3/6"
    assert which("renewal", False, None, 6, "sv") == ""
    assert in_short("renewal", False, False, 3, 6, 1, "sv") == "3/6, i morgon"
    assert to_do(Asked.PAY, "49,00 kr", date(2026, 5, 15), False, "sv") == ("49,00 kr, fredag 15 maj 2026")


@pytest.mark.parametrize(
    ("locale", "quoted"),
    [
        ("en-GB", "“Coro”"),
        ("de-AT", "„Coro“"),
        ("fr-CA", "«\u202fCoro\u202f»"),
        ("pt-BR", "“Coro”"),
        ("pt-PT", "«Coro»"),
        ("sv", "“Coro”"),
    ],
)
def test_a_name_has_the_quotation_marks_of_its_reader(locale: str, quoted: str) -> None:
    assert in_quotes("Coro", locale) == quoted
    assert in_quotes("", locale) == ""


def test_an_amount_is_written_as_its_reader_writes_it() -> None:
    context = fill(facts(**MANUAL, kind="payment_due", payment__amount=Money(123400, "EUR")), "fr-FR")
    assert context["payment.to_do"] == (
        "Merci de régler 1\u202f234,00\u00a0€ au plus tard le vendredi 15 mai 2026."
    )
