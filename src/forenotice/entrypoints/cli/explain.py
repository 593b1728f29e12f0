"""`forenotice explain`: the whole chain of decisions about one subscription, said or not said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from forenotice.consent.queries import PreferenceTold, SuppressionTold, preference_of, suppressions_of
from forenotice.dispatcher.queries import DeliveryTold, deliveries_of
from forenotice.dispatcher.states import Role
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.future import STATE_STYLES, amount_words
from forenotice.entrypoints.cli.output import (
    AsJson,
    day_words,
    moment_words,
    say,
    show_json,
    show_line,
    title,
)
from forenotice.entrypoints.cli.phrases import answer_words, channel_words, what
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.local_time import local_day
from forenotice.kernel.message import Outcome
from forenotice.ledger.models import Change, DueDate, Subscription
from forenotice.ledger.queries import changes_of, subscription_by
from forenotice.ledger.states import PayerKind
from forenotice.planner.queries import DueTold, StepTold
from forenotice.planner.queries import explain as find_reasons
from forenotice.rules.queries import all_rules

_MOST_CHANGES = 5
_ROLES = {Role.MEMBER: "", Role.CONTACT: ", a billing contact", Role.OWNER_COPY: ", a copy for the owner"}
Deliveries = Mapping[int, Sequence[DeliveryTold]]


def explain(
    subscription: Annotated[
        str, typer.Argument(help="Its id, its order number, or its member's id or email address.")
    ],
    step: Annotated[
        str, typer.Option("--step", metavar="KEY", help="Only this step, with every condition.")
    ] = "",
    latest: Annotated[int, typer.Option("--latest", min=1, help="How many due dates, from the last.")] = 4,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Tell why a member was told, will be, or was not: every due date, every step, every decision."""
    chosen, now = chosen_organization(organization), current_time()
    if step and step not in {one.key for rule in all_rules(chosen) for one in rule.steps}:
        raise CommandError(
            f'No rule has a step "{step}". The steps stand in the blueprint: forenotice export'
        )
    meant = subscription_by(chosen, subscription)
    found = find_reasons(chosen, meant, now=now, step=step, latest=latest)
    spoken = [one.reminder_id for due in found for one in due.steps if one.reminder_id is not None]
    deliveries = deliveries_of(chosen, spoken)
    changes = list(changes_of(meant))[-_MOST_CHANGES:]
    wishes, suppressed = preference_of(meant.member), suppressions_of(meant.member, now=now)
    if as_json:
        consent = {"preference": asdict(wishes), "suppressions": [asdict(one) for one in suppressed]}
        show_json(_as_plain(meant, found, deliveries, changes) | consent)
        return
    _show_subscription(meant, chosen.time_zone)
    _show_consent(wishes, suppressed, chosen.time_zone)
    for due in found:
        _show_due(due, deliveries, chosen.time_zone, is_close_look=bool(step))
    if not found:
        say("It has no due date, so there is nothing to be reminded of.")
    _show_changes(changes, chosen.time_zone)


def _show_subscription(row: Subscription, zone: str) -> None:
    member = row.member
    name = f"{member.first_name} {member.last_name}".strip() or member.external_id
    say(
        f"{row.external_id}  {name}{f' <{member.email}>' if member.email else ', without an address'}", "bold"
    )
    say(", ".join(_facts(row)))
    told = moment_words(row.sighting.seen_at, zone)
    say(f'The source "{row.source}" last told of it on {told}. All times are those of {zone}.', "dim")


def _show_consent(wishes: PreferenceTold, suppressed: Sequence[SuppressionTold], zone: str) -> None:
    if not wishes.wants_courtesy:
        say("The member wants no courtesy reminders.", "yellow")
    told = [f"in {wishes.locale}" if wishes.locale else "", f"to {wishes.address}" if wishes.address else ""]
    if any(told):
        say(f"The member wishes to be written to {' '.join(part for part in told if part)}.")
    for one in suppressed:
        since = day_words(local_day(one.began_at, zone))
        say(f"Nothing goes to {one.address} since {since}. {one.why}", "yellow")


def _facts(row: Subscription) -> Iterator[str]:
    yield row.product.label
    yield row.standing.replace("_", " ")
    if row.cancel_at_period_end:
        yield "cancelled at the end of its period"
    if row.gone_at is not None:
        yield "gone from its source"
    amount = amount_words(row.amount_minor, row.currency)
    if row.interval_count:
        yield f"{amount} every {_interval(row)}"
        yield "paid automatically" if row.payer_kind == PayerKind.AUTOMATIC else "paid by hand"
    if row.total_payments:
        yield f"{row.payments_made or 0} of {row.total_payments} payments made"
    if row.card_last4:
        yield f"{row.card_brand or 'card'} {row.card_last4} until {day_words(row.card_expires_on)}"


def _interval(row: Subscription) -> str:
    interval = Interval(row.interval_count or 1, Unit(row.interval_unit))
    return str(interval.unit) if interval.count == 1 else f"{interval.count} {interval.unit}s"


def _show_due(due: DueTold, deliveries: Deliveries, zone: str, *, is_close_look: bool) -> None:
    title(_due_words(due.due_date))
    if due.sentence:
        say(due.sentence, indent=2)
    aside: dict[str, None] = {}
    for step in due.steps:
        if is_close_look or step.reminder_id is not None or _is_met(step):
            _show_step(step, deliveries, zone, is_close_look=is_close_look)
        else:
            aside[step.rule_name] = None
    if aside:
        say(f"Not meant for it: {', '.join(aside)}.", "dim", indent=2)


