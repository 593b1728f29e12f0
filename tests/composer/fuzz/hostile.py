"""What somebody could be called who means harm, and ways to put it into every value of a message."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.smarttags import SMART_TAGS
from forenotice.composer.texts import CompiledText, MessageSource
from tests.composer.samples import compiled

BY_GROUP: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("hostile_words.toml").read_text(encoding="utf-8")
)
HOSTILE_WORDS = tuple(dict.fromkeys(words for group in BY_GROUP.values() for words in group))


_EVERY_PLACE = (
    '<p class="NAME" title=\'NAME\'>NAME <a href="NAME">a</a> '
    '<a href="https://a.example/?q=NAME">b</a> <img src="https://a.example/NAME" alt="NAME"></p>'
)


def in_every_place(names: Iterable[str]) -> CompiledText:
    """A message with these smart tags as words, in attributes and in links."""
    html = "".join(_EVERY_PLACE.replace("NAME", f"{{{{ {name} }}}}") for name in names)
    return compiled(MessageSource("Words", "{{ member.full_name }}{{ member.email }}", html))


EVERYWHERE = in_every_place([*sorted({*SMART_TAGS} - {"booster.html"}), "member.custom.instrument"])


def with_every_string(whole: Any, words: str) -> Any:
    """The facts with that value in place of each string, wherever it stands."""
    changes: dict[str, Any] = {}
    for name, value in whole._asdict().items():
        if isinstance(value, str) and name not in ("kind", "zone", "currency", "locale"):
            changes[name] = words
        elif name == "late_policies":
            changes[name] = tuple((locale, words) for locale, _ in value)
        elif hasattr(value, "_fields"):
            changes[name] = with_every_string(value, words)
        elif isinstance(value, tuple):
            changes[name] = tuple(words for _ in value)
        elif isinstance(value, dict):
            changes[name] = dict.fromkeys(value, words)
    return whole._replace(**changes)


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The document's elements with the names of their attributes."""
    root = LexborHTMLParser(html).root
    assert root is not None
    nodes = [node for node in root.traverse(include_text=False) if node.tag != "-comment"]
    return [(node.tag or "", tuple(sorted(node.attributes))) for node in nodes]


_HARMFUL = (
    "script, svg, math, iframe, frame, object, embed, applet, base, link, form, input, button, select, "
    "textarea, template, dialog, video, audio, source, details, marquee, [srcdoc], [formaction], [background]"
)
# A browser leaves out what may stand before and within a scheme without being seen.
_UNSEEN = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
_HARMFUL_ADDRESS = re.compile(r"(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HARMFUL_STYLE = re.compile(r"url\(|position|expression|behavior|binding|@import", re.IGNORECASE)


def harms_in(html: str) -> list[str]:
    """What in a page could run, cover what is around it, fetch by its style, or lead to what runs."""
    page = LexborHTMLParser(html)
    found = [str(node.html) for node in page.css(_HARMFUL)]
    for node in page.css("*"):
        for name, value in node.attributes.items():
            is_harm = (
                name.startswith("on")
                or (name in ("href", "src") and _HARMFUL_ADDRESS.match(_UNSEEN.sub("", value or "")))
                or (name == "style" and _HARMFUL_STYLE.search(value or ""))
                or (name == "http-equiv" and (value or "").lower() == "refresh")
            )
            found += [f"{name}={value}"] if is_harm else []
    return found + [
        str(node.text()) for node in page.css("style") if _HARMFUL_STYLE.search(node.text() or "")
    ]
