"""Words from MemberMouse, pasted: what became of each of their smart tags, and a draft made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forenotice.accounts.states import Role
from forenotice.composer.errors import MessageRefusedError
from forenotice.composer.membermouse.files import Entry, Translation, Verdict, translate_file
from forenotice.composer.texts import MessageSource, tidy_locale
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.languages import language_choices
from forenotice.entrypoints.console.messages.beginning import save_new
from forenotice.entrypoints.console.messages.telling import told
from forenotice.entrypoints.console.visitors import Visitor, page


class PasteForm(forms.Form):
    """What was pasted."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        help_text=gettext_lazy("For you and your colleagues; members do not see it."),
        error_messages={"required": gettext_lazy("Give it a name.")},
    )
    locale = forms.ChoiceField(label=gettext_lazy("Language"), choices=language_choices)
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=1_000,
        error_messages={"required": gettext_lazy("Paste the subject, too.")},
    )
    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 14, "class": "code", "spellcheck": "false"}),
        help_text=gettext_lazy("HTML or plain words, with the smart tags of MemberMouse in it."),
        error_messages={"required": gettext_lazy("Paste the message.")},
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One pasted part with its translation."""

    title: str
    translation: Translation

    @property
    def entries(self) -> Sequence[Entry]:
        """What became of each tag, worst first."""
        order = list(reversed(Verdict))
        return sorted(self.translation.report, key=lambda entry: order.index(entry.change.verdict))


@page(writes=Role.EDITOR)
def paste(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Paste, see what became of it, and begin a draft with it."""
    form = PasteForm(request.POST or None, initial={"locale": visitor.organization.locale})
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        parts = [
            Part(_("Subject"), translate_file(chosen["subject"], is_blueprint=False)),
            Part(_("Message"), translate_file(chosen["body"].replace("\r\n", "\n"), is_blueprint=False)),
        ]
        if "keep" in request.POST:
            source = MessageSource(chosen["subject"], "", chosen["body"].replace("\r\n", "\n"))
            texts = {tidy_locale(chosen["locale"]): source}
            try:
                key = save_new(visitor, chosen["name"], texts, chosen["name"])
            except MessageRefusedError as error:
                shown["problems"] = told(error.problems, visitor.locale)
            else:
                messages.success(request, _("Here is your draft. Nobody reads it until you let it speak."))
                return to_page(visitor, "messages:edit", key=key)
        shown |= {"parts": parts, "counted": _counted(parts)}
    return render(request, "messages/membermouse.html", shown)


def _counted(parts: Sequence[Part]) -> dict[str, int]:
    """How many tags came to which end."""
    names = {
        Verdict.EXACT: "exact",
        Verdict.NEAREST: "nearest",
        Verdict.MISSING: "missing",
        Verdict.FAULT: "fault",
    }
    ends = [entry.change.verdict for part in parts for entry in part.translation.report]
    return {name: ends.count(end) for end, name in names.items()}
