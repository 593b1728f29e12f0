"""``[organization]``: who we speak for, in which hours, and in whose name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from forenotice.blueprint.sections.boosters import read_measure
from forenotice.blueprint.sections.secrets import SecretReference, read_secret
from forenotice.blueprint.sections.words import (
    currency_text,
    days_from,
    days_words,
    email_text,
    key_text,
    web_text,
)
from forenotice.blueprint.table import Table
from forenotice.composer.texts import tidy_locale
from forenotice.kernel.local_time import zone

_LONGEST_POLICY = 2000
_LONGEST_KEPT = 36_500
_LONGEST_LEAD = 365
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_][A-Za-z]{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationDeclaration:
    """The organization. ``pulse_url`` is a reference because whoever knows such an address may use it.

    ``late_policy`` is what happens when a payment is late, by the locale it is written in. Members may choose
    to be reminded from ``least_lead_days`` to ``most_lead_days`` before, or not at all where these are None.
    """

    key: str
    name: str
    legal_name: str = ""
    address: str = ""
    website: str = ""
    logo: str = ""
    colour: str = "#1f6f5c"
    time_zone: str = "UTC"
    locale: str = "en"
    currency: str = "USD"
    support_email: str = ""
    support_phone: str = ""
    late_policy: Mapping[str, str] = field(default_factory=dict)
    alert_email: str = ""
    pulse_url: SecretReference | None = None
    window_start: time = time(9)
    window_end: time = time(20)
    proofs_kept_days: int = 400
    boosters_apart: int = 3
    boosters_every: Mapping[str, int] = field(default_factory=dict)
    least_lead_days: int | None = None
    most_lead_days: int | None = None
    sender_name: str = ""
    sender_email: str = ""
    sender_phone: str = ""


PLAIN = (
    *("name", "legal_name", "address", "website", "logo", "colour", "time_zone", "locale", "currency"),
    *("support_email", "support_phone", "late_policy", "alert_email", "window_start", "window_end"),
    *("sender_name", "sender_email", "sender_phone", "boosters_apart", "boosters_every"),
    *("proofs_kept_days", "least_lead_days", "most_lead_days"),
)
"""What is the same in the row and in the declaration."""

_OPTIONAL = (
    *("legal_name", "address", "website", "logo", "colour", "locale", "currency"),
    *("support_email", "support_phone", "alert_email"),
)

NOBODY = OrganizationDeclaration(key="", name="")


def read_organization(table: Table) -> OrganizationDeclaration:
    """The declaration in ``[organization]``."""
    window = table.table("window")
    sender = table.table("sender")
    boosters = table.table("boosters")
    start, end = _read_window(window)
    apart, every = read_measure(boosters) if boosters is not None else (NOBODY.boosters_apart, {})
    locale = table.parsed("locale", _locale, NOBODY.locale)
    least_lead, most_lead = _read_lead_days(table)
    found = OrganizationDeclaration(
        key=table.parsed("key", key_text, "", required=True),
        name=table.text("name", required=True, longest=200),
        legal_name=table.text("legal_name", longest=200),
        address=table.text("address", longest=1000),
        website=table.parsed("website", web_text, ""),
        logo=table.parsed("logo", web_text, ""),
        colour=table.parsed("colour", _colour, NOBODY.colour),
        time_zone=table.parsed("time_zone", _zone_name, NOBODY.time_zone, required=True),
        locale=locale,
        currency=table.parsed("currency", currency_text, NOBODY.currency),
        support_email=table.parsed("support_email", email_text, ""),
        support_phone=table.text("support_phone", longest=64),
        late_policy=_read_late_policy(table, locale),
        alert_email=table.parsed("alert_email", email_text, ""),
        pulse_url=read_secret(table, "pulse_url"),
        window_start=start,
        window_end=end,
        proofs_kept_days=table.parsed("keep_proofs_for", _proof_days, NOBODY.proofs_kept_days),
        boosters_apart=apart,
        boosters_every=every,
        least_lead_days=least_lead,
        most_lead_days=most_lead,
        sender_name=sender.text("name", longest=200) if sender else "",
        sender_email=sender.parsed("email", email_text, "") if sender else "",
        sender_phone=sender.text("phone", longest=64) if sender else "",
    )
    for part in (sender, table):
        if part is not None:
            part.close()
    return found


def write_organization(declared: OrganizationDeclaration) -> dict[str, Any]:
    """The table that reads back as the same; what is as it would be anyway is left out."""
    written: dict[str, Any] = {"key": declared.key, "name": declared.name, "time_zone": declared.time_zone}
    for name in _OPTIONAL:
        if getattr(declared, name) != getattr(NOBODY, name):
            written[name] = getattr(declared, name)
    if declared.late_policy:
        written["late_policy"] = _write_late_policy(declared)
    if declared.pulse_url is not None:
        written["pulse_url"] = declared.pulse_url.to_table()
    if declared.proofs_kept_days != NOBODY.proofs_kept_days:
        written["keep_proofs_for"] = days_words(declared.proofs_kept_days)
    if declared.least_lead_days is not None:
        written["member_lead_days"] = [declared.least_lead_days, declared.most_lead_days]
    written["window"] = window_table(declared.window_start, declared.window_end)
    if (declared.boosters_apart, declared.boosters_every) != (NOBODY.boosters_apart, {}):
        written["boosters"] = {"apart": declared.boosters_apart}
        if declared.boosters_every:
            written["boosters"]["every"] = dict(sorted(declared.boosters_every.items()))
    sender = {"name": declared.sender_name, "email": declared.sender_email, "phone": declared.sender_phone}
    if any(sender.values()):
        written["sender"] = {key: value for key, value in sender.items() if value}
    return written


def window_table(start: time, end: time) -> dict[str, str]:
    """Send hours as a blueprint writes them."""
    return {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def _read_window(window: Table | None) -> tuple[time, time]:
    if window is None:
        return NOBODY.window_start, NOBODY.window_end
    start = window.hour("start", NOBODY.window_start)
    end = window.hour("end", NOBODY.window_end)
    if start >= end:
        window.fault("end", f"the hours end at {end:%H:%M}, which is not after their start at {start:%H:%M}.")
    window.close()
    return start, end


def _read_late_policy(table: Table, locale: str) -> dict[str, str]:
    """What is written once for each language, or once, and then in the organization's own."""
    written = table.take("late_policy")
    if not isinstance(written, Mapping):
        alone = Table(table.path, {} if written is None else {"late_policy": written}, table.note)
        sentence = alone.text("late_policy", longest=_LONGEST_POLICY)
        return {tidy_locale(locale): sentence} if sentence else {}
    several = Table((*table.path, "late_policy"), written, table.note)
    found: dict[str, str] = {}
    for name in written:
        found[tidy_locale(name)] = several.text(name, required=True, longest=_LONGEST_POLICY)
        if not _LOCALE.fullmatch(name):
            several.fault(name, _no_locale(name))
    return found


