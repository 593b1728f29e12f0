"""The lists of the settings as files for spreadsheets."""

from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import Access, ApiKey
from forenotice.accounts.queries import keys_of, people_of
from forenotice.accounts.states import SCOPE_SENTENCES, Role, Scope
from forenotice.channels.models import Channel
from forenotice.channels.queries import channels_of
from forenotice.channels.states import DISABLED_SENTENCES, Disabled
from forenotice.dispatcher.queries import channel_failures
from forenotice.entrypoints.console.frame.labels import ROLE_WORDS, source_kind, source_name, way_kind
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.ways import of_way, way_titles
from forenotice.entrypoints.console.settings.invitations import Open, open_invitations
from forenotice.entrypoints.console.settings.sources import the_source
from forenotice.entrypoints.console.visitors import Visitor, page, refuse
from forenotice.sources.models import Source
from forenotice.sources.queries import SourceHealth, rejected_rows, source_health, sources_of, unclear_rows

_MOST_ROWS = 100_000
_Line = tuple[str, str, str]

_SOURCES: Columns[tuple[Source, SourceHealth]] = [
    (_("Source"), lambda each: source_name(each[0].key)),
    (_("Kind"), lambda each: source_kind(each[0].kind)),
    (_("Told us last"), lambda each: instant(each[0].last_told_at)),
    (_("Good until"), lambda each: instant(each[1].fresh_until)),
    (_("Fails since"), lambda each: instant(each[0].failing_since)),
    (_("Why"), lambda each: said(each[1].failure)),
    (_("Asked next"), lambda each: instant(each[0].next_pull_at)),
    (_("Stopped"), lambda each: instant(each[0].stopped_at)),
    (_("Being put away since"), lambda each: instant(each[0].parting_at)),
]
_ROWS: Columns[_Line] = [
    (_("Where"), lambda line: said(line[0])),
    (_("Column"), lambda line: said(line[1])),
    (_("Why"), lambda line: said(line[2])),
]
_PEOPLE: Columns[Access] = [
    (_("Name"), lambda each: each.user.name),
    (_("Email"), lambda each: each.user.email),
    (_("Role"), lambda each: ROLE_WORDS.get(each.role, each.role)),
    (_("Since"), lambda each: instant(each.granted_at)),
]
_INVITATIONS: Columns[Open] = [
    (_("Email"), lambda each: each.row.email),
    (_("Name"), lambda each: each.row.name),
    (_("Role"), lambda each: each.role),
    (_("Invited by"), lambda each: each.by),
    (_("Since"), lambda each: instant(each.row.invited_at)),
    (_("Good until"), lambda each: instant(each.until)),
]
_KEYS: Columns[ApiKey] = [
    (_("What uses it"), lambda each: each.name),
    (_("Begins with"), lambda each: each.prefix),
    (_("Opens"), lambda each: " ".join(said(SCOPE_SENTENCES[Scope(scope)]) for scope in each.scopes)),
    (_("Since"), lambda each: instant(each.created_at)),
    (_("Last used"), lambda each: instant(each.last_used_at)),
    (_("Revoked"), lambda each: instant(each.revoked_at)),
]


@page()
def sources_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The sources, and how fresh each is."""
    del request
    health = {each.key: each for each in source_health(visitor.organization, visitor.now)}
    rows = [(each, health[each.key]) for each in sources_of(visitor.organization)]
    return list_file("sources", _SOURCES, rows)


@page()
def source_rows_file(request: HttpRequest, visitor: Visitor, key: str) -> StreamingHttpResponse:
    """The rows of a source that could not be understood, each with its reason."""
    del request
    return list_file(f"rows-{key}", _ROWS, _rows(visitor, the_source(visitor, key)))


def _rows(visitor: Visitor, source: Source) -> Iterator[_Line]:
    mine = visitor.organization
    of_file = rejected_rows(mine, source.key, _MOST_ROWS)
    asked = unclear_rows(mine, source, _MOST_ROWS)
    return chain(
        ((gettext("line %(line)s") % {"line": row.line}, row.column, said(row.reason)) for row in of_file),
        ((said(row.place), said(row.column), said(row.reason)) for row in asked),
    )


@page()
def people_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """Who may enter, and as what."""
    del request
    return list_file("people", _PEOPLE, people_of(visitor.organization))


@page()
def invitations_file(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Who was invited and has not come in, for owners."""
    if not visitor.is_owner:
        return refuse(request, Role.OWNER)
    return list_file("invitations", _INVITATIONS, open_invitations(visitor))


@page()
def keys_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The keys of programs, none of which can be read from it."""
    del request
    return list_file("keys", _KEYS, keys_of(visitor.organization))


@page()
def ways_out_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The ways out, and whether each works."""
    del request
    failing = {
        each.channel_id: instant(each.failing_since) for each in channel_failures(visitor.organization)
    }
    ways = way_titles(visitor.organization)
    columns: Columns[Channel] = [
        (_("Way"), lambda each: of_way(each.key, ways)),
        (_("Its name in files and programs"), lambda each: each.key),
        (_("Kind"), lambda each: way_kind(each.kind)),
        (_("State"), lambda each: gettext("off") if each.disabled_at else gettext("on")),
        (_("Why"), lambda each: _why_off(each)),
        (_("Fails since"), lambda each: failing.get(each.pk, "")),
        (_("Last changed"), lambda each: instant(each.changed_at)),
    ]
    ours = [each for each in channels_of(visitor.organization) if not each.retired_at]
    return list_file("ways-out", columns, ours)


def _why_off(way: Channel) -> str:
    return said(DISABLED_SENTENCES.get(Disabled(way.disabled_reason), "")) if way.disabled_reason else ""
