"""How a message sounds: phrases that accuse, capitals and exclamation marks that shout."""

import re
from collections.abc import Iterator

from forenotice.composer.coach.findings import Code, Finding, Place
from forenotice.composer.coach.language import phrases_in, plain
from forenotice.composer.coach.seen import Case, Seen

_WORD = re.compile(r"[^\W\d_]+")
_MOST_MARKS = {"subject": 0, "body": 2}
_LONGEST_ACRONYM = {"subject": 4, "body": 6}


def tone(case: Case) -> Iterator[Finding]:
    """What is harsh or loud."""
    if case.language is not None:
        words = (_all_words(seen) for seen in case.seen)
        found = dict.fromkeys(
            each
            for said in words
            for each in phrases_in(case.language.fine.sub("", said), case.language.harsh)
        )
        for reason, phrase in found:
            yield Finding(Code.HARSH, case.places.of(phrase), {"phrase": phrase, "reason": reason})
    yield from _capitals(case)
    yield from _exclamation_marks(case)


def _all_words(seen: Seen) -> str:
    return plain("\n".join((seen.subject, *seen.page.hidden, seen.page.words, seen.text)))


def _capitals(case: Case) -> Iterator[Finding]:
    found: dict[str, Place] = {}
    for seen in case.usual():
        for part, words in (("subject", seen.subject), ("body", seen.page.words)):
            for run in _loud_runs(_without_values(words, seen), _LONGEST_ACRONYM[part]):
                found.setdefault(run, case.places.of(run))
    for run, place in found.items():
        yield Finding(Code.CAPITALS, place, {"words": run})


def _loud_runs(words: str, longest_acronym: int) -> Iterator[str]:
    """Words in capitals: several in a row of which one is no acronym, or one that is too long for one."""
    for line in words.splitlines():
        run: list[str] = []
        for word in (*_WORD.findall(line), ""):
            if word.isupper() and len(word) > 1:
                run.append(word)
                continue
            longest = max((len(each) for each in run), default=0)
            if longest > (3 if len(run) > 1 else longest_acronym):
                yield " ".join(run)
            run.clear()


def _without_values(words: str, seen: Seen) -> str:
    """The owner's words without names and numbers, which are written as they are."""
    values = [str(value) for value in seen.values.values() if isinstance(value, str) and len(value) > 2]
    for value in sorted(values, key=len, reverse=True):
        words = words.replace(value, " ")
    return words


def _exclamation_marks(case: Case) -> Iterator[Finding]:
    for part, place in (("subject", case.places.subject), ("body", case.places.body)):
        counts = {
            seen.name: (seen.subject if part == "subject" else seen.page.words).count("!")
            for seen in case.usual()
        }
        loud = tuple(name for name, count in counts.items() if count > _MOST_MARKS[part])
        if loud:
            most = max(counts.values())
            details = {"count": str(most), "limit": str(_MOST_MARKS[part]), "part": part}
            yield Finding(Code.EXCLAMATION_MARKS, place, details, loud)
