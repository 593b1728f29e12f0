"""How the organization speaks to everybody: the hours, how often boosters, for how long proofs are kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.operations import declare_organization
from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.shared_form import SharedForm
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.visitors import Visitor, page

_HOUR = {"type": "time"}


class SpeakingForm(SharedForm):
    """What holds for all reminders, whatever their rules say."""

    window_start = forms.TimeField(
        label=_("Earliest hour"),
        widget=forms.TimeInput(_HOUR, format="%H:%M"),
        help_text=_("On each member's own clock."),
    )
    window_end = forms.TimeField(label=_("Latest hour"), widget=forms.TimeInput(_HOUR, format="%H:%M"))
    alert_email = forms.EmailField(
        label=_("Where we write to you"),
        required=False,
        help_text=_("When something needs you, at most once a day, and once a week how it went."),
    )
    least_lead_days = forms.IntegerField(
        label=_("Members may ask to be reminded at least so many days before"),
        required=False,
        min_value=1,
        max_value=90,
        help_text=_("Leave both empty if members may not choose."),
    )
    most_lead_days = forms.IntegerField(
        label=_("and at most so many"), required=False, min_value=1, max_value=90
    )
    boosters_apart = forms.IntegerField(
        label=_("Show a member the same booster again only after so many reminders"),
        min_value=0,
        max_value=50,
    )
    proofs_kept_days = forms.IntegerField(
        label=_("Keep what members were told for so many days"),
        min_value=1,
        max_value=3650,
        help_text=_("As proof of what was said. Afterwards only its fingerprint stays."),
    )

    def clean(self) -> dict[str, Any]:
        """An hour before another, and both or neither of the days."""
        said = super().clean() or {}
        start, end = said.get("window_start"), said.get("window_end")
        if start and end and start >= end:
            self.add_error("window_end", gettext("It has to be later than the earliest hour."))
        least, most = said.get("least_lead_days"), said.get("most_lead_days")
        if (least is None) != (most is None):
            self.add_error("most_lead_days", gettext("Fill in both numbers, or neither."))
        elif least is not None and most is not None and least > most:
            self.add_error("most_lead_days", gettext("It has to be at least as many as the first number."))
        return said


@page(writes=Role.OWNER)
def speaking(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form as it stands, or as it was refused."""
    initial = {name: getattr(visitor.organization, name, "") for name in SpeakingForm.base_fields}
    form = SpeakingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        declare_organization(
            key=visitor.organization.key, values=form.said, actor=visitor.actor, now=visitor.now
        )
        messages.success(request, gettext("Kept. It holds from the next minute on."))
        return to_page(visitor, "settings:speaking")
    return draw(request, "speaking", "speaking", {"form": form})
