"""The page on which a message is written: every button sends the same form, and nothing typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forenotice.accounts.states import Role
from forenotice.composer.blocks.tables import tables_of
from forenotice.composer.coach.look import mended
from forenotice.composer.errors import MessageRefusedError, StaleWordsError
from forenotice.composer.meanings import meaning_of_sample
from forenotice.composer.operations import edit_message
from forenotice.composer.problems import Problem
from forenotice.composer.queries import MessageTold, RevisionWords
from forenotice.composer.samples import SAMPLES
from forenotice.entrypoints.console.frame.answers import address
from forenotice.entrypoints.console.frame.languages import language_choices
from forenotice.entrypoints.console.frame.tags import colon
from forenotice.entrypoints.console.messages.block_fields import blocks_shown
from forenotice.entrypoints.console.messages.block_words import BLOCKS, CLASSES, ROWS
from forenotice.entrypoints.console.messages.coaching import Coaching, coaching_of
from forenotice.entrypoints.console.messages.difference import changes_between
from forenotice.entrypoints.console.messages.finding import message_of, source_in, words_of, written_now
from forenotice.entrypoints.console.messages.glances import glance_at
from forenotice.entrypoints.console.messages.palette import tags_shown
from forenotice.entrypoints.console.messages.telling import Told
from forenotice.entrypoints.console.messages.telling import told as in_words
from forenotice.entrypoints.console.messages.trying import Tried, try_it
from forenotice.entrypoints.console.messages.written import (
    BLOCKS as MADE_OF_BLOCKS,
)
from forenotice.entrypoints.console.messages.written import (
    Written,
    with_added,
    with_html,
    with_moved,
    without,
)
from forenotice.entrypoints.console.visitors import Visitor, page


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page shows beside the words: the coach, a test that was sent, somebody else's newer words."""

    written: Written
    problems: Sequence[Told] = ()
    coaching: Coaching | None = None
    tried: Tried | None = None
    theirs: RevisionWords | None = None
    opened: int = -1


