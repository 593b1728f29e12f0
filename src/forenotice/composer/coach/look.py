"""The coach's one verb, and the room's door to it."""

from collections.abc import Collection, Mapping

from forenotice.composer.coach.actions import actions
from forenotice.composer.coach.findings import Code, Finding, Place, Report
from forenotice.composer.coach.form import form
from forenotice.composer.coach.mending import can_mend, mended
from forenotice.composer.coach.people import people
from forenotice.composer.coach.promises import promises
from forenotice.composer.coach.seen import case_of
from forenotice.composer.coach.subject import subject
from forenotice.composer.coach.tone import tone
from forenotice.composer.coach.wording import Sentences, label, sentences_of, unjudged_sentence
from forenotice.composer.samples import Setting
from forenotice.composer.texts import CompiledText, MessageSource

__all__ = [
    "Finding",
    "Report",
    "Sentences",
    "can_mend",
    "coach",
    "label",
    "mended",
    "sentences_of",
    "unjudged_sentence",
]

_CHECKS = (promises, people, actions, tone, subject, form)


def coach(text: CompiledText, source: MessageSource, kinds: Collection[str], setting: Setting) -> Report:
    """What can be better in one locale of a message that speaks of due dates of these kinds.

    It is rendered for sample members as it would be for real ones. The same fault is found once, however
    many members meet it. Raise :class:`RenderError` when the engine refuses the text.
    """
    case = case_of(text, source, kinds, setting)
    found: dict[tuple[Code, Place, tuple[tuple[str, str], ...]], Finding] = {}
    for check in _CHECKS:
        for finding in check(case):
            found.setdefault((finding.code, finding.place, _sorted(finding.details)), finding)
    worst_first = sorted(found.values(), key=lambda finding: -finding.points)
    return Report(text.locale, tuple(worst_first), is_unjudged=case.language is None)


def _sorted(details: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(details.items()))
