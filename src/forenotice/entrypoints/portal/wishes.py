"""What a member wishes, as a form shows it and as it comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from forenotice.consent.errors import UnfitAddressError, UnfitLeadError
from forenotice.consent.operations import ask_for_address, set_preference
from forenotice.consent.queries import Holder, needs_proof, preference_of, reaches
from forenotice.entrypoints.portal import ACTOR
from forenotice.entrypoints.portal.form_tokens import FIELD, Form, is_fresh
from forenotice.entrypoints.portal.words import NATIVE_NAMES, Words

_LONGEST_NUMBER, _NEVER = 4, 100_000
_SHOWN = "courtesy_shown"
_FIELDS = ("courtesy", "locale", "address", "lead_days")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a form: a note or a fault by its name, and what was sent where it was not accepted."""

    note: str = ""
    fault: str = ""
    sent: Mapping[str, Any] | None = None

    def fault_in(self, words: Words, allowed: range | None) -> str:
        """What was wrong, in words."""
        return _with_range(words["wishes"][self.fault], allowed) if self.fault else ""


def save_wishes(request: HttpRequest, holder: Holder, link: str, now: datetime) -> Saved:
    """Write down what the form says, unless it is none of ours, or comes from a rehearsal."""
    sent = {name: str(request.POST.get(name, "")).strip() for name in _FIELDS}
    if not is_fresh(Form.WISHES, link, str(request.POST.get(FIELD, "")), now=now):
        return Saved(note="stale", sent=sent)
    if holder.is_rehearsal:
        return Saved(sent=sent)
    known = preference_of(holder.member).locale
    is_new = bool(sent["address"]) and needs_proof(holder.member, sent["address"])
    try:
        with transaction.atomic():
            set_preference(
                organization=holder.organization,
                member=holder.member,
                wants_courtesy=_courtesy(sent["courtesy"], request.POST.get(_SHOWN)),
                # A language of another kind than ours, set elsewhere, is not ended by a form that cannot
                # name it.
                locale=sent["locale"] if sent["locale"] in ("", known, *NATIVE_NAMES) else None,
                address=None if is_new else sent["address"],
                lead_days=_days(sent["lead_days"]) if holder.organization.lead_days_allowed else None,
                actor=ACTOR,
                now=now,
            )
            if is_new:
                ask_for_address(
                    organization=holder.organization, member=holder.member, address=sent["address"], now=now
                )
    except UnfitAddressError:
        return Saved(fault="unfit_address", sent=sent)
    except UnfitLeadError:
        return Saved(fault="unfit_lead_days", sent=sent)
    return Saved(note="asked" if is_new else "saved")


def wishes_shown(holder: Holder, saved: Saved, words: Words, now: datetime) -> dict[str, Any]:
    """The form as it stands, or as it was sent if that was not accepted."""
    told, us = preference_of(holder.member), holder.organization.name
    shown: Mapping[str, Any] = saved.sent or {
        "courtesy": told.wants_courtesy,
        "locale": told.locale,
        "address": told.address,
        "lead_days": told.lead_days or "",
    }
    allowed = holder.organization.lead_days_allowed
    names = dict(NATIVE_NAMES)
    if told.locale:
        # One with a region, such as pt-BR, is kept as it was wished.
        names.setdefault(told.locale, names.get(told.locale.split("-")[0], told.locale))
    return {
        **shown,
        "languages": [("", words["wishes"]["as_known"].format(organization=us)), *names.items()],
        "address_note": words["wishes"]["address_note"].format(organization=us),
        "courtesy_shown": "yes" if told.wants_courtesy else "",
        "unreachable": ""
        if reaches(holder.member, told.address, now=now)
        else words["wishes"]["unreachable"],
        "least": allowed[0] if allowed else 0,
        "most": allowed[-1] if allowed else 0,
        "lead_days_note": _with_range(words["wishes"]["lead_days_note"], allowed, us),
    }


def _courtesy(sent: str, shown: str | None) -> bool | None:
    """None where the box is as it was shown: who has said stop by another way meanwhile is not overruled."""
    return None if shown is not None and bool(shown) == bool(sent) else bool(sent)


def _days(text: str) -> int:
    """A number of days, 0 to end the wish; what is no number is more than anybody allows."""
    if not text:
        return 0
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else _NEVER


def _with_range(phrase: str, allowed: range | None, organization: str = "") -> str:
    ends = (allowed[0], allowed[-1]) if allowed else (0, 0)
    return phrase.format(least=ends[0], most=ends[1], organization=organization)