def _due_words(due: DueDate) -> str:
    words = [f"{what(due.kind).capitalize()} on {day_words(due.due_on)}"]
    if due.amount_minor is not None and due.currency:
        words.append(amount_words(due.amount_minor, due.currency))
    if due.is_last:
        words.append("the last payment")
    if due.cancel_by_on is not None:
        words.append(f"to cancel by {day_words(due.cancel_by_on)}")
    if due.estimated:
        words.append("estimated")
    return ", ".join(words)


def _is_met(step: StepTold) -> bool:
    return step.is_on and bool(step.conditions) and all(condition.holds for condition in step.conditions)


def _show_step(step: StepTold, deliveries: Deliveries, zone: str, *, is_close_look: bool) -> None:
    said = Text(f"{step.rule_name}, {step.lead} before{', as the member wishes' if step.is_wished else ''}")
    said.append(f" ({step.rule}/{step.step})", "dim")
    if step.state is not None:
        said.append(": ").append(step.state, STATE_STYLES[step.state])
    show_line(said, indent=2)
    if not step.decisions or step.withheld is not None:
        say(step.sentence, indent=4)
    if step.will_speak_at is not None:
        say(f"It speaks on {moment_words(step.will_speak_at, zone)}.", indent=4)
    for condition in step.conditions if is_close_look else ():
        mark = "yes" if condition.holds else "no "
        say(f"{mark}  {condition.sentence}", "" if condition.holds else "yellow", indent=4)
    for decision in step.decisions:
        say(f"{_when(decision.at, zone)}  {decision.after:<9}  {decision.sentence}", indent=4)
    for delivery in deliveries.get(step.reminder_id or 0, ()):
        _show_delivery(delivery, zone, is_close_look=is_close_look)


def _show_delivery(one: DeliveryTold, zone: str, *, is_close_look: bool) -> None:
    way = f"{_ROLES[one.role]}, by {channel_words(one.channel, one.mode)}"
    say(f"{_when(one.changed_at, zone)}  {one.state:<9}  to {one.recipient}{way}", indent=4)
    for attempt in one.attempts:
        words = f"{answer_words(attempt.code, attempt.detail)} {attempt.reference}".strip()
        if words and (is_close_look or attempt.outcome != Outcome.ACCEPTED):
            say(words, "dim", indent=6)
        if attempt.unconfirmed:
            unconfirmed = f"Its source could not confirm it, and had told it lately: {attempt.unconfirmed}"
            say(unconfirmed, "dim", indent=6)


def _when(at: datetime, zone: str) -> str:
    return f"{moment_words(at, zone):<21}"


def _show_changes(changes: Sequence[Change], zone: str) -> None:
    if changes:
        title("What sources and people changed")
    for change in changes:
        said = ", ".join(_difference(name, told) for name, told in change.difference.items())
        say(f"{_when(change.at, zone)}  {change.actor}: {said}", indent=2)


def _difference(name: str, told: object) -> str:
    if not isinstance(told, list) or len(told) != 2:
        return name
    before, after = told
    if isinstance(before, dict) and isinstance(after, dict):
        names = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        return ", ".join(_difference(key, [before.get(key), after.get(key)]) for key in names)
    return f"{name.replace('_', ' ')} {_value(before)} -> {_value(after)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "", {}, []) else str(value)


def _as_plain(
    row: Subscription, found: Sequence[DueTold], deliveries: Deliveries, changes: Sequence[Change]
) -> dict[str, Any]:
    return {
        "subscription": row.external_id,
        "source": row.source,
        "member": row.member.external_id,
        "email": row.member.email,
        "product": row.product.label,
        "standing": row.standing,
        "cancel_at_period_end": row.cancel_at_period_end,
        "last_told_at": row.sighting.seen_at,
        "due_dates": [
            {
                "kind": due.due_date.kind,
                "due_on": due.due_date.due_on,
                "due_at": due.due_date.due_at,
                "amount_minor": due.due_date.amount_minor,
                "currency": due.due_date.currency,
                "estimated": due.due_date.estimated,
                "closing": due.due_date.closing,
                "quiet": due.due_date.quiet,
                "sentence": due.sentence,
                "steps": [_plain_step(step, deliveries) for step in due.steps],
            }
            for due in found
        ],
        "changes": [
            {"at": change.at, "actor": change.actor, "difference": change.difference} for change in changes
        ],
    }


def _plain_step(step: StepTold, deliveries: Deliveries) -> dict[str, Any]:
    return {
        "rule": step.rule,
        "step": step.step,
        "lead": step.lead,
        "is_wished": step.is_wished,
        "is_on": step.is_on,
        "send_at": step.moment.send_at if step.moment is not None else None,
        "will_speak_at": step.will_speak_at,
        "withheld": step.withheld,
        "state": step.state,
        "reason": step.reason,
        "sentence": step.sentence,
        "conditions": [condition._asdict() for condition in step.conditions],
        "decisions": [decision._asdict() for decision in step.decisions],
        "deliveries": [asdict(one) for one in deliveries.get(step.reminder_id or 0, ())],
    }
