"""What members differ in gets lines of its own, so that the lines they share need to be encoded only once.

Breaks are put inside tags only, where any space is the same to every reader of HTML.
"""

import re

_SMART = r"\{\{.*?\}\}|\{%.*?%\}"
_QUOTED = rf"\"(?:{_SMART}|[^\"])*\"|'(?:{_SMART}|[^'])*'"
_TAG = re.compile(rf"<[a-zA-Z](?:{_SMART}|{_QUOTED}|[^\"'>])*>", re.DOTALL)
_SMART_ATTRIBUTE = re.compile(rf" ([a-z-]+=\"[^\"{{]*(?:{_SMART})(?:{_SMART}|[^\"])*\") ?")
_SMART_WORDS = re.compile(r"[^<\n]*\{\{")
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
    return "".join([*parts, html[at:]])
