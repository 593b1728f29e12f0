"""Where the first owner comes in, with the code that only this machine's owner can read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.operations import FirstOwner, let_first_owner_in
from forenotice.accounts.queries import (
    all_organizations,
    first_visit_file,
    has_people,
    is_first_visit_code,
    organizations_of,
)
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.start.coming_in import FirstOwnerForm, sign_in


def first(request: HttpRequest) -> HttpResponse:
    """Ask for a name, an address and a password; only while nobody was ever let in."""
    if has_people():
        return redirect("console:enter")
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")
    if not is_first_visit_code(code):
        return render(request, "start/code.html", {"is_wrong": bool(code), "file": first_visit_file()})
    asks = not all_organizations()
    form = FirstOwnerForm(request.POST or None, asks_for_organization=asks)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        owner = FirstOwner(
            name=said["name"],
            email=said["email"],
            password=said["password"],
            language=said["language"],
            organization=said.get("organization", ""),
            time_zone=said["zone"],
        )
        try:
            user = let_first_owner_in(code=code, owner=owner, now=current_time())
        except AccountsError:
            return redirect("console:enter")
        sign_in(request, user)
        return redirect("console:first:safer")
    return render(request, "start/first.html", {"form": form, "code": code})


@login_required
def safer(request: HttpRequest) -> HttpResponse:
    """Offer a passkey or an app for a second step; later is fine."""
    found = organizations_of(request.user)  # type: ignore[arg-type]
    return render(request, "start/safer.html", {"organization": found[0] if found else None})
