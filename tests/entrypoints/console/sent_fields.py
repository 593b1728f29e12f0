"""What the forms and links of a page send that is not typed: ids and keys of rows."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Sent = list[tuple[str, str]]
_TYPED = frozenset(
    {"text", "email", "password", "search", "url", "number", "color", "date", "time", "file", "tel"}
)


class _Sent(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self.queries: list[Sent] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append([])
        elif tag == "select":
            self.select = has.get("name", "")
        elif tag == "option":
            self._send(self.select, has.get("value", ""))
        elif tag == "button" or (tag == "input" and has.get("type", "text") not in _TYPED):
            self._send(has.get("name", ""), has.get("value", ""))
        elif tag == "a" and (query := urlsplit(has.get("href", "")).query):
            self.queries.append(parse_qsl(query))

    def _send(self, name: str, value: str) -> None:
        if self.forms and name and value and name != "csrfmiddlewaretoken":
            self.forms[-1].append((name, value))


def sent_by(page: str) -> tuple[list[Sent], list[Sent]]:
    """What each form of a page can send, with all that can be chosen in it; and the queries of its links."""
    found = _Sent()
    found.feed(page)
    return [each for each in found.forms if each], found.queries
