"""What a member wishes."""

from datetime import datetime, timedelta

from babel import Locale, UnknownLocaleError
from django.db import transaction
from email_validator import EmailNotValidError, validate_email

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.composer.texts import tidy_locale
from forenotice.consent.errors import UnfitAddressError, UnfitLeadError, UnfitLocaleError
from forenotice.consent.models import Preference
from forenotice.kernel.local_time import local_day
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
    lead_days: int | None = None,
    actor: str,
    now: datetime,
) -> tuple[str, ...]:
    """Write down what a member wishes, and return what changed. None leaves a wish; an empty text, or 0
    days, ends it.

    Raise :class:`UnfitAddressError` or :class:`UnfitLocaleError` for what is none, :class:`UnfitLeadError`
    for days that the owner does not allow, and change nothing.
    """
    wanted: dict[str, bool | str | int | None] = {
        "wants_courtesy": wants_courtesy,
        "locale": fit_locale(locale) if locale else locale,
        "address": fit_address(address) if address else address,
        "lead_days": fit_lead(organization, lead_days) if lead_days else lead_days,
    }
    row = _row_of(organization, member)
    changed = tuple(
        name
        for name, value in wanted.items()
        if value is not None and value != (row.lead_days or 0 if name == "lead_days" else getattr(row, name))
    )
    if not changed:
        return ()
    for name in changed:
        setattr(row, name, wanted[name])
    if "lead_days" in changed:
        _begin_lead(row, member.zone or organization.time_zone, now)
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


def _row_of(organization: Organization, member: Member) -> Preference:
    """The member's row for nobody else to write, or a new one: two first clicks at once come one by one."""
    rows = Preference.objects.select_for_update().filter(organization=organization, member=member)
    row = rows.first()
    if row is None:
        members = Member.objects.select_for_update().filter(organization=organization, pk=member.pk)
        members.values_list("pk").first()
        row = rows.first()
    return row or Preference(organization=organization, member=member)


def _begin_lead(row: Preference, zone: str, now: datetime) -> None:
    """Let a wish of days begin: with what is due further off than its days, on the member's calendar."""
    row.lead_days = row.lead_days or None
    row.lead_at, row.lead_after_on = None, None
    if row.lead_days is not None:
        row.lead_at, row.lead_after_on = now, local_day(now, zone) + timedelta(days=row.lead_days)


def fit_lead(organization: Organization, days: int) -> int:
    """Days before a payment that the owner allows; raise :class:`UnfitLeadError`."""
    allowed = organization.lead_days_allowed
    if allowed is None:
        raise UnfitLeadError("Members may not choose how long before a payment they are reminded.")
    if days not in allowed:
        raise UnfitLeadError(
            f"{days} days before is not allowed: members may choose from {allowed[0]} to {allowed[-1]} days."
        )
    return days


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
