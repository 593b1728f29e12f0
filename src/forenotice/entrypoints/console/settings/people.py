"""Who may enter, and as what."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Access, ApiKey
from forenotice.accounts.operations import grant_access, withdraw_access
from forenotice.accounts.queries import is_only_owner, keys_of, people_of
from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.OWNER)
def person(request: HttpRequest, visitor: Visitor, access_id: int) -> HttpResponse:
    """Give somebody another role, or let them in no longer, which is asked once more."""
    access = next((each for each in people_of(visitor.organization) if each.pk == access_id), None)
    if access is None:
        raise Http404
    if request.method == "POST":
        return _change(request, visitor, access)
    who = access.user.name or access.user.email
    consequence = gettext(
        "They can no longer see or change anything of this organization. What they did stays in the "
        "list of changes, and you can invite them again."
    )
    keys = [key.name for key in keys_of(visitor.organization) if _is_known_to(access, key)]
    if keys:
        consequence += " " + gettext("They know keys of programs, which go on opening: %(keys)s.") % {
            "keys": ", ".join(keys)
        }
    return confirm(
        request,
        title=gettext("Let %(who)s in no longer") % {"who": who},
        consequence=consequence,
        button=gettext("Let them in no longer"),
        back=address(visitor, "settings:people"),
    )


def _is_known_to(access: Access, key: ApiKey) -> bool:
    """Whether the person saw a key that still opens something; it was shown to nobody else."""
    return key.revoked_at is None and key.created_by == f"person:{access.user.email}"


def _change(request: HttpRequest, visitor: Visitor, access: Access) -> HttpResponse:
    role, is_sure = request.POST.get("role", ""), "confirmed" in request.POST
    if not is_sure and role != Role.OWNER and is_only_owner(access):
        # Nobody is asked whether they are sure of what cannot be.
        messages.error(request, _needs_an_owner())
        return to_page(visitor, "settings:people")
    if role in [*Role] and role != access.role and not is_sure:
        question = _asked_before(visitor, access, Role(role))
        if question:
            back = address(visitor, "settings:people")
            return confirm(request, **question, back=back, fields=[("role", role)])
    try:
        if role in [*Role]:
            grant_access(
                organization=visitor.organization,
                email=access.user.email,
                role=Role(role),
                actor=visitor.actor,
                now=visitor.now,
            )
            messages.success(request, gettext("%(who)s has another role now.") % {"who": access.user.email})
        elif is_sure:
            withdraw_access(access=access, actor=visitor.actor, now=visitor.now)
            messages.success(request, gettext("%(who)s is let in no longer.") % {"who": access.user.email})
    except AccountsError:
        messages.error(request, _needs_an_owner())
    if access.user_id == visitor.user.pk:
        return to_page(visitor, "home:page")
    return to_page(visitor, "settings:people")


def _needs_an_owner() -> str:
    return gettext("An organization needs an owner: make somebody else one first.")


def _asked_before(visitor: Visitor, access: Access, role: Role) -> dict[str, str]:
    """The question before a role that only another owner can take back; nothing for the other changes."""
    who = {"who": access.user.name or access.user.email}
    if role is Role.OWNER:
        return {
            "title": gettext("Make %(who)s an owner") % who,
            "consequence": gettext(
                "Owners may do everything: go live, change how mail leaves, read and erase members, and let "
                "other owners in or out, you too."
            ),
            "button": gettext("Make them an owner"),
        }
    if access.user_id == visitor.user.pk:
        return {
            "title": gettext("Give up being an owner"),
            "consequence": gettext(
                "You can then no longer change these settings, nor give yourself this role back: another "
                "owner has to."
            ),
            "button": gettext("Give it up"),
        }
    return {}
