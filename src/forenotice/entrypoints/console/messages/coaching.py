"""What the coach says of words on the screen, beside them; and its verdict in the list of messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.accounts.states import Role
from forenotice.composer.coach.look import (
    Finding,
    Report,
    Sentences,
    can_mend,
    sentences_of,
    unjudged_sentence,
)
from forenotice.composer.texts import in_language_of
from forenotice.dispatcher.coaching import coach_messages, coach_words
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.messages.finding import message_of, written_now
from forenotice.entrypoints.console.messages.telling import (
    Told,
    anchor_of,
    place_words,
    told,
    with_block_names,
)
from forenotice.entrypoints.console.messages.written import Written
from forenotice.entrypoints.console.visitors import Visitor, page


@dataclass(frozen=True, slots=True)
class FindingShown:
    """One finding in the visitor's language, with the place in the editor that it is about."""

    finding: Finding
    sentences: Sentences
    place: str
    anchor: str
    can_mend: bool


@dataclass(frozen=True, slots=True)
class Coaching:
    """All there is to say of a text. ``report`` is None while it has faults."""

    problems: Sequence[Told]
    remarks: Sequence[Told]
    report: Report | None
    findings: Sequence[FindingShown]
    unjudged: str = ""


@page(writes=Role.EDITOR)
def coach_panel(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """What the coach says of the words that were sent, or of those that are kept: a piece of the editor."""
    written = written_now(request, visitor, message_of(visitor, key))
    shown = {"coaching": coaching_of(visitor, key, written), "written": written, "key": key}
    return render(request, "messages/coaching.html", shown)


@page()
def verdict(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The coach's score of a message that speaks, in the organization's language: a piece of the list."""
    message = message_of(visitor, key)
    if message.published is None:
        raise Http404
    if not request.headers.get("HX-Request"):
        return to_page(visitor, "messages:edit", key=key)
    locale = in_language_of(visitor.organization.locale, {name: name for name in message.locales})
    found = coach_messages(
        visitor.organization, visitor.now, message=key, locale=locale or message.locales[0]
    )
    report = found[0].report if found else None
    return render(request, "messages/verdict.html", {"report": report})


def coaching_of(visitor: Visitor, key: str, written: Written) -> Coaching:
    """What there is to say of these words: their faults, and once they have none, what could be better."""
    found, problems = written.looked_at()
    if problems or found.text is None:
        return Coaching(told(problems, visitor.locale), (), None, ())
    report = coach_words(visitor.organization, key, found.text, found.source, visitor.now)
    findings = [
        FindingShown(
            finding,
            Sentences(*map(with_block_names, sentences_of(finding, visitor.locale))),
            place_words(finding.place.where),
            anchor_of(finding.place.where),
            can_mend(finding, found.source),
        )
        for finding in report.findings
    ]
    unjudged = unjudged_sentence(written.locale, visitor.locale) if report.is_unjudged else ""
    return Coaching((), told(found.remarks, visitor.locale), report, findings, unjudged)
