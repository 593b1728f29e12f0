"""Second steps as people see them. Those that no key opens any more stand in the way of no other."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormView

from forenotice.accounts.operations import forget_lost_second_steps, lost_second_steps
from forenotice.entrypoints.console.signing_in import LOST, LostSecondStepError

_LONGEST_NAME = 100


class _PassingOverTheLost(BaseAuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        """The code, if any second step that can be opened knows it."""
        lost = lost_second_steps(self.user)
        if not lost:
            return str(super().clean_code())
        forgive = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        rows = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        for row in rows.exclude(pk__in=lost):
            if row.wrap().validate_code(code):
                self.authenticator = row
                forgive()
                return code
        self._emit_authentication_failed(rows.get(pk=lost[0]))
        raise LostSecondStepError(LOST)


class SignIn(_PassingOverTheLost, AuthenticateForm):  # type: ignore[misc]
    """The code that is asked for after the password."""


class SignInAgain(_PassingOverTheLost, ReauthenticateForm):  # type: ignore[misc]
    """The code that is asked for before a change."""


class SetUpApp(ActivateTOTPForm):  # type: ignore[misc]
    """An authenticator app; with it come new recovery codes if nobody can read the old ones."""

    def clean_code(self) -> str:
        """The code, if the app shows the right one."""
        code = str(super().clean_code())
        forget_lost_second_steps(self.user)
        return code


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A device or a key that signs somebody in, by itself unless they do not want that."""

    name = forms.CharField(label=_("Name"), required=False, max_length=_LONGEST_NAME)
    passwordless = forms.BooleanField(
        label=_("It signs me in without my password, too"),
        required=False,
        initial=True,
        help_text=_("Then it must know you: by your fingerprint, your face or a PIN."),
    )


class SignInByPasskey(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of address and password. Anybody can send anything here."""

    def clean_credential(self) -> Authenticator:
        """Whose passkey it is; garbage is refused like a wrong one."""
        try:
            return super().clean_credential()
        except (KeyError, TypeError, ValueError):
            raise get_adapter().validation_error("incorrect_code") from None


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    """What it is called."""

    name = forms.CharField(label=_("Name"), max_length=_LONGEST_NAME)


class MakeCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """New recovery codes, also where nobody can read the old ones."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many old ones there are."""
        try:
            return dict(super().get_context_data(**kwargs))
        except LostSecondStepError:
            return FormView.get_context_data(self, **kwargs) | {"unused_code_count": 0}


class ShowCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes, or the way to new ones."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to new ones where nobody can read the old ones."""
        return _or_new_ones(lambda: super(ShowCodes, self).dispatch(request, *args, **kwargs))


class DownloadCodes(DownloadRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes as a file, or the way to new ones."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to new ones where nobody can read the old ones."""
        return _or_new_ones(lambda: super(DownloadCodes, self).dispatch(request, *args, **kwargs))


def _or_new_ones(show: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return show()
    except LostSecondStepError:
        return redirect("mfa_generate_recovery_codes")
