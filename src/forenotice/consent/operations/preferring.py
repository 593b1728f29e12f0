"""What a member wishes."""

from datetime import datetime

from babel import Locale, UnknownLocaleError
from django.db import transaction
from email_validator import EmailNotValidError, validate_email

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.composer.texts import tidy_locale
from forenotice.consent.errors import UnfitAddressError, UnfitLocaleError
from forenotice.consent.models import Preference
from forenotice.ledger.models import Member
from forenotice.ledger.operations import touch_members

_LONGEST_LOCALE = 16


@transaction.atomic
def set_preference(
    *,
    organization: Organization,
    member: Member,
    wants_courtesy: bool | None = None,
    locale: str | None = None,
    address: str | None = None,
    actor: str,
    now: datetime,
) -> tuple[str, ...]:
    """Write down what a member wishes, and return what changed. None leaves a wish, an empty text ends it.

    Raise :class:`UnfitAddressError` or :class:`UnfitLocaleError`, and change nothing, for what is none.
    """
    wanted: dict[str, bool | str | None] = {
        "wants_courtesy": wants_courtesy,
        "locale": fit_locale(locale) if locale else locale,
        "address": fit_address(address) if address else address,
    }
    row = Preference.objects.select_for_update().filter(organization=organization, member=member).first()
    row = row or Preference(organization=organization, member=member)
    changed = tuple(n for n, value in wanted.items() if value is not None and getattr(row, n) != value)
    if not changed:
        return ()
    for name in changed:
        setattr(row, name, wanted[name])
    row.changed_at, row.changed_by = now, actor
    row.save()
    record_audit(
        organization=organization,
        action="preference.changed",
        subject=member.external_id,
        detail={"fields": changed},
        actor=actor,
        now=now,
    )
    # What was withheld for it may leave now; what must be withheld is so at its last look.
    touch_members(organization=organization, member_ids=[member.pk])
    return changed


def fit_locale(text: str) -> str:
    """A locale as we write it; raise :class:`UnfitLocaleError`."""
    tidy = tidy_locale(text)
    try:
        Locale.parse(tidy, sep="-")
    except (UnknownLocaleError, ValueError):
        tidy = ""
    if not tidy or len(tidy) > _LONGEST_LOCALE:
        raise UnfitLocaleError(f'"{text}" is not a language. Write its code, such as "en", "fr" or "pt-BR".')
    return tidy


def fit_address(text: str) -> str:
    """An address to write to; raise :class:`UnfitAddressError`."""
    try:
        return str(validate_email(text, check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError:
        raise UnfitAddressError(f'"{text}" is not an email address.') from None
