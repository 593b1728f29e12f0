"""The one question before a reminder leaves at once, wherever somebody asks for it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.entrypoints.console.frame.answers import confirm


def confirm_sending(
    request: HttpRequest, member: str, back: str, *, fields: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Say who hears of it and when, and that it then counts as said."""
    return confirm(
        request,
        title=gettext("Send this reminder now?"),
        consequence=gettext(
            "%(member)s hears of it within a minute, whatever the hour, after one more look whether it "
            "is still true. It is then said, and will not be said again on its own day."
        )
        % {"member": member},
        button=gettext("Send it now"),
        back=back,
        fields=fields,
    )