def _write_late_policy(declared: OrganizationDeclaration) -> str | dict[str, str]:
    policies = dict(sorted(declared.late_policy.items()))
    own = tidy_locale(declared.locale)
    return policies[own] if list(policies) == [own] else policies


def _read_lead_days(table: Table) -> tuple[int, int] | tuple[None, None]:
    """From how many to how many days before members may choose to be reminded."""
    written = table.take("member_lead_days")
    if written is None:
        return None, None
    is_pair = isinstance(written, list) and [type(days) for days in written] == [int, int]
    if not is_pair or not 1 <= written[0] <= written[1] <= _LONGEST_LEAD:
        table.fault(
            "member_lead_days",
            f"write the fewest and the most days, from 1 to {_LONGEST_LEAD}: member_lead_days = [1, 30].",
        )
        return None, None
    return written[0], written[1]


def _proof_days(text: str) -> int:
    days = days_from(text)
    if not 1 <= days <= _LONGEST_KEPT:
        raise ValueError(f'"{text}" is not between 1 day and {_LONGEST_KEPT} days.')
    return days


def _zone_name(text: str) -> str:
    return zone(text).key


def _locale(text: str) -> str:
    if not _LOCALE.fullmatch(text):
        raise ValueError(_no_locale(text))
    return text


def _no_locale(text: str) -> str:
    return f'"{text}" is not a locale. Write a language, or a language and a country: "en", "fr-CA".'


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise ValueError(f'"{text}" is not a colour. Write it as "#1f6f5c".')
    return text.lower()
