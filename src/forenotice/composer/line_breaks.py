"""What members differ in gets lines of its own, so that the lines they share need to be encoded only once.

Breaks are put inside tags only, where any space is the same to every reader of HTML.
"""

import re

_SMART = r"\{\{.*?\}\}|\{%.*?%\}"
# Possessive all through: what can be read in two ways could else be tried in exponentially many.
_QUOTED = rf"\"(?:{_SMART}|[^\"])*+\"|'(?:{_SMART}|[^'])*+'"
_TAG = re.compile(rf"<[a-zA-Z](?:{_SMART}|{_QUOTED}|[^\"'>])*+>", re.DOTALL)
_SMART_ATTRIBUTE = re.compile(rf" ([a-z-]+=\"[^\"{{]*(?:{_SMART})(?:{_SMART}|[^\"])*+\") ?")
_SMART_WORDS = re.compile(r"[^<\n]*\{\{")
_BETWEEN_SMART = re.compile(f"({_SMART})", re.DOTALL)
_PLAIN_TAG = re.compile(r"</?[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^\"'>])*+(?<!/)>")
_LONG = 200
"""A shorter stretch is not worth two lines of its own."""
_SHORT = 24
"""A tag of so few characters costs less to encode than a line costs."""


def part_lines(html: str) -> str:
    """The same HTML with smart tags on lines apart from the long tags around them."""
    parts: list[str] = []
    at = 0
    for match in _TAG.finditer(html):
        tag = match[0]
        if "{{" in tag:
            tag = _SMART_ATTRIBUTE.sub(r"\n\1\n", tag).replace("\n>", ">")
        if len(tag) > _SHORT and not tag.endswith("/>") and _SMART_WORDS.match(html, match.end()):
            tag = tag[:-1] + "\n>"
        parts += (html[at : match.start()], tag)
        at = match.end()
    stretches = _BETWEEN_SMART.split("".join([*parts, html[at:]]))
    last = len(stretches) - 1
    return "".join(
        _apart(words, is_after=index > 0, is_before=index < last) if index % 2 == 0 else words
        for index, words in enumerate(stretches)
    )


def _apart(words: str, *, is_after: bool, is_before: bool) -> str:
    """A long stretch that all members read, on lines apart from the smart tags before and after it."""
    tags = list(_PLAIN_TAG.finditer(words)) if len(words) >= _LONG else []
    if not tags:
        return words
    first, last = tags[0].end() - 1, tags[-1].end() - 1
    if is_before and first < last and "\n" not in words[last:]:
        words = f"{words[:last]}\n{words[last:]}"
    if is_after and "\n" not in words[:first]:
        words = f"{words[:first]}\n{words[first:]}"
    return words
