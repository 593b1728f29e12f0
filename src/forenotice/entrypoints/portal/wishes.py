"""What a member wishes, as a form shows it and as it comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from forenotice.consent.errors import UnfitAddressError
from forenotice.consent.operations import set_preference
from forenotice.consent.queries import Holder, preference_of
from forenotice.entrypoints.portal import ACTOR
from forenotice.entrypoints.portal.form_tokens import FIELD, Form, is_fresh
from forenotice.entrypoints.portal.words import NATIVE_NAMES, Words


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a form: a note or a fault by its name, and what was sent where it was not accepted."""

    note: str = ""
    fault: str = ""
    sent: Mapping[str, Any] | None = None

    def fault_in(self, words: Words) -> str:
        """What was wrong, in words."""
        return words["wishes"][self.fault] if self.fault else ""


def save_wishes(request: HttpRequest, holder: Holder, link: str, now: datetime) -> Saved:
    """Write down what the form says, unless it is none of ours, or comes from a rehearsal."""
    sent = {name: str(request.POST.get(name, "")).strip() for name in ("courtesy", "locale", "address")}
    if not is_fresh(Form.WISHES, link, str(request.POST.get(FIELD, "")), now=now):
        return Saved(note="stale", sent=sent)
    if holder.is_rehearsal:
        return Saved(sent=sent)
    known = preference_of(holder.member).locale
    try:
        set_preference(
            organization=holder.organization,
            member=holder.member,
            wants_courtesy=bool(sent["courtesy"]),
            # A language of another kind than ours, set elsewhere, is not ended by a form that cannot name it.
            locale=sent["locale"] if sent["locale"] in ("", known, *NATIVE_NAMES) else None,
            address=sent["address"],
            actor=ACTOR,
            now=now,
        )
    except UnfitAddressError:
        return Saved(fault="unfit_address", sent=sent)
    return Saved(note="saved")


def wishes_shown(holder: Holder, saved: Saved, words: Words) -> dict[str, Any]:
    """The form as it stands, or as it was sent if that was not accepted."""
    told, us = preference_of(holder.member), holder.organization.name
    shown: Mapping[str, Any] = saved.sent or {
        "courtesy": told.wants_courtesy,
        "locale": told.locale,
        "address": told.address,
    }
    names = dict(NATIVE_NAMES)
    if told.locale:
        # One with a region, such as pt-BR, is kept as it was wished.
        names.setdefault(told.locale, names.get(told.locale.split("-")[0], told.locale))
    return {
        **shown,
        "languages": [("", words["wishes"]["as_known"].format(organization=us)), *names.items()],
        "address_note": words["wishes"]["address_note"].format(organization=us),
    }
