"""Short words for what a member will meet, as columns of tables want them."""

from datetime import date

from forenotice.accounts.states import Mode
from forenotice.entrypoints.cli.output import is_narrow
from forenotice.ledger.states import Kind
from forenotice.rules.specification import Anchor, StepSpecification

WHAT = {
    Kind.RENEWAL: "renews",
    Kind.TRIAL_END: "trial ends",
    Kind.PAYMENT_DUE: "to pay",
    Kind.TERM_END: "ends",
    Kind.CARD_EXPIRY: "card expires",
}


def what(kind: str) -> str:
    """``renews``, ``trial ends`` and so on; one word where there is little room."""
    words = WHAT[Kind(kind)]
    return words.split()[0] if is_narrow() and kind != Kind.PAYMENT_DUE else words


def step_words(rule_name: str, step: StepSpecification) -> str:
    """``Monthly: 3 days before``; the lead time alone where there is little room."""
    is_early = step.anchor is Anchor.CANCEL_BY
    if is_narrow():
        return f"{step.lead}{' (cancel)' if is_early else ''}"
    return f"{rule_name}: {step.lead} before{' the last day to cancel' if is_early else ''}"


def answer_words(code: str, detail: str) -> str:
    """What a server answered: its number and its words. A code that is no number is for programs."""
    return " ".join(part for part in (code if code[:1].isdigit() or not detail else "", detail) if part)


def channel_words(key: str, mode: str) -> str:
    """The channel that a delivery took; a rehearsal takes none of them."""
    return key if mode == Mode.LIVE else "test mailbox"


def day_month(day: date) -> str:
    """``28 Mar``."""
    return f"{day.day} {day:%b}"


def short_day(day: date | None, beside: date) -> str:
    """``Sun 28 Mar``, or ``28 Mar`` where there is little room; with the year when ``beside`` is far off."""
    if day is None:
        return "-"
    words = day_month(day) if is_narrow() else f"{day:%a} {day.day} {day:%b}"
    return words if abs((day - beside).days) < 300 else f"{words} {day.year}"
