"""The one question before a reminder leaves at once, wherever somebody asks for it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.states import Mode
from forenotice.entrypoints.console.frame.answers import confirm
from forenotice.entrypoints.console.visitors import Visitor


def confirm_sending(
    request: HttpRequest,
    visitor: Visitor,
    member: str,
    back: str,
    *,
    fields: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Say who hears of it and when, and that it then counts as said; in a rehearsal, that nobody does."""
    if visitor.organization.mode == Mode.REHEARSAL:
        words = gettext(
            "As long as you rehearse it goes to the test mailbox within a minute, and %(member)s hears "
            "nothing. It will not be shown there again on its own day."
        )
    else:
        words = gettext(
            "%(member)s hears of it within a minute, whatever the hour, after one more look whether it "
            "is still true. It is then said, and will not be said again on its own day."
        )
    return confirm(
        request,
        title=gettext("Send this reminder now?"),
        consequence=words % {"member": member},
        button=gettext("Send it now"),
        back=back,
        fields=fields,
    )
