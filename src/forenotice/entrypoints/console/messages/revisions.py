"""Every version of a message: who wrote it when, what it changed, and the way back to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forenotice.accounts.states import Role
from forenotice.composer.operations import publish_revision
from forenotice.composer.queries import RevisionTold, RevisionWords
from forenotice.composer.texts import MessageSource
from forenotice.entrypoints.console.frame.actors import actor_words
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.messages.difference import Change, changes_between
from forenotice.entrypoints.console.messages.finding import message_of, words_of
from forenotice.entrypoints.console.visitors import Visitor, page

_NOTHING = MessageSource("", "")


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs in one language."""

    locale: str
    changes: Sequence[Change]
    is_new: bool
    is_gone: bool


_COLUMNS: Columns[RevisionTold] = [
    (gettext_lazy("Version"), lambda each: each.number),
    (gettext_lazy("When"), lambda each: instant(each.created_at)),
    (gettext_lazy("Who"), lambda each: actor_words(each.actor)),
    (gettext_lazy("Spoke from"), lambda each: instant(each.published_at)),
]


@page()
def revisions_file(request: HttpRequest, visitor: Visitor, key: str) -> StreamingHttpResponse:
    """Every version, for a spreadsheet."""
    del request
    return list_file(f"versions-{key}", _COLUMNS, message_of(visitor, key).revisions)


@page()
def revisions(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Every version, the newest first."""
    return render(request, "messages/revisions.html", {"told": message_of(visitor, key), "key": key})


@page()
def revision(request: HttpRequest, visitor: Visitor, key: str, number: int) -> HttpResponse:
    """What one version says differently from the one before it, or from another one."""
    told = message_of(visitor, key)
    words = words_of(visitor, told, number)
    numbers = [each.number for each in told.revisions]
    asked = request.GET.get("with", "")
    other = (
        int(asked)
        if asked.isdecimal() and len(asked) < 9
        else max((each for each in numbers if each < number), default=0)
    )
    before = words_of(visitor, told, other) if other in numbers and other != number else None
    shown = {
        "told": told,
        "key": key,
        "words": words,
        "before": before,
        "others": [each for each in numbers if each != number],
        "compared": _compared(before, words),
        "speaks": told.published is not None and told.published.number == number,
    }
    return render(request, "messages/revision.html", shown)


@page(writes=Role.EDITOR)
def go_back(request: HttpRequest, visitor: Visitor, key: str, number: int) -> HttpResponse:
    """Let the words of an earlier version speak again, as a new one."""
    told = message_of(visitor, key)
    words_of(visitor, told, number)
    if request.method != "POST":
        return confirm(
            request,
            title=_("Go back to version %(number)s?") % {"number": number},
            consequence=_(
                "From now on members read the words of version %(number)s. They become a new version, and "
                "what you have now stays in the list."
            )
            % {"number": number},
            button=_("Go back to it"),
            back=address(visitor, "messages:revision", key=key, number=number),
        )
    done = publish_revision(
        organization=visitor.organization, key=key, number=number, actor=visitor.actor, now=visitor.now
    )
    if done.changed:
        said = _("The words of version %(old)s speak from now on, as version %(new)s.")
        messages.success(request, said % {"old": number, "new": done.revision})
    else:
        messages.info(request, _("These words speak already. Nothing was changed."))
    return to_page(visitor, "messages:edit", key=key)


def _compared(before: RevisionWords | None, after: RevisionWords) -> list[Compared]:
    old, new = _sources(before), _sources(after)
    return [
        Compared(
            locale,
            changes_between(old.get(locale, _NOTHING), new.get(locale, _NOTHING)),
            is_new=before is not None and locale not in old,
            is_gone=locale not in new,
        )
        for locale in sorted({*old, *new})
        if old.get(locale) != new.get(locale)
    ]


def _sources(words: RevisionWords | None) -> Mapping[str, MessageSource]:
    return {locale: text.source for locale, text in words.texts.items()} if words is not None else {}
