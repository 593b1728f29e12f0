"""`forenotice pulse` and `forenotice run`: what is due is said."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from forenotice.accounts.queries import all_organizations
from forenotice.accounts.states import Mode
from forenotice.engine.carriers import KeptCarriers
from forenotice.engine.loop import StopSignal
from forenotice.engine.loop import run as beat
from forenotice.engine.operations import wait_for_undertakings
from forenotice.engine.presence import Presence
from forenotice.engine.pulse import OrganizationPulse, PulseReport, rehearse_pulse
from forenotice.engine.pulse import pulse as beat_once
from forenotice.engine.states import HOLD_SENTENCES
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import AsJson, count_words, moment_words, say, show_json, warn
from forenotice.entrypoints.cli.sources.words import told_in_words
from forenotice.entrypoints.cli.supervised import end_with_supervisor
from forenotice.planner.states import REASON_SENTENCES, Reason


def pulse(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written down; write and say nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run all stations once: take in, roll forward, plan, declare missed, say what is due, tell the owner."""
    if dry_run:
        report = rehearse_pulse(now=current_time())
    else:
        with Presence(Path(settings.FORENOTICE_HOME)) as presence, KeptCarriers(current_time) as carriers:
            report = beat_once(clock=current_time, presence=presence, carriers=carriers)
    if as_json:
        show_json(_as_plain(report))
    else:
        _show(report, dry_run=dry_run)
    wait_for_undertakings()
    if report.standing.is_held:
        raise typer.Exit(ExitCode.HELD)


def run(
    every: Annotated[float, typer.Option("--every", min=1, help="Seconds between two pulses.")] = 60,
) -> None:
    """Pulse again and again until stopped; SIGTERM or Ctrl-C lets what is in flight finish."""
    stop = StopSignal()
    end_with_supervisor()
    say(f"Running; a pulse every {every:g} seconds. Stop with Ctrl-C.")
    with Presence(Path(settings.FORENOTICE_HOME)) as presence:
        beat(clock=current_time, presence=presence, stop=stop, every_seconds=every, heard=_show_if_busy)
    say("Stopped; nothing is left in flight.")


def _show_if_busy(report: PulseReport) -> None:
    """While running, quiet pulses need no line."""
    if report.standing.is_held or any(_sentences(one) for one in report.organizations):
        say(moment_words(report.began_at, "UTC") + " UTC", "dim")
        _show(report, dry_run=False)


def _show(report: PulseReport, *, dry_run: bool) -> None:
    if report.standing.is_held:
        warn(f"Sending is held. {HOLD_SENTENCES[report.standing.hold]} See: forenotice resume")
    if not report.organizations:
        say("There is no organization yet. Run: forenotice apply FILE.toml")
    rehearsing = {one.key for one in all_organizations() if one.mode == Mode.REHEARSAL}
    for one in report.organizations:
        sentences = _sentences(one) or ["Nothing was to be done."]
        for sentence in sentences:
            say(f"{one.organization}: {sentence}")
        if one.dispatched.accepted and one.organization in rehearsing:
            say(f"{one.organization}: A rehearsal: nothing went to members. See: forenotice mailbox list")
    if dry_run:
        say("This was a dry run: nothing was written down or said.")


def _sentences(one: OrganizationPulse) -> list[str]:
    """What a pulse did for one organization, without what it did not."""
    done, rolled, planned = one.dispatched, one.rolled, one.planned
    told = [
        (one.resumed, f"{count_words(one.resumed, 'import')} that had been cut off went on."),
        (one.digested, f"Of what was pushed, {one.digested:,} had been cut off and went on."),
        (rolled.passed, f"{count_words(rolled.passed, 'due date')} passed, {rolled.went_on:,} went on."),
        *_by_reason("written down", planned.written),
        (one.marked, f"{count_words(one.marked, 'reminder')} marked as said, as the send journal tells."),
        *_by_reason("looked at again", planned.changed),
        (one.missed.total, f"{count_words(one.missed.total, 'reminder')} came too late and were missed."),
        (
            one.missed.planned_again,
            f"{count_words(one.missed.planned_again, 'reminder')} planned again: the clock had been ahead.",
        ),
        (done.released, f"{count_words(done.released, 'reminder')} left, {_answers(one)}."),
        (0 if done.released else done.handed_over, f"Tried again: {_answers(one)}."),
        *_by_reason("kept back at the last look", done.withheld),
        *_by_reason("taken back before the next try", done.withdrawn),
        (
            done.orphans_unknown,
            f"Left in doubt by a process that vanished: {done.orphans_unknown:,}. See: deliveries unknown",
        ),
        (one.heard.applied, f"Of {count_words(one.heard.applied, 'message')} came word what became of it."),
        (done.is_capped, "The cap of the first day is reached; the rest leaves tomorrow."),
    ]
    found = [*_pulled(one), *(sentence for is_so, sentence in told if is_so)]
    return found + [f"The channel {key} fails: {why}" for key, why in done.failures.items()]


def _pulled(one: OrganizationPulse) -> list[str]:
    """What sources told that was new, and which could not be asked."""
    found = []
    for report in one.pulled:
        if report.created or report.changed or report.unclear or report.gone:
            found.append(f"The source {report.source} told of {told_in_words(report)}")
        if report.failure:
            found.append(f"The source {report.source} could not be asked: {report.failure}")
    return found


def _by_reason(what_was_done: str, counts: Mapping[str, int]) -> list[tuple[int, str]]:
    """For each reason, how many there were, and a sentence."""
    return [
        (count, f"{count_words(count, 'reminder')} {what_was_done}: {REASON_SENTENCES[Reason(reason)]}")
        for reason, count in sorted(counts.items())
    ]


def _answers(one: OrganizationPulse) -> str:
    done = one.dispatched
    words = [count_words(done.accepted, "message") + " taken"]
    words += [
        f"{number:,} {name}"
        for name, number in (
            ("to be tried again", done.later),
            ("refused", done.failed),
            ("in doubt", done.unknown),
        )
        if number
    ]
    return ", ".join(words)


def _as_plain(report: PulseReport) -> dict[str, object]:
    return {
        "began_at": report.began_at,
        "held": report.standing.hold or None,
        "organizations": [asdict(one) for one in report.organizations],
    }
