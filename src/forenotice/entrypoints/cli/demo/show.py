"""What the demo prints: what was said, who heard nothing and why, and what to type next."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn

from forenotice.accounts.models import Organization
from forenotice.channels.queries import list_messages, mailbox_directory
from forenotice.entrypoints.cli.demo.days import BEGIN, DAYS, END
from forenotice.entrypoints.cli.demo.door import called_as
from forenotice.entrypoints.cli.demo.walk import Walked, walk
from forenotice.entrypoints.cli.future import amount_words, columns
from forenotice.entrypoints.cli.output import Column, count_words, margin, say, show_table, title
from forenotice.entrypoints.cli.phrases import day_month, short_day, step_words, what
from forenotice.kernel.local_time import local_day
from forenotice.ledger.models import Subscription
from forenotice.ledger.states import Closing
from forenotice.planner.queries import DueTold, ReminderTold, explain, list_reminders
from forenotice.planner.states import ReminderState
from forenotice.rules.queries import all_rules

_SILENT = (
    Column("member", folds=True),
    Column("product", folds=True),
    Column("due"),
    Column("why", folds=True),
)


def demo() -> None:
    """Walk a made-up society through 35 days; show who was told what, who was not, and why.

    Afterwards look around in it, for example: forenotice demo explain LF-1002
    """
    walked = _walk_and_watch()
    organization = walked.organization
    reminders = list_reminders(organization)
    _show_said(reminders, organization)
    _show_silent(reminders, organization)
    _show_what_next()
    if walked.said == 0 and walked.changed == 0:
        say()
        say("All of this was so already: running it again changed nothing, and told nobody anything twice.")


def _walk_and_watch() -> Walked:
    """Walk, with a bar while a person is watching."""
    if not margin().is_terminal:
        return walk(lambda _: None)
    parts = (TextColumn(f"Walking through {DAYS} days"), BarColumn(), TextColumn("{task.fields[day]}"))
    with Progress(*parts, console=margin(), transient=True) as bar:
        line = bar.add_task("days", total=DAYS, day="")
        return walk(lambda now: bar.update(line, completed=(now - BEGIN).days, day=day_month(now.date())))


def _show_said(reminders: Sequence[ReminderTold], organization: Organization) -> None:
    said = sorted((one for one in reminders if one.released_at), key=_when_said)
    zone = organization.time_zone
    title(
        f"{organization.name}: what was said from {day_month(local_day(BEGIN, zone))} to "
        f"{day_month(local_day(END, zone))} {END.year}"
    )
    why = _why_by_step(organization)
    show_table(columns(), (_cells(one, why[one.rule, one.step]) for one in said))
    folder = mailbox_directory(organization)
    letters = count_words(len(list_messages(folder)), "message")
    say(f"{count_words(len(said), 'reminder')}; {letters}, with copies to contacts and owner, in", "dim")
    say(_near(folder), "dim")


def _when_said(one: ReminderTold) -> tuple[date, datetime, int]:
    moment = one.released_at or one.send_at
    return local_day(moment, one.zone), moment, one.reminder_id


def _why_by_step(organization: Organization) -> Mapping[tuple[str, str], str]:
    return {
        (rule.key, step.key): step_words(rule.name, step)
        for rule in all_rules(organization)
        for step in rule.specification.steps
    }


def _cells(one: ReminderTold, why: str) -> tuple[str, ...]:
    day = _when_said(one)[0]
    return (
        short_day(day, day),
        one.name or one.email or one.member,
        one.product,
        what(one.kind),
        amount_words(one.amount_minor, one.currency),
        day_month(one.due_on),
        why,
    )


def _show_silent(reminders: Sequence[ReminderTold], organization: Organization) -> None:
    told = {one.subscription for one in reminders if one.released_at}
    rows = Subscription.objects.filter(organization=organization).exclude(external_id__in=told)
    title("Who heard nothing, and why")
    show_table(
        _SILENT,
        (
            (
                f"{row.member.first_name} {row.member.last_name}".strip(),
                row.product.label,
                *_due_and_why(row, reminders),
            )
            for row in rows.select_related("member", "product").order_by("external_id")
        ),
    )


def _due_and_why(row: Subscription, reminders: Sequence[ReminderTold]) -> tuple[str, str]:
    """The first due date that was kept quiet, and why; else what the rules say about the one to come."""
    for one in reminders:
        if one.subscription == row.external_id and one.state is not ReminderState.PLANNED:
            return day_month(one.due_on), one.sentence
    ahead = [due for due in explain(row.organization, row, now=END) if due.due_date.closing == Closing.OPEN]
    if not ahead:
        return "-", "There is no due date to speak of."
    return day_month(ahead[0].due_date.due_on), _why_not(ahead)


def _why_not(ahead: Sequence[DueTold]) -> str:
    moments = [
        step.moment.send_at
        for due in ahead
        for step in due.steps
        if step.moment is not None and all(condition.holds for condition in step.conditions)
    ]
    if moments:
        return f"It is too early: the first reminder is for {day_month(min(moments).date())}."
    return next((due.sentence for due in ahead if due.sentence), "") or "No rule is meant for it."


def _show_what_next() -> None:
    program = called_as()
    title("Type next")
    for words, meaning in (
        (f"{program} demo mailbox show 1", "read one of the messages"),
        (f"{program} demo explain LF-1002", "why somebody was told, and why then"),
        (f"{program} demo upcoming", "what the days after would bring"),
        (f"{program} new club.toml", "begin with your own members, as README.md describes"),
    ):
        say(f"  {words}")
        say(f"      {meaning}", "dim")


def _near(path: Path) -> str:
    """A path as seen from here, when it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
