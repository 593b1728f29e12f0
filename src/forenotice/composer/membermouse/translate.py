"""A text that was written for MemberMouse, said in our own smart tags and conditions."""

from dataclasses import replace

from forenotice.composer.membermouse.changes import CLOSING, Change, Verdict
from forenotice.composer.membermouse.counterparts import counterpart
from forenotice.composer.membermouse.decisions import NOBODY, decision
from forenotice.composer.membermouse.equations import EquationError
from forenotice.composer.membermouse.native import Counterpart
from forenotice.composer.membermouse.pairs import Pairs, pairs_of
from forenotice.composer.membermouse.report import Translation, spliced
from forenotice.composer.membermouse.tags import Tag, tags
from forenotice.composer.template import Segment, SegmentKind, segments

_BLOCKS = frozenset({"if", "endif", "for", "endfor"})
_NESTED = "MemberMouse cannot put a decision into one of its own kind; here both of them must hold."
_CORRECT_IT = "Until it is corrected it stays as it is."


def translate(source: str) -> Translation:
    """Say any text in our own tags. What is no tag of theirs stays, and so does one that cannot be read.

    Translating the result once more changes nothing.
    """
    return spliced(source, changes_in(source))


def changes_in(source: str) -> list[Change]:
    """What becomes of each of their tags in a text, in its order."""
    if "MM_" not in source:
        return []
    found = _parts(source)
    pairs = pairs_of(found)
    changes: dict[int, Change] = {}
    for tag in found:
        if isinstance(tag, Tag):
            change = _change(tag, pairs, changes)
            if change is not None:
                changes[tag.offset] = _apart(change, source)
    return list(changes.values())


def _apart(change: Change, source: str) -> Change:
    """The change with a space before it where a brace would make its braces begin too early."""
    is_close = change.became[:1] == "{" and source[max(change.start - 1, 0) : change.start] == "{"
    return replace(change, became=f" {change.became}") if is_close else change


def _parts(source: str) -> list[Tag | Segment]:
    """Their tags and our blocks. Between the braces of ours, theirs are left alone."""
    found: list[Tag | Segment] = []
    for segment in segments(source):
        if segment.kind is SegmentKind.WORDS:
            found += tags(segment.source, segment.offset)
        elif segment.kind is SegmentKind.BLOCK and segment.verb in _BLOCKS:
            found.append(segment)
    return found


def _change(tag: Tag, pairs: Pairs, changes: dict[int, Change]) -> Change | None:
    """What becomes of a tag; nothing of the end of a decision whose beginning has a fault."""
    if tag.offset in pairs.faults:
        return _fault(tag, pairs.faults[tag.offset])
    if not tag.is_paired:
        if tag.is_closing:
            return _said(tag, Counterpart("", "It closes nothing.", "Nothing needs to be done."))
        return _said(tag, counterpart(tag.name, tag.attributes))
    if tag.is_closing:
        opening = changes[pairs.openings[tag.offset]]
        is_faulty = opening.verdict is Verdict.FAULT
        return None if is_faulty else Change(tag.offset, tag.end, tag.source, CLOSING, Verdict.EXACT)
    try:
        found = decision(tag.name, tag.attributes)
    except EquationError as error:
        return _fault(tag, str(error))
    return _asked(tag, found, _NESTED if tag.offset in pairs.nested else "")


def _said(tag: Tag, found: Counterpart) -> Change:
    return _as(tag, found, found.native or _remark(tag))


def _asked(tag: Tag, found: Counterpart, remark: str) -> Change:
    why = f"{found.why} {remark}".strip()
    became = f"{{% if {found.native} %}}" if found.native else f"{{% if {NOBODY} %}}{_remark(tag)}"
    return _as(tag, Counterpart(found.native, why, found.advice), became)


def _as(tag: Tag, found: Counterpart, became: str) -> Change:
    verdict = Verdict.NEAREST if found.why else Verdict.EXACT
    verdict = verdict if found.native else Verdict.MISSING
    return Change(tag.offset, tag.end, tag.source, became, verdict, found.why, found.advice)


def _fault(tag: Tag, sentence: str) -> Change:
    return Change(tag.offset, tag.end, tag.source, tag.source, Verdict.FAULT, sentence, _CORRECT_IT)


def _remark(tag: Tag) -> str:
    """A remark that keeps what the owner wrote, and that no member reads."""
    return f"{{# {tag.source.replace('#}', '# }')} #}}"