@page(writes=Role.EDITOR)
def edit(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The words of one language of a message; a POST does what its button says."""
    told = message_of(visitor, key)
    written = written_now(request, visitor, told)
    if request.method != "POST":
        return _page(request, visitor, told, Desk(written))
    wish, _colon, about = request.POST.get("do", "").partition(":")
    if wish in ("draft", "publish"):
        return _save(request, visitor, told, written, speaks=wish == "publish")
    return _page(request, visitor, told, _changed(request, visitor, key, written, wish, about))


def _changed(
    request: HttpRequest, visitor: Visitor, key: str, written: Written, wish: str, about: str
) -> Desk:
    """The desk after one of its smaller buttons; nothing is kept by any of them."""
    number = int(about) if about.isdecimal() and len(about) < 5 else -1
    match wish:
        case "add":
            written = with_added(written, about)
            return Desk(written, opened=len(written.tables) - 1)
        case "up" | "down":
            return Desk(with_moved(written, number, -1 if wish == "up" else 1))
        case "remove":
            return Desk(without(written, number))
        case "as_html":
            return Desk(with_html(written))
        case "as_blocks":
            return Desk(replace(written, form=MADE_OF_BLOCKS))
        case "mend":
            return _mended(visitor, key, written, about)
        case "test":
            return replace(_looked_at(visitor, key, written), tried=try_it(request, visitor, key, written))
    return _looked_at(visitor, key, written)


def _looked_at(visitor: Visitor, key: str, written: Written) -> Desk:
    coaching = coaching_of(visitor, key, written)
    return Desk(written, coaching.problems, coaching)


def _mended(visitor: Visitor, key: str, written: Written, code: str) -> Desk:
    """The words with what the coach asked for put in."""
    coaching = coaching_of(visitor, key, written)
    found, _problems = written.looked_at()
    for each in coaching.findings:
        better = mended(each.finding, found.source) if each.finding.code == code else None
        if better is not None:
            written = replace(
                written,
                subject=better.subject,
                tables=tuple(tables_of(better.blocks)),
                html=better.html,
                text=better.text,
            )
            break
    return _looked_at(visitor, key, written)


def _save(
    request: HttpRequest, visitor: Visitor, told: MessageTold, written: Written, *, speaks: bool
) -> HttpResponse:
    found, problems = written.looked_at()
    if problems:
        return _refused(request, visitor, told, written, problems)
    kept = {locale: text.source for locale, text in words_of(visitor, told).texts.items()}
    try:
        done = edit_message(
            organization=visitor.organization,
            key=told.key,
            name=written.name or told.name,
            message_class=written.message_class,
            texts={**kept, written.locale: found.source},
            base=written.base,
            speaks=speaks,
            actor=visitor.actor,
            now=visitor.now,
        )
    except StaleWordsError as error:
        desk = Desk(replace(written, base=error.newest), theirs=words_of(visitor, told, error.newest))
        return _page(request, visitor, told, desk, status=HTTPStatus.CONFLICT)
    except MessageRefusedError as error:
        return _refused(request, visitor, told, written, error.problems)
    _tell(request, visitor, speaks=speaks, changed=done.changed, remarks=done.remarks)
    return redirect(f"{address(visitor, 'messages:edit', key=told.key)}?locale={written.locale}")


def _tell(
    request: HttpRequest, visitor: Visitor, *, speaks: bool, changed: bool, remarks: Sequence[Problem]
) -> None:
    if not changed:
        messages.info(request, _("These are the words that were saved before. Nothing was changed."))
    elif speaks:
        messages.success(request, _("Saved. From now on members read these words."))
    else:
        messages.success(request, _("Saved as a draft. Members go on reading what they read before."))
    for remark in in_words(remarks, visitor.locale):
        messages.warning(
            request, f"{colon(remark.place)} {remark.sentence}" if remark.place else remark.sentence
        )


def _refused(
    request: HttpRequest,
    visitor: Visitor,
    told: MessageTold,
    written: Written,
    problems: Sequence[Problem],
) -> HttpResponse:
    faults = in_words(problems, visitor.locale)
    desk = Desk(written, faults, Coaching(faults, (), None, ()))
    return _page(request, visitor, told, desk, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(
    request: HttpRequest, visitor: Visitor, told: MessageTold, desk: Desk, status: int = HTTPStatus.OK
) -> HttpResponse:
    written = desk.written
    glance = glance_at(visitor.organization, told.key, written.locale)
    kept = words_of(visitor, told).texts
    locales = sorted({*told.locales, *kept, written.locale})
    shown: dict[str, Any] = {
        "told": told,
        "key": told.key,
        "written": written,
        "desk": desk,
        "coaching": desk.coaching,
        "locales": locales,
        "is_new_locale": written.locale not in kept,
        "more_languages": [each for each in language_choices() if each[0] not in locales],
        "blocks": blocks_shown(written, glance, desk.problems, desk.opened),
        "read": {"subject": glance.read(written.subject), "preheader": glance.read(written.preheader)},
        "fault_of": _by_field(desk.problems),
        "kinds": BLOCKS.items(),
        "classes": CLASSES.items(),
        "samples": [(sample, meaning_of_sample(sample, visitor.locale)) for sample in SAMPLES.values()],
        "rows": ROWS.items(),
        "groups": tags_shown(visitor.locale, visitor.organization.currency),
        "theirs": _theirs(visitor, told, desk),
    }
    return render(request, "messages/editor.html", shown, status=status)


def _by_field(problems: Sequence[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(problem)
    return found


def _theirs(visitor: Visitor, told: MessageTold, desk: Desk) -> dict[str, Any] | None:
    """Somebody else's newer words in this language, to be compared with what was typed."""
    if desk.theirs is None:
        return None
    source = source_in(visitor, told, desk.theirs, desk.written.locale)
    typed, _problems = desk.written.looked_at()
    return {"revision": desk.theirs, "changes": changes_between(source, typed.source)}
