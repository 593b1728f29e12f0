"""An entry of the list of changes as a sentence, and its details line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.states import SCOPE_SENTENCES, Scope
from forenotice.channels.states import DISABLED_SENTENCES, Disabled
from forenotice.entrypoints.console.frame.labels import ROLE_WORDS, way_kind
from forenotice.entrypoints.console.frame.languages import language_name
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.settings.trail_names import Names
from forenotice.entrypoints.console.settings.trail_words import (
    ACTIONS,
    DETAILS,
    FIELDS,
    NEW,
    PARTS,
    SIGNS,
    WISHED,
)
from forenotice.kernel.message import Outcome

_DIFFERENCE = re.compile(r'([+~-]) (?:draft of )?(\w+)(?: "([^"]*)")?')
_OPEN = "\0"
# What is made is not what was changed, though its entry names all that it was made of.
_MAKES = (".created", ".declared")


@dataclass(frozen=True, slots=True)
class Detail:
    """What changed, what stood there before where that is known, and what stands there now."""

    label: str
    after: str = ""
    before: str = ""

    def __str__(self) -> str:
        if not self.after:
            return self.label
        return (
            f"{self.heading} {self.before} → {self.after}" if self.before else f"{self.heading} {self.after}"
        )

    @property
    def heading(self) -> str:
        """What stands before the values."""
        return gettext("%(label)s:") % {"label": self.label}


@dataclass(frozen=True, slots=True)
class Line:
    """One change: when, by whom, the sentence in plain text and with its link, and the details."""

    at: datetime
    by: str
    what: str
    linked: str
    details: Sequence[Detail]


def lines_of(rows: Sequence[AuditEntry], names: Names) -> list[Line]:
    """The rows in words."""
    return [_line(row, names) for row in rows]


def _line(row: AuditEntry, names: Names) -> Line:
    words = str(_words(row) or gettext("changed %(which)s"))
    which, where = names.which(row), names.where(row)
    linked = format_html('<a href="{}">{}</a>', where, which) if where else which
    before, _sign, after = (words % {"which": _OPEN}).partition(_OPEN)
    return Line(
        at=row.at,
        by=names.who(row.actor),
        what=words % {"which": which},
        linked=format_html("{}{}{}", before, linked if _sign else "", after),
        details=list(_details(row, names)),
    )


def _words(row: AuditEntry) -> Promise | None:
    own = f'+ {row.action.partition(".")[0]} "{row.subject}"'
    is_new = any(each.startswith(own) for each in row.detail.get("differences") or ())
    return (NEW.get(row.action) if is_new else None) or ACTIONS.get(row.action)


def _details(row: AuditEntry, names: Names) -> Iterator[Detail]:
    detail: Mapping[str, Any] = row.detail
    if row.action == "access.grant":
        role, before = (str(ROLE_WORDS.get(detail.get(name, ""), "")) for name in ("role", "before"))
        yield Detail(str(DETAILS["role"]), role, before)
        return
    if not row.action.endswith(_MAKES):
        yield from _fields(detail, FIELDS | WISHED if row.action.startswith("preference.") else FIELDS)
    yield from _differences(row, detail.get("differences") or (), names)
    for name, words in DETAILS.items():
        value = detail.get(name)
        if value not in (None, "", 0, []):
            yield Detail(str(words), names.way(value) if name == "channel" else _value(name, value))


def _fields(detail: Mapping[str, Any], called: Mapping[str, Promise]) -> Iterator[Detail]:
    was, now = detail.get("before") or {}, detail.get("after") or {}
    unknown: dict[str, None] = {}
    for name in detail.get("fields") or ():
        label = str(called.get(name, ""))
        if name in now:
            yield Detail(label, _plain(name, now[name]), _plain(name, was.get(name)))
        elif label:
            unknown[label] = None
    if unknown:
        yield Detail(gettext("What was changed"), ", ".join(unknown))


def _plain(name: str, value: Any) -> str:
    if value in (None, ""):
        return gettext("nothing")
    return language_name(value) if name == "locale" else str(value)


def _differences(row: AuditEntry, differences: Sequence[str], names: Names) -> Iterator[Detail]:
    """What an applied file made of the parts. What else it says, it says in the words of such files."""
    found = dict.fromkeys(match.groups() for each in differences if (match := _DIFFERENCE.match(each)))
    for sign, part, key in found:
        if part in PARTS and key != row.subject:
            which = names.way(key) if part == "channel" else key
            yield Detail(str(PARTS[part]) % {"which": which}, str(SIGNS[sign]))


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return number(value)
    if name == "role":
        return str(ROLE_WORDS.get(value, value))
    if name == "scopes":
        return " ".join(gettext(SCOPE_SENTENCES[Scope(each)]) for each in value if each in set(Scope))
    if name == "kind":
        return way_kind(value)
    if name == "reason":
        return said(DISABLED_SENTENCES[Disabled(value)]) if value in set(Disabled) else ""
    if name == "outcome":
        return gettext("taken") if value == Outcome.ACCEPTED else gettext("not taken")
    return str(value)
