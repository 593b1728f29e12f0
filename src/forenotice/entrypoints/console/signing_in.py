"""How people sign in and what of it is ours: nobody signs up, mail leaves by our channels."""

from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import User
from forenotice.accounts.operations import record_person
from forenotice.accounts.sealing import seal, unseal
from forenotice.engine.people_mail import mail_to_person
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.returning import note_who_comes

REPLACED = _("Your password was replaced by a new one.")
# What allauth tells of, and what the person is told of it.
_CHANGES = {
    "account/email/password_changed": ("access.password", _("Your password was changed.")),
    "account/email/password_reset": ("access.password", REPLACED),
    "mfa/email/totp_activated": ("access.second_step", _("An authenticator app was set up.")),
    "mfa/email/totp_deactivated": ("access.second_step", _("The authenticator app was taken away.")),
    "mfa/email/recovery_codes_generated": ("access.second_step", _("New recovery codes were made.")),
    "mfa/email/webauthn_added": ("access.second_step", _("A passkey was added.")),
    "mfa/email/webauthn_removed": ("access.second_step", _("A passkey was taken away.")),
}
LOST = _(
    "Your code cannot be checked, because this machine has another key now. Whoever runs it "
    "can invite you anew with the command: forenotice people add"
)
_NEW_PASSWORD = "account/email/password_reset_key"  # noqa: S105 - the name of a template


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited by an owner; the first owner comes in at the start."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation is the only way in."""
        del request
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Whoever comes, by whatever way: what somebody else typed here before is not theirs."""
        super().login(request, user)
        note_who_comes(request, user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by address alone: whoever asks writes the host, with any port."""
        del request
        return User.objects.normalize_email(credentials.get("email"))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """A link to the address that people know, whatever host the one who asked for it has named."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.FORENOTICE_BASE_URL}{path}"

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Write down what changed of how somebody signs in, and tell them: it may have been somebody else."""
        del context, email
        if template_prefix not in _CHANGES:
            return
        action, words = _CHANGES[template_prefix]
        record_person(
            user=user,
            action=action,
            detail={"what": template_prefix.rpartition("/")[2]},
            actor=f"person:{user.email}",
            now=current_time(),
        )
        tell_of_change(user, words)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the one mail there is, to somebody we know; whoever asks for others learns nothing from it."""
        del email
        user = context.get("user")
        if template_prefix != _NEW_PASSWORD or not isinstance(user, User):
            return
        subject = gettext("A new password for Forenotice")
        text = render_to_string("account/email/password_reset_key_message.txt", context)
        # How long a mail server takes must not tell whether an address is known here.
        Thread(target=_send, args=(user, subject, text), daemon=True).start()


def tell_of_change(user: User, words: Promise) -> None:
    """Tell a person by mail what changed of how they sign in, as soon as it stands written."""
    told = {"words": words, "base": settings.FORENOTICE_BASE_URL}
    text = render_to_string("account/email/changed_message.txt", told)
    subject = gettext("How you sign in to Forenotice has changed")
    transaction.on_commit(Thread(target=_send, args=(user, subject, text), daemon=True).start)


class LostSecondStepError(ValidationError):
    """No key opens it any more. A page goes on without what stands in it."""

    silent_variable_failure = True


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    """What codes are reckoned from is sealed like every secret."""

    def encrypt(self, text: str) -> str:
        """As it stands in the database."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; whoever types a code reads why it cannot be checked."""
        try:
            return unseal(encrypted_text)
        except SealBrokenError:
            raise LostSecondStepError(LOST) from None


def _send(user: User, subject: str, text: str) -> None:
    try:
        mail_to_person(user.email, language=user.language, subject=subject, text=text, now=current_time())
    finally:
        connections.close_all()
