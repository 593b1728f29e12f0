"""A person says another address than the source does, by mail or by post; the source may go on as it did.

It holds until the source's own value changes; see :class:`~forenotice.ledger.models.MemberCorrection`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.ledger.bulk import among, insert_rows, keep_json, lock_ledger, read_json, select
from forenotice.ledger.facts import MemberFacts
from forenotice.ledger.models import Change, Member, MemberCorrection, Subscription
from forenotice.ledger.operations.touching import touch_members
from forenotice.ledger.states import MemberPart

_HELD = "SELECT id, member_id, part, value, told FROM ledger_membercorrection WHERE organization_id = %s AND "


@transaction.atomic
def correct_member(
    *, organization: Organization, member_id: int, part: MemberPart, value: Any, actor: str, now: datetime
) -> bool:
    """Set the email address, or the postal one (a table of words); True when that changed anything.

    What the source says as well is no correction.
    """
    lock_ledger(organization)
    member = Member.objects.get(organization=organization, pk=member_id)
    row = MemberCorrection.objects.filter(organization=organization, member=member, part=part).first()
    stands = _said(part, member.email, member.details)
    if value == stands:
        return False
    told = row.told if row is not None else stands
    if value == told:
        MemberCorrection.objects.filter(organization=organization, member=member, part=part).delete()
    else:
        MemberCorrection.objects.update_or_create(
            organization=organization,
            member=member,
            part=part,
            defaults={"value": value, "told": told, "at": now, "actor": actor},
        )
    _write(member, part, value, stands, actor, now)
    if part is MemberPart.EMAIL:
        # What was withheld for want of an address may leave now.
        touch_members(organization=organization, member_ids=[member_id])
    return True


def take_member_correction_back(
    *, organization: Organization, member_id: int, part: MemberPart, actor: str, now: datetime
) -> bool:
    """Believe the source again in a part; False when nothing was corrected there."""
    row = MemberCorrection.objects.filter(organization=organization, member=member_id, part=part).first()
    if row is None:
        return False
    about: dict[str, Any] = {"organization": organization, "actor": actor, "now": now}
    return correct_member(member_id=member_id, part=part, value=row.told, **about)


class MemberCorrections:
    """What holds against the source while it tells of members anew, and what ends."""

    def __init__(self, organization: Organization, member_ids: Sequence[int]) -> None:
        self._organization = organization
        self._held: dict[int, list[tuple[int, MemberPart, Any, Any]]] = {}
        self._ended: list[int] = []
        if member_ids:
            condition, param = among("member_id", member_ids)
            for number, member, part, value, told in select(_HELD + condition, [organization.pk, param]):
                held = (number, MemberPart(part), read_json(value), read_json(told))
                self._held.setdefault(member, []).append(held)

    def over(self, member_id: int, told: MemberFacts) -> MemberFacts:
        """What the source tells, with what still holds against it laid over."""
        for number, part, value, was in self._held.get(member_id, ()):
            if _said(part, told.email, told.details) != was:
                self._ended.append(number)
            elif part is MemberPart.EMAIL:
                told = replace(told, email=value)
            else:
                told = replace(told, details=_with_place(told.details, value))
        return told

    def forget_ended(self) -> None:
        """Delete those against which the source has spoken."""
        if self._ended:
            MemberCorrection.objects.filter(organization=self._organization, pk__in=self._ended).delete()


def _said(part: MemberPart, email: str, details: Mapping[str, Any]) -> Any:
    return email if part is MemberPart.EMAIL else details.get("billing") or {}


def _with_place(details: Mapping[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
    others = {name: value for name, value in details.items() if name != "billing"}
    return {**others, "billing": place} if place else others


def _write(member: Member, part: MemberPart, value: Any, was: Any, actor: str, now: datetime) -> None:
    """The member, the change in the history of one of their subscriptions, and who did it."""
    if part is MemberPart.EMAIL:
        member.email, name = value, "member.email"
    else:
        member.details, name = _with_place(member.details, value), "member.billing"
    member.save(update_fields=["email", "details"])
    numbers = Subscription.objects.filter(organization=member.organization_id, member=member).order_by("pk")
    number = numbers.values_list("pk", flat=True).first()
    if number is not None:
        said = (number, member.organization_id, now, actor, keep_json({name: [was, value]}))
        insert_rows(Change, ("subscription_id", "organization_id", "at", "actor", "difference"), [said])
    record_audit(
        organization=member.organization,
        action="member.corrected",
        subject=member.external_id,
        detail={"fields": [part]},
        actor=actor,
        now=now,
    )
