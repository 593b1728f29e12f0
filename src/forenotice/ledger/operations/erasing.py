"""A member is forgotten: what was true of them stays as figures, and who they were does not."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import lock_ledger
from forenotice.ledger.erased import erased_member_name, erased_name
from forenotice.ledger.models import (
    Change,
    Correction,
    DueDate,
    Erasure,
    Member,
    MemberCorrection,
    MemberNote,
    MemberWord,
    Sighting,
    Subscription,
)
from forenotice.ledger.operations.gone import mark_these_gone
from forenotice.ledger.states import Occasion

ERASED = "erased-"
"""How the id of an erased thing begins; our own number follows."""


@transaction.atomic
def erase_from_ledger(*, organization: Organization, member: Member, actor: str, now: datetime) -> int:
    """Forget who a member is, and return how many subscriptions they had.

    Their due dates and what was said of them stay, so that it is never said again; a source that tells of
    them or one of these subscriptions once more is refused.
    """
    lock_ledger(organization)
    rows = Subscription.objects.filter(organization=organization, member=member)
    names = list(rows.values_list("pk", "source", "external_id"))
    numbers = [number for number, _, _ in names]
    told = {(source, external_id) for _, source, external_id in names}
    for source in {source for source, _ in told}:
        ids = [external_id for each, external_id in told if each == source]
        mark_these_gone(organization=organization, source=source, external_ids=ids, actor=actor, now=now)
    hashes = {erased_name(organization, source, external_id) for source, external_id in told}
    hashes.add(erased_member_name(organization, member.source, member.external_id))
    # Who came back and is forgotten a second time has the same name.
    Erasure.objects.bulk_create(
        (
            Erasure(organization=organization, member=member, name_sha256=name, at=now, actor=actor)
            for name in sorted(hashes)
        ),
        ignore_conflicts=True,
    )
    _empty_subscriptions(organization, numbers)
    for table in (MemberWord, MemberNote, MemberCorrection):
        table.objects.filter(organization=organization, member=member).delete()
    Member.objects.filter(organization=organization, pk=member.pk).update(
        external_id=f"{ERASED}{member.pk}",
        **dict.fromkeys(("email", "first_name", "last_name", "locale", "zone", "country"), ""),
        joined_on=None,
        details={},
    )
    return len(numbers)


def _empty_subscriptions(organization: Organization, numbers: list[int]) -> None:
    for table in (Change, Correction):
        table.objects.filter(organization=organization, subscription__in=numbers).delete()
    Sighting.objects.filter(organization=organization, subscription__in=numbers).update(fingerprint=0)
    dues = DueDate.objects.filter(organization=organization, subscription__in=numbers)
    dues.update(tags="", country="")
    # A card's cycle is its brand and last digits.
    dues.filter(occasion=Occasion.CARD).update(cycle=_number())
    Subscription.objects.filter(organization=organization, pk__in=numbers).update(
        external_id=_number(),
        order_number="",
        period_key="",
        card_brand="",
        card_last4="",
        card_expires_on=None,
        tags="",
        details={},
    )


def _number() -> Concat:
    return Concat(Value(ERASED), Cast(F("pk"), CharField()))
