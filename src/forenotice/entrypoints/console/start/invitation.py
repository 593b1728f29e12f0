"""Where a person comes in whom somebody invited."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.operations import accept_invitation, invited
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.start.coming_in import PersonForm, sign_in


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a name and a password, once."""
    now = current_time()
    try:
        user = invited(token, now=now)
        form = PersonForm(request.POST or None, email=user.email, initial={"name": user.name})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            user = accept_invitation(
                token=token,
                name=said["name"],
                password=said["password"],
                language=said["language"],
                now=now,
            )
            sign_in(request, user)
            return redirect("console:first:safer")
    except AccountsError:
        return render(request, "start/over.html", status=HTTPStatus.GONE)
    return render(request, "start/invitation.html", {"form": form, "email": user.email})
