"""Whether a message says what a member must be told: how much, when, what then, and how to leave."""

from collections.abc import Iterable, Iterator

from forenotice.composer.coach.findings import Code, Finding
from forenotice.composer.coach.language import Language, plain
from forenotice.composer.coach.seen import Case, Seen

_DAY_OF_KIND = {"trial_end": "trial.ends", "term_end": "term.ends", "card_expiry": "payment.method_expires"}
_DAY_STYLES = ("full", "long", "medium", "short")


def promises(case: Case) -> Iterator[Finding]:
    """What is not said, each with the sample members who miss it."""
    yield from if_any(case, Code.AMOUNT_MISSING, (seen for seen in case.seen if _lacks_amount(seen)))
    yield from _dates(case)
    if case.language is not None:
        silent = (seen for seen in case.seen if not _says_what_follows(case.language, seen))
        yield from if_any(case, Code.CONSEQUENCE_MISSING, silent)
        thankless = (seen for seen in case.seen if not case.language.said["thanks"].search(_words(seen)))
        yield from if_any(case, Code.THANKS_MISSING, thankless)
    yield from if_any(case, Code.LATE_POLICY_MISSING, (seen for seen in case.seen if _lacks_policy(seen)))
    yield from if_any(case, Code.CANCEL_MISSING, (seen for seen in case.seen if _lacks_way_out(seen)))


def if_any(case: Case, code: Code, missing: Iterable[Seen], **details: str) -> Iterator[Finding]:
    """A finding about the body if any sample members miss something there."""
    names = tuple(seen.name for seen in missing)
    if names:
        yield Finding(code, case.places.body, details, names)


def _words(seen: Seen) -> str:
    return plain(seen.page.words)


def _lacks_amount(seen: Seen) -> bool:
    return seen.facts.kind != "term_end" and not seen.shows(seen.values["payment.amount"])


def _dates(case: Case) -> Iterator[Finding]:
    missing: dict[str, list[Seen]] = {}
    for seen in case.seen:
        tag = _DAY_OF_KIND.get(seen.facts.kind, "payment.due_date")
        names = [f"{each}:{style}" for each in (tag, "payment.due_date") for style in _DAY_STYLES]
        if not any(seen.shows(seen.values[name]) for name in (*names, tag) if seen.values[name]):
            missing.setdefault(tag, []).append(seen)
    for tag, without in missing.items():
        yield from if_any(case, Code.DATE_MISSING, without, tag=tag)


def _says_what_follows(language: Language, seen: Seen) -> bool:
    happens = not seen.must_act and seen.facts.kind in ("renewal", "trial_end")
    phrases = language.said["by_itself" if happens else "otherwise"]
    policy = seen.values["organization.late_policy"]
    return bool(phrases.search(_words(seen)) or (not happens and policy and seen.shows(policy)))


def _lacks_policy(seen: Seen) -> bool:
    policy = seen.values["organization.late_policy"]
    return bool(policy) and seen.facts.kind in ("renewal", "payment_due") and not seen.shows(policy)


def _lacks_way_out(seen: Seen) -> bool:
    """Whoever pays by hand leaves by not paying; whose last payment comes has nothing left to cancel."""
    payment, links = seen.facts.payment, seen.facts.links
    ways = {way for way in (links.cancel, links.manage, links.portal) if way}
    goes_on = payment.is_automatic and not payment.is_last and not payment.of
    if not goes_on or not ways or seen.facts.kind not in ("renewal", "trial_end"):
        return False
    return not ways.intersection(link.address for link in seen.page.links)
