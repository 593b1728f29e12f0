"""Everything that is kept about a member as a file, and forgetting them for good."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from pydantic_core import to_json

from forenotice.accounts.states import Role
from forenotice.dispatcher.errors import InFlightError
from forenotice.engine.erasing import erase_member
from forenotice.engine.member_export import export_member
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.members.found import name_of, the_member
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.sources.queries import COPIES_KEPT


@page()
def export(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """All of it as JSON, also what they were told."""
    del request
    about = the_member(visitor, member_id)
    told = export_member(visitor.organization, about, visitor.now)
    written = to_json(told, indent=2, bytes_mode="base64", fallback=str)
    headers = {"Content-Disposition": f'attachment; filename="member-{about.pk}.json"'}
    return HttpResponse(written, content_type="application/json", headers=headers)


@page(writes=Role.OWNER)
def erase(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Ask once more, then forget who they are."""
    about = the_member(visitor, member_id)
    back = address(visitor, "members:member", member_id=about.pk)
    if "confirmed" not in request.POST:
        return confirm(
            request,
            title=gettext("Forget %(member)s for good?") % {"member": name_of(about)},
            consequence=f"{_what_goes()} {_what_stays()}",
            button=gettext("Forget them"),
            back=back,
        )
    try:
        erased = erase_member(
            organization=visitor.organization, member=about, actor=visitor.actor, now=visitor.now
        )
    except InFlightError:
        messages.error(
            request,
            gettext(
                "A message to them is on its way or in doubt, so nothing was changed. Settle it under "
                "“Scheduled and sent”, then try again."
            ),
        )
        return to_page(visitor, "members:member", member_id=about.pk)
    messages.success(
        request,
        gettext("They are forgotten. What must stay bears the name %(name)s.") % {"name": erased.name},
    )
    return to_page(visitor, "members:page")


def _what_goes() -> str:
    return gettext(
        "Everything that says who they are is deleted: name, addresses, wishes, notes, and the words "
        "they were sent. What was said stays counted, so that it is never said again, and what your "
        "sources still tell of them is refused. Take them out there too. Nobody can undo this."
    )


def _what_stays() -> str:
    words = gettext(
        "These may name them for a while longer: the last %(n)d files of each source, kept to see what "
        "changed from one to the next, until as many newer ones have come; a file that waits to be taken in; "
        "the test mailbox; and your backups. A block on their address stays, so that nobody writes there."
    )
    return words % {"n": COPIES_KEPT}
