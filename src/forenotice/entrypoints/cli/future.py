"""`forenotice upcoming` and `forenotice reminders`: what will be said, and what was or was not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.output import (
    AsJson,
    Cell,
    Column,
    count_words,
    day_words,
    is_narrow,
    moment_words,
    money_words,
    say,
    show_json,
    show_table,
)
from forenotice.entrypoints.cli.phrases import short_day, what
from forenotice.kernel.local_time import local_day
from forenotice.kernel.money import Money
from forenotice.planner.queries import ReminderTold, Upcoming, list_reminders
from forenotice.planner.queries import upcoming as find_upcoming
from forenotice.planner.states import REASON_SENTENCES, ReminderState

_REMINDERS = (
    Column("moment"),
    Column("member", folds=True),
    Column("product", folds=True),
    Column("due"),
    Column("state"),
    Column("why", folds=True, style="dim"),
)
STATE_STYLES = {
    ReminderState.PLANNED: "cyan",
    ReminderState.RELEASED: "green",
    ReminderState.MISSED: "red",
    ReminderState.SKIPPED: "yellow",
    ReminderState.CANCELLED: "yellow",
}


def upcoming(
    days: Annotated[int, typer.Option("--days", min=1, max=800, help="How far to look ahead.")] = 14,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Show who will be told what, when and why, if nothing changes; computed anew each time, not stored."""
    chosen, now = chosen_organization(organization), current_time()
    until = now + timedelta(days=days)
    found = find_upcoming(chosen, now=now, until=until)
    if as_json:
        show_json([upcoming_row(one) for one in found])
        return
    if not found:
        end = day_words(local_day(until, chosen.time_zone))
        say(f"Nothing will be said in the next {count_words(days, 'day')}, up to {end}.")
        return
    show_upcoming(found, now, chosen)
    say(f"{count_upcoming(found)} in {count_words(days, 'day')}. {_where_they_go(chosen)}")


def columns() -> tuple[Column, ...]:
    """The columns of reminders, said or to come."""
    return (
        Column("day"),
        Column("member", folds=True),
        Column("product", folds=True),
        Column("what"),
        Column("amount", align="right"),
        Column("due"),
        Column("lead" if is_narrow() else "why", folds=True, style="dim"),
    )


def count_upcoming(found: Sequence[Upcoming]) -> str:
    """``4 reminders``, or ``3 reminders (and 1 that is withheld)``."""
    held = sum(one.withheld is not None for one in found)
    words = count_words(len(found) - held, "reminder")
    return f"{words} (and {held:,} that {'is' if held == 1 else 'are'} withheld)" if held else words


def show_upcoming(found: list[Upcoming], now: datetime, organization: Organization) -> None:
    """The table of what will be said."""
    today = local_day(now, organization.time_zone)
    show_table(
        columns(),
        (
            (
                short_day(one.day, today),
                one.name or one.email or one.member,
                one.product,
                what(one.kind),
                amount_words(one.amount_minor, one.currency),
                short_day(one.due_on, today) + ("?" if one.estimated else ""),
                one.why if one.withheld is None else REASON_SENTENCES[one.withheld],
            )
            for one in found
        ),
    )
    if any(one.estimated for one in found):
        say("A question mark: the date is estimated, because no source has told of that payment yet.", "dim")


def reminders(
    state: Annotated[
        list[ReminderState] | None,
        typer.Option("--state", help="Only these states; may be given several times."),
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="How many days to look back.")] = 30,
    last: Annotated[int, typer.Option("--last", min=1, help="At most so many, the newest.")] = 100,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """List the reminders that were written down: said, still to be said, and kept back with the reason."""
    chosen, now = chosen_organization(organization), current_time()
    since = now - timedelta(days=days)
    found = list_reminders(chosen, states=state or (), since=since, limit=last, newest_first=True)
    if as_json:
        show_json([_reminder_row(one) for one in found])
        return
    if not found:
        say("No reminder was written down in that time. What is to come: forenotice upcoming")
        return
    show_reminders(list(reversed(found)), now, chosen)
    say(f"{count_words(len(found), 'reminder')}. More of one: forenotice explain SUBSCRIPTION", "dim")


def show_reminders(found: Sequence[ReminderTold], now: datetime, organization: Organization) -> None:
    """The table of reminders as they stand."""
    show_table(_REMINDERS, (_reminder_cells(one, now, organization) for one in found))


def amount_words(minor: int | None, currency: str) -> str:
    """The amount of a payment, or a dash."""
    return money_words(Money(minor, currency) if minor is not None and currency else None)


def upcoming_row(one: Upcoming) -> dict[str, object]:
    """One reminder to come, for programs."""
    return {
        "day": one.day,
        "moment": one.moment,
        "zone": one.zone,
        "subscription": one.subscription,
        "order_number": one.order_number,
        "member": one.member,
        "name": one.name,
        "email": one.email,
        "product": one.product,
        "kind": one.kind,
        "amount_minor": one.amount_minor,
        "currency": one.currency,
        "due_on": one.due_on,
        "due_at": one.due_at,
        "estimated": one.estimated,
        "rule": one.rule,
        "step": one.step,
        "message": one.message,
        "channels": list(one.channels),
        "why": one.why,
        "withheld": one.withheld,
    }


def _reminder_cells(one: ReminderTold, now: datetime, organization: Organization) -> tuple[Cell, ...]:
    today = local_day(now, organization.time_zone)
    return (
        moment_words(one.released_at or _meant_at(one), organization.time_zone),
        one.name or one.email or one.member,
        one.product,
        short_day(one.due_on, today),
        (one.state, STATE_STYLES[one.state]),
        one.sentence,
    )


def _meant_at(one: ReminderTold) -> datetime:
    """When it leaves; of one that will not, when its step would have spoken."""
    return one.release_at if one.state is ReminderState.PLANNED else one.send_at


def _reminder_row(one: ReminderTold) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def _where_they_go(organization: Organization) -> str:
    if organization.mode == Mode.LIVE:
        return "They go to your members."
    return "This is a rehearsal: they go to the test mailbox. See: forenotice go-live"
