"""Whether a message can be read: text part, images, contrast, size, and how easy its sentences are."""

import re
from collections.abc import Iterator

from forenotice.composer.coach.findings import Code, Finding
from forenotice.composer.coach.reading import reading_ease, sentences_in
from forenotice.composer.coach.seen import Case, Seen, flat
from forenotice.composer.colour import READABLE, Rgb, contrast
from forenotice.composer.smarttags import TagKind, kind_of

BIGGEST = 100_000
"""Bytes of HTML. Gmail cuts a message at 102 kB."""
_LEAST_SHARED = 0.5
_WORD = re.compile(r"[^\W\d_]{4,}")
_STATED = ("payment.amount", "payment.time_left", "member.first_name", "product.name", "order.number")
_STATED_BY_US = ("organization.late_policy", "organization.support_email", "organization.support_phone")


def form(case: Case) -> Iterator[Finding]:
    """What keeps members from reading it."""
    yield from _text_part(case)
    yield from _pictures(case)
    yield from _contrast(case)
    yield from _size(case)
    yield from _reading(case)


def _text_part(case: Case) -> Iterator[Finding]:
    if any(not seen.text.strip() for seen in case.seen):
        yield Finding(Code.TEXT_MISSING, case.places.text)
    elif case.source.text is not None:
        apart = {seen.name: words for seen in case.seen if (words := _only_in_one(seen))}
        if apart:
            worst = max(apart.values(), key=len)
            yield Finding(Code.TEXT_DIFFERS, case.places.text, {"words": ", ".join(worst)}, tuple(apart))


def _only_in_one(seen: Seen) -> list[str]:
    """The values that stand in the page or in the text part but not in both; most words, if these differ."""
    page, text = flat(seen.page.words), flat(seen.text)
    days = [f"payment.due_date:{style}" for style in ("full", "long", "medium", "short")]
    stated = [str(seen.values[name]) for name in (*_STATED, *_STATED_BY_US) if seen.values[name]]
    found = [value for value in stated if (flat(value) in page) != (flat(value) in text)]
    forms = [flat(str(seen.values[name])) for name in days]
    if any(each in page for each in forms) != any(each in text for each in forms):
        found.append(str(seen.values["payment.due_date"]))
    found += [
        address
        for address in seen.facts.links
        if address and (address in seen.html.replace("&amp;", "&")) != (address in seen.text)
    ]
    words = set(_WORD.findall(page))
    if not found and words and len(words.intersection(_WORD.findall(text))) < _LEAST_SHARED * len(words):
        found = sorted(words.difference(_WORD.findall(text)))[:5]
    return found


def _pictures(case: Case) -> Iterator[Finding]:
    found: dict[str, list[str]] = {}
    for seen in case.seen:
        for picture in seen.page.pictures:
            if not (picture.alt or "").strip() and not picture.is_decoration:
                found.setdefault(picture.address, []).append(seen.name)
    for address, names in found.items():
        yield Finding(Code.ALT_MISSING, case.places.of(address), {"address": address}, tuple(names))


def _contrast(case: Case) -> Iterator[Finding]:
    found: dict[tuple[Rgb, Rgb], str] = {}
    for seen in case.seen:
        for ink in seen.page.inks:
            if ink.colour and ink.ground and contrast(ink.colour, ink.ground) < READABLE:
                found.setdefault((ink.colour, ink.ground), ink.words)
    for (colour, ground), words in found.items():
        details = {"words": words, "colour": _hex(colour), "ground": _hex(ground)}
        # Rounded down, so that 4.49 is not told as the 4.5 that it misses.
        details["ratio"] = str(int(contrast(colour, ground) * 10) / 10)
        yield Finding(Code.CONTRAST_LOW, case.places.of(words), details)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _size(case: Case) -> Iterator[Finding]:
    sizes = {seen.name: len(seen.html.encode()) for seen in case.seen}
    if max(sizes.values()) > BIGGEST:
        big = tuple(name for name, size in sizes.items() if size > BIGGEST)
        yield Finding(Code.TOO_BIG, case.places.body, {"size": str(max(sizes.values()) // 1000)}, big)


def _reading(case: Case) -> Iterator[Finding]:
    if case.language is None:
        return
    reading = case.language.reading
    sentences = dict.fromkeys(sentence for seen in case.usual() for sentence in _sentences(seen))
    ease = reading_ease(sentences, reading)
    if ease is not None and ease < reading["floor"]:
        details = {"ease": str(int(ease)), "floor": str(reading["floor"]), "formula": reading["formula"]}
        yield Finding(Code.HARD_TO_READ, case.places.body, details)


def _sentences(seen: Seen) -> Iterator[str]:
    """The owner's sentences, without what is filled into them and what stands in tables."""
    values = [str(seen.values[name]) for name in seen.values if _is_filled_in(name)]
    longest_first = sorted((value for value in values if len(value) > 3), key=len, reverse=True)
    for passage in seen.page.passages:
        if not passage.is_cell:
            words = passage.words
            for value in longest_first:
                words = words.replace(value, " ")
            yield from sentences_in(words)


def _is_filled_in(name: str) -> bool:
    return kind_of(name.partition(":")[0]) in (TagKind.DATE, TagKind.MONEY, TagKind.URL) or name.startswith(
        ("product.", "organization.", "member.", "sender.", "order.", "booster.", "payment.method")
    )
