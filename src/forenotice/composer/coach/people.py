"""Whether a member is called by name, can ask somebody, and is offered something where that may be."""

import re
from collections.abc import Iterator

from forenotice.composer.coach.findings import Code, Finding
from forenotice.composer.coach.promises import if_any
from forenotice.composer.coach.seen import Case, Seen, flat
from forenotice.kernel.message import MessageClass

_NAMES = frozenset({"member.full_name", "member.last_name"})
_HOLE = re.compile(r"(?:^|[ (\u00a0])[,)](?=\s|$)")


def people(case: Case) -> Iterator[Finding]:
    """What is wrong between the one who writes and the one who reads."""
    yield from _names(case)
    yield from _support(case)
    yield from _boosters(case)


def _names(case: Case) -> Iterator[Finding]:
    named = (seen for seen in case.seen if seen.facts.member.first_name)
    without = (seen for seen in named if not seen.shows(seen.facts.member.first_name))
    yield from if_any(case, Code.FIRST_NAME_MISSING, without)
    for seen in case.seen:
        if not seen.facts.member.first_name:
            holes = [passage.words for passage in seen.page.passages if _HOLE.search(passage.words)]
            if holes or _NAMES.intersection(seen.empty):
                words = (holes or [seen.page.words])[0].partition("\n")[0]
                yield Finding(Code.FIRST_NAME_HOLE, case.places.body, {"words": words}, (seen.name,))


def _support(case: Case) -> Iterator[Finding]:
    without = [seen for seen in case.seen if not _can_be_asked(seen)]
    organization = case.seen[0].facts.organization
    is_known = organization.support_email or organization.support_phone
    yield from if_any(case, Code.SUPPORT_MISSING if is_known else Code.SUPPORT_UNKNOWN, without)


def _can_be_asked(seen: Seen) -> bool:
    organization = seen.facts.organization
    contacts = (organization.support_email, organization.support_phone)
    if any(contact and seen.shows(contact) for contact in contacts):
        return True
    return any(link.address.startswith(("mailto:", "tel:")) for link in seen.page.links)


def _boosters(case: Case) -> Iterator[Finding]:
    shown = [seen for seen in case.seen if _shows_booster(seen)]
    if case.text.message_class is MessageClass.REQUIRED:
        yield from if_any(case, Code.BOOSTER_FORBIDDEN, shown)
    else:
        yield from if_any(case, Code.BOOSTER_MISSING, (seen for seen in case.seen if seen not in shown))


def _shows_booster(seen: Seen) -> bool:
    values = [flat(str(seen.values[name])) for name in ("booster.title", "booster.text")]
    return any(value in flat(seen.page.words) for value in values)
