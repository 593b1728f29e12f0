"""A message as one member will read it, in a frame that can do nothing but show it."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from forenotice.accounts.states import Role
from forenotice.composer.by_light import by_light
from forenotice.composer.errors import ComposerError
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import Trial, prepare_trial
from forenotice.entrypoints.console.frame.answers import mail_in_a_frame
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.messages.finding import message_of, written_now
from forenotice.entrypoints.console.messages.readers import wish_of
from forenotice.entrypoints.console.messages.telling import told as in_words
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.errors import LedgerError

_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


@page(writes=Role.EDITOR)
def preview(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The words that were sent, or those that are kept, as a member or a made-up one reads them."""
    told = message_of(visitor, key)
    asked = request.POST if request.method == "POST" else request.GET
    written = written_now(request, visitor, told)
    found, problems = written.looked_at()
    words = found.as_message(key, written.name)
    is_dark, is_text = asked.get("light") == "dark", asked.get("part") == "text"
    shown: dict[str, Any] = {"dark": is_dark, "problems": in_words(problems, visitor.locale)}
    if problems or words is None:
        return mail_in_a_frame(render_to_string("messages/no_preview.html", shown, request))
    wish = wish_of(visitor, asked.get("member", ""), asked.get("sample", ""), key, written.locale)
    try:
        trial = prepare_trial(
            organization=visitor.organization,
            wish=wish._replace(is_glimpse=request.method == "GET"),
            words=words,
            now=visitor.now,
        )
    except (DispatcherError, LedgerError, ComposerError) as error:
        shown["why"] = said(error)
        return mail_in_a_frame(render_to_string("messages/no_preview.html", shown, request))
    return mail_in_a_frame(_page(request, trial, is_dark=is_dark, is_text=is_text))


def _page(request: HttpRequest, trial: Trial, *, is_dark: bool, is_text: bool) -> str:
    """The mail below a strip that says what a list of mails shows of it, and whose it is."""
    shown = {"trial": trial, "dark": is_dark, "text": trial.message.text if is_text else ""}
    if is_text:
        return render_to_string("messages/text_part.html", shown, request)
    html = by_light(trial.message.html, dark=is_dark)
    strip = render_to_string("messages/strip.html", shown, request)
    return _BODY.sub(lambda body: body[0] + strip, html, count=1)
