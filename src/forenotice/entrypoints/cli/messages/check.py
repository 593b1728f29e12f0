"""`forenotice messages check`: what the coach finds in the words that speak, and how to mend it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from forenotice.accounts.models import Organization
from forenotice.composer.coach.look import Finding, label, sentences_of, unjudged_sentence
from forenotice.composer.queries import message_keys
from forenotice.dispatcher.coaching import Coached, coach_messages
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import AsJson, count_words, say, show_json


def check(
    key: Annotated[str, typer.Argument(help="The key of a message; every message if left out.")] = "",
    locale: Annotated[
        str, typer.Option("--locale", metavar="LOCALE", help="In this language only: fr, pt-BR.")
    ] = "",
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Let the coach read the messages: what could be better, where, why, and how; with a score of 100."""
    chosen = chosen_organization(organization)
    coached = coach_messages(chosen, current_time(), message=key, locale=locale)
    if not coached:
        raise CommandError(_nothing_to_read(chosen, key, locale))
    if as_json:
        show_json([_as_plain(one, chosen.locale) for one in coached])
    else:
        for one in coached:
            _show(one, chosen.locale)
    wanting = sum(bool(one.report.findings) for one in coached)
    if wanting:
        which = "can be better" if wanting == 1 else "can each be better"
        raise CommandError(f"{count_words(wanting, 'text')} of {len(coached)} {which}: see what to do above.")


def _nothing_to_read(chosen: Organization, key: str, locale: str) -> str:
    keys = sorted(message_keys(chosen))
    if not keys:
        return "There is no message yet. Declare one in a blueprint and run: forenotice apply FILE.toml"
    if key and key not in keys:
        return f'No message "{key}" speaks. There are {", ".join(keys)}.'
    return f'There are no words in "{locale}".'


def _show(one: Coached, owner: str) -> None:
    score, findings = one.report.score, one.report.findings
    nothing = "" if findings else f" {label('nothing', owner)}"
    style = "green" if not findings else "yellow" if score >= 70 else "red"
    say(f"{one.message}, {one.report.locale}: {label('score', owner, score=str(score))}{nothing}", style)
    if one.report.is_unjudged:
        say(unjudged_sentence(one.report.locale, owner), "dim", indent=2)
    for finding in findings:
        _show_finding(finding, owner)


def _show_finding(finding: Finding, owner: str) -> None:
    sentences = sentences_of(finding, owner)
    say(f"-{finding.points}  {sentences.what}", indent=2)
    lines = {"where": str(finding.place), "why": sentences.why, "fix": sentences.fix}
    if finding.samples:
        lines["met_by"] = ", ".join(finding.samples)
    for name, words in lines.items():
        say(f"{label(name, owner)} {words}", "bold" if name == "fix" else "dim", indent=6)


def _as_plain(one: Coached, owner: str) -> dict[str, object]:
    return {
        "message": one.message,
        "locale": one.report.locale,
        "kinds": one.kinds,
        "score": one.report.score,
        "is_unjudged": one.report.is_unjudged,
        "findings": _plain_findings(one.report.findings, owner),
    }


def _plain_findings(findings: Sequence[Finding], owner: str) -> list[dict[str, object]]:
    return [
        {
            "code": finding.code,
            "points": finding.points,
            "where": finding.place.where,
            "line": finding.place.line,
            "column": finding.place.column,
            "samples": finding.samples,
            **sentences_of(finding, owner)._asdict(),
        }
        for finding in findings
    ]
