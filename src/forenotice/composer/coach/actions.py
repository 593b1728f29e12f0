"""Whether a member who has something to do finds one thing to press, soon, and whether it leads somewhere."""

import re
from collections.abc import Iterator

from forenotice.composer.coach.findings import Code, Finding
from forenotice.composer.coach.page import Link
from forenotice.composer.coach.seen import Case, Seen

FOLD = 640
"""Pixels of a message on the first screen of a phone of 375 by 812, without the bars of its mail program."""
_WHOLE = re.compile(r"https?://[^\s/]+\.[^\s]+|(?:mailto|tel):\S+", re.IGNORECASE)
_TAG_OF_KIND = {"card_expiry": "links.update_payment", "renewal": "links.update_payment"}


def actions(case: Case) -> Iterator[Finding]:
    """What is wrong with what there is to press."""
    yield from _missing(case)
    yield from _repeated(case)
    yield from _low(case)
    yield from _dead(case)


def _buttons(seen: Seen) -> list[Link]:
    """What looks like a button, and links to act that have a line of their own."""
    links = seen.facts.links
    acting = {links.pay, links.update_payment, links.manage} - {""}
    return [
        link for link in seen.page.links if link.is_button or (link.stands_alone and link.address in acting)
    ]


def _missing(case: Case) -> Iterator[Finding]:
    without = [seen for seen in case.seen if seen.must_act and any(seen.facts.links) and not _buttons(seen)]
    if without:
        payment = without[0].facts.payment
        tag = (
            "links.pay" if not payment.is_automatic else _TAG_OF_KIND.get(without[0].facts.kind, "links.pay")
        )
        names = tuple(seen.name for seen in without)
        yield Finding(Code.ACTION_MISSING, case.places.body, {"tag": tag}, names)


def _repeated(case: Case) -> Iterator[Finding]:
    found: dict[tuple[str, ...], list[str]] = {}
    for seen in case.seen:
        labels = {link.address: link.words for link in seen.page.links if link.is_button}
        if len(labels) > 1:
            found.setdefault(tuple(labels.values()), []).append(seen.name)
    if found:
        labels_seen = max(found, key=len)
        details = {"count": str(len(labels_seen)), "labels": ", ".join(labels_seen)}
        names = tuple(name for each in found.values() for name in each)
        yield Finding(Code.ACTION_REPEATED, case.places.of(labels_seen[-1]), details, names)


def _low(case: Case) -> Iterator[Finding]:
    low = [
        (buttons[0].below, buttons[0].words, seen.name)
        for seen in case.seen
        if seen.must_act and (buttons := _buttons(seen)) and buttons[0].below > FOLD
    ]
    if low:
        pixels, label, _ = max(low)
        details = {"label": label, "pixels": str(round(pixels)), "limit": str(FOLD)}
        yield Finding(Code.ACTION_LOW, case.places.of(label), details, tuple(name for *_, name in low))


def _dead(case: Case) -> Iterator[Finding]:
    found: dict[tuple[str, str], list[str]] = {}
    for seen in case.seen:
        for link in seen.page.links:
            if not _WHOLE.fullmatch(link.address.strip()):
                found.setdefault((link.words, link.address.strip()), []).append(seen.name)
    for (label, address), names in found.items():
        details = {"label": label, "address": address, "tag": _tag_behind(case, label)}
        yield Finding(Code.LINK_DEAD, case.places.of(label), details, tuple(names))


def _tag_behind(case: Case, label: str) -> str:
    """The smart tag whose address this link has for members who have one."""
    for seen in case.seen:
        tags = {address: f"links.{name}" for name, address in seen.facts.links._asdict().items() if address}
        for link in seen.page.links:
            if link.words == label and link.address in tags:
                return tags[link.address]
    return "links.pay"
