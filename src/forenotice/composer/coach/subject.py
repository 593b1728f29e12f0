"""Whether a subject is short enough to be read whole, and free of the phrases of spam."""

from collections.abc import Iterator

from forenotice.composer.coach.findings import Code, Finding
from forenotice.composer.coach.language import USUAL_SUBJECT_LIMIT, phrases_in, plain
from forenotice.composer.coach.seen import Case


def subject(case: Case) -> Iterator[Finding]:
    """What is wrong with the subject."""
    yield from _long_subject(case)
    if case.language is not None:
        subjects = (plain(seen.subject) for seen in case.seen)
        spam = dict.fromkeys(each for said in subjects for each in phrases_in(said, case.language.spam))
        for reason, phrase in spam:
            yield Finding(Code.SUBJECT_SPAM, case.places.subject, {"phrase": phrase, "reason": reason})


def _long_subject(case: Case) -> Iterator[Finding]:
    """Of usual members only: nobody can write a subject that is short with any name in it."""
    limit = case.language.subject_limit if case.language else USUAL_SUBJECT_LIMIT
    long = [seen for seen in case.usual() if len(seen.subject) > limit]
    if long:
        worst = max(long, key=lambda seen: len(seen.subject)).subject
        details = {"count": str(len(worst)), "limit": str(limit), "words": worst}
        yield Finding(Code.SUBJECT_LONG, case.places.subject, details, tuple(seen.name for seen in long))
