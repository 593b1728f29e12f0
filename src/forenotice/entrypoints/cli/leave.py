"""`forenotice go-live` and `resume`: leave to speak is given by a person who has seen what follows."""

import sys
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import return_to_rehearsal
from forenotice.engine.errors import NothingHeldError
from forenotice.engine.go_live import AHEAD, Prospect, prospect
from forenotice.engine.go_live import go_live as let_speak
from forenotice.engine.resuming import MaybeSaid, Review, review
from forenotice.engine.resuming import resume as let_speak_again
from forenotice.engine.states import HOLD_SENTENCES
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.future import count_upcoming, show_reminders, show_upcoming, upcoming_row
from forenotice.entrypoints.cli.output import AsJson, count_words, say, show_json, title, warn

_NOTHING = "Nothing fell due meanwhile."


def go_live(
    cap: Annotated[
        int | None,
        typer.Option("--cap", min=1, metavar="N", help="At most so many reminders on the first day."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it, without being asked.")] = False,
    back: Annotated[bool, typer.Option("--back", help="Return to rehearsal instead.")] = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Show what would leave in the next 14 days, and then speak to members instead of the test mailbox."""
    chosen, now = chosen_organization(organization), current_time()
    if back:
        _go_back(chosen, now, as_json=as_json)
        return
    found = prospect(chosen, now=now)
    if not as_json:
        _show_prospect(found, chosen, now)
    if found.obstacles or not (yes or _agrees(as_json=as_json)):
        if as_json:
            show_json(_plain_prospect(found, is_live=False))
        raise CommandError(_why_not_live(found))
    let_speak(organization=chosen, first_day_cap=cap, actor=acting_person(), now=now)
    if as_json:
        show_json(_plain_prospect(found, is_live=True))
        return
    say(f"{chosen.name} is live. From here on, reminders go to its members.", "bold green")
    say("Keep this running: forenotice run (or let cron call forenotice pulse every few minutes).")


def _go_back(chosen: Organization, now: datetime, *, as_json: bool) -> None:
    changed = return_to_rehearsal(organization=chosen, actor=acting_person(), now=now)
    if as_json:
        show_json({"is_live": False, "changed": changed})
    elif changed:
        say(f"{chosen.name} rehearses again: everything goes to the test mailbox.")
    else:
        say(f"{chosen.name} was rehearsing already. Nothing was changed.")


def _show_prospect(found: Prospect, chosen: Organization, now: datetime) -> None:
    title(f"What would leave in the next {AHEAD.days} days")
    if found.upcoming:
        show_upcoming(list(found.upcoming), now, chosen)
    say(f"{count_upcoming(found.upcoming)}.")
    if found.inside:
        title("Whose moment has passed already")
    for inside in found.inside:
        payments = count_words(inside.count, "payment")
        verdict = "they will be told at once" if inside.speaks else "they will not be told"
        say(f"{inside.rule_name}, {inside.step}: {payments} - {verdict}", indent=2)
    if found.without_rule:
        title("What no rule is meant for")
    for left_out in found.without_rule:
        say(f"{left_out.product}: {count_words(left_out.count, 'payment')} to come", indent=2)
    say()


def _agrees(*, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        return False
    return typer.confirm("Shall reminders go to members from now on?")


def _why_not_live(found: Prospect) -> str:
    if found.obstacles:
        return " ".join(found.obstacles)
    return "Nothing was changed. To speak to members from now on, run: forenotice go-live --yes"


def _plain_prospect(found: Prospect, *, is_live: bool) -> dict[str, object]:
    return {
        "is_live": is_live,
        "upcoming": [upcoming_row(one) for one in found.upcoming],
        "inside": [asdict(one) for one in found.inside],
        "without_rule": [asdict(one) for one in found.without_rule],
        "obstacles": list(found.obstacles),
    }


def resume(
    said: Annotated[
        bool | None,
        typer.Option(
            "--said/--not-said",
            help="Whether what may have been said meanwhile counts as said, or is said now if still right.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let a held host speak again, after showing what may have been said meanwhile."""
    now = current_time()
    try:
        found = review(now=now)
    except NothingHeldError as nothing:
        _tell_nothing_held(str(nothing), as_json=as_json)
        return
    if said is not None:
        let_speak_again(said=said, actor=acting_person(), now=now)
    if as_json:
        show_json(_plain_review(found, said))
    else:
        _show_review(found, now, said)
    if said is None:
        raise typer.Exit(ExitCode.HELD)


def _tell_nothing_held(words: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"held": None})
    else:
        say(words)


def _show_review(found: Review, now: datetime, said: bool | None) -> None:
    warn(HOLD_SENTENCES[found.standing.hold])
    for one in found.maybe_said:
        _show_maybe_said(one, now, knows_all=found.knows_all)
    if not found.count:
        say("Nothing else fell due meanwhile." if any(one.marked for one in found.maybe_said) else _NOTHING)
    if said is None:
        say("Everything is still held. Decide:")
        say("forenotice resume --said", indent=2)
        say("It was said, by the other host or before the backup was put back: never say it again.", indent=6)
        say("forenotice resume --not-said", indent=2)
        say("It was not said: say what is still right and not too late.", indent=6)
    else:
        say(
            "This host may speak again."
            + (" What is listed above counts as said." if said and found.count else "")
        )


def _show_maybe_said(one: MaybeSaid, now: datetime, *, knows_all: bool) -> None:
    """What the send journal tells of one organization, and what it does not."""
    if one.marked:
        title(f"What was said according to the send journal and is never said again, for {one.organization}")
        show_reminders(one.marked, now, chosen_organization(one.organization))
    if one.not_found:
        gone = count_words(one.not_found, "more reminder")
        say(f"{gone} that it names cannot be found in {one.organization}; should one come up, it is silent.")
    if one.reminders:
        known = "What fell due and was not said" if knows_all else "What may have been said already"
        title(f"{known}, for {one.organization}")
        show_reminders(one.reminders, now, chosen_organization(one.organization))


def _plain_review(found: Review, said: bool | None) -> dict[str, object]:
    return {
        "held": found.standing.hold if said is None else None,
        "was_held": found.standing.hold,
        "maybe_said": [asdict(one) for one in found.maybe_said],
    }
