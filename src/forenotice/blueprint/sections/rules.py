"""``[[rules]]``: what to say to whom, and how long before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forenotice.blueprint.sections.organization import window_table
from forenotice.blueprint.sections.words import (
    email_text,
    hours_from,
    hours_words,
    interval_from,
    interval_words,
    key_text,
    money_from,
)
from forenotice.blueprint.table import Table, listed, nearest
from forenotice.kernel.lead_time import LeadTime
from forenotice.kernel.money import Money
from forenotice.ledger.states import Kind, PayerKind
from forenotice.rules.specification import Anchor, Audience, RuleSpecification, StepSpecification
from forenotice.rules.states import PastMoments

CATCH_UP_HOURS = 48
_COUNTRY = re.compile(r"[A-Z]{2}")
_LISTS = ("products", "levels", "bundles", "countries", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDeclaration:
    """A rule, on or off."""

    key: str
    name: str
    on: bool = True
    specification: RuleSpecification


def read_rule(table: Table, only_channel: Sequence[str] = ()) -> RuleDeclaration:
    """One of ``[[rules]]``. A step that names no channel takes ``only_channel``, when there is but one."""
    key = table.parsed("key", key_text, "", required=True)
    found = RuleDeclaration(
        key=key,
        name=table.text("name", key.replace("-", " ").replace("_", " ").capitalize(), longest=200),
        on=table.flag("on", default=True),
        specification=_read_specification(table, only_channel),
    )
    table.close()
    return found


def write_rule(declared: RuleDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    rule = declared.specification
    written: dict[str, Any] = {"key": declared.key, "name": declared.name, "on": declared.on}
    written["kinds"] = list(rule.kinds)
    if rule.past_moments != PastMoments.SILENT:
        written["past_moments"] = str(rule.past_moments)
    if rule.catch_up_hours != CATCH_UP_HOURS:
        written["catch_up"] = hours_words(rule.catch_up_hours)
    sender = {"name": rule.sender_name, "email": rule.sender_email, "reply_to": rule.reply_to}
    if any(sender.values()):
        written["sender"] = {name: value for name, value in sender.items() if value}
    if audience := _write_audience(rule.audience):
        written["audience"] = audience
    written["steps"] = [_write_step(step) for step in rule.steps]
    return written


def _read_specification(table: Table, only_channel: Sequence[str]) -> RuleSpecification:
    sender = table.table("sender")
    audience = table.table("audience")
    steps = table.tables("steps")
    if not steps:
        table.fault("", "it has no steps: add [[rules.steps]] with key, lead and message.")
    found = RuleSpecification(
        kinds=_read_kinds(table),
        audience=_read_audience(audience) if audience is not None else Audience(),
        steps=_read_steps(steps, only_channel),
        past_moments=PastMoments(table.choice("past_moments", [*PastMoments], PastMoments.SILENT)),
        catch_up_hours=table.parsed("catch_up", hours_from, CATCH_UP_HOURS),
        sender_name=sender.text("name", longest=200) if sender else "",
        sender_email=sender.parsed("email", email_text, "") if sender else "",
        reply_to=sender.parsed("reply_to", email_text, "") if sender else "",
    )
    if sender is not None:
        sender.close()
    return found


def _read_kinds(table: Table) -> tuple[str, ...]:
    kinds = table.texts("kinds")
    if not kinds:
        table.fault(
            "", f"it names no kinds of due date: add kinds = [...] with one or more of {listed(Kind)}."
        )
    for kind in kinds:
        if kind not in [*Kind]:
            near = nearest(kind, [*Kind])
            hint = f'Did you mean "{near}"?' if near else f"There are {listed(Kind)}."
            table.fault("kinds", f'"{kind}" is no kind of due date. {hint}')
    return tuple(dict.fromkeys(kinds))


def _read_audience(table: Table) -> Audience:
    minimum = table.parsed("minimum_amount", money_from, None)
    found = Audience(
        **{name: table.texts(name) for name in _LISTS},
        intervals=_read_intervals(table),
        payer_kind=table.choice("payer", [*PayerKind], ""),
        minimum_amount_minor=minimum.minor if minimum is not None else None,
        currency=minimum.currency if minimum is not None else "",
    )
    for country in found.countries:
        if not _COUNTRY.fullmatch(country):
            table.fault(
                "countries", f'"{country}" is not a country. Write its two capital letters, such as "FR".'
            )
    table.close()
    return found


def _read_intervals(table: Table) -> tuple[str, ...]:
    """``1 month`` means just that interval."""
    found = []
    for written in table.texts("intervals"):
        try:
            found.append(interval_words(interval_from(written)))
        except ValueError as error:
            table.fault("intervals", str(error))
    return tuple(found)


def _write_audience(audience: Audience) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name in ("products", "levels", "bundles", "intervals", "countries", "tags"):
        if values := getattr(audience, name):
            written[name] = list(values)
    if audience.payer_kind:
        written["payer"] = str(audience.payer_kind)
    if audience.minimum_amount_minor is not None:
        written["minimum_amount"] = str(Money(audience.minimum_amount_minor, audience.currency))
    return written


def _read_steps(tables: Sequence[Table], only_channel: Sequence[str]) -> tuple[StepSpecification, ...]:
    steps: list[StepSpecification] = []
    for table in tables:
        step = _read_step(table, only_channel)
        if step.key and step.key in [other.key for other in steps]:
            table.fault("key", f'there are two steps called "{step.key}": give one of them another key.')
        steps.append(step)
    return tuple(steps)


def _read_step(table: Table, only_channel: Sequence[str]) -> StepSpecification:
    window = table.table("window")
    start, end = (window.hour("start", None), window.hour("end", None)) if window else (None, None)
    if window is not None:
        if start is None or end is None or start >= end:
            window.fault("", 'write both start and end, the start first: { start = "09:00", end = "20:00" }.')
        window.close()
    channels = table.texts("channels") or tuple(only_channel)
    if not channels:
        table.fault("", 'it names no channel: add channels = ["..."] with the key of one of [[channels]].')
    found = StepSpecification(
        key=table.parsed("key", key_text, "", required=True),
        lead=table.parsed("lead", LeadTime.parse, LeadTime.parse("7 days"), required=True),
        anchor=Anchor(table.choice("before", [*Anchor], Anchor.DUE)),
        hour=table.hour("at", None),
        window_start=start,
        window_end=end,
        message=table.text("message", required=True, longest=64),
        channels=channels,
        contacts=table.flag("contacts", default=False),
        owner_copy=table.parsed("owner_copy", email_text, ""),
    )
    _refuse_idle_hour(table, found)
    table.close()
    return found


def _refuse_idle_hour(table: Table, step: StepSpecification) -> None:
    if step.hour is None:
        return
    if step.lead.is_in_hours:
        table.fault("at", f'a lead time of "{step.lead}" counts back from the very instant: remove "at".')
    elif step.window_start and step.window_end and not step.window_start <= step.hour <= step.window_end:
        table.fault("at", f"{step.hour:%H:%M} is outside the step's own window.")


def _write_step(step: StepSpecification) -> dict[str, Any]:
    written: dict[str, Any] = {"key": step.key, "lead": str(step.lead), "before": str(step.anchor)}
    if step.hour is not None:
        written["at"] = f"{step.hour:%H:%M}"
    if step.window_start is not None and step.window_end is not None:
        written["window"] = window_table(step.window_start, step.window_end)
    written |= {"message": step.message, "channels": list(step.channels)}
    if step.contacts:
        written["contacts"] = True
    if step.owner_copy:
        written["owner_copy"] = step.owner_copy
    return written
