"""A member who asked to be forgotten is forgotten in every room, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import forget_subject, record_audit
from forenotice.consent.operations import erase_wishes
from forenotice.consent.queries import preference_of
from forenotice.dispatcher.operations import erase_deliveries
from forenotice.engine.importing import forget_rejected
from forenotice.ledger.models import Member, Subscription
from forenotice.ledger.operations import ERASED, erase_from_ledger
from forenotice.sources.erasing import erase_words


@dataclass(frozen=True, slots=True)
class Erased:
    """What was forgotten, under which name the rest stays, and the files that may still name the member."""

    name: str
    subscriptions: int
    deliveries: int
    files: tuple[str, ...]


@transaction.atomic
def erase_member(*, organization: Organization, member: Member, actor: str, now: datetime) -> Erased:
    """Forget a member. What stays says of nobody who it was, and that somebody asked.

    What was said stays said: no step speaks again of a payment of theirs, whatever their source tells. Raise
    :class:`~forenotice.dispatcher.errors.InFlightError`, and change nothing, while something is being said.
    """
    subscriptions = Subscription.objects.filter(organization=organization, member=member)
    names = {member.external_id, member.email, preference_of(member).address}
    names.update(subscriptions.values_list("external_id", flat=True))
    name = f"{ERASED}{member.pk}"
    deliveries = erase_deliveries(organization=organization, member=member, actor=actor, now=now)
    erase_wishes(organization=organization, member=member, actor=actor, now=now)
    files = erase_words(organization=organization, names=names - {""}, now=now)
    forget_rejected(organization=organization, names=names - {""})
    count = erase_from_ledger(organization=organization, member=member, actor=actor, now=now)
    forget_subject(organization=organization, subjects=names - {""}, name=name)
    record_audit(
        organization=organization,
        action="member.erased",
        subject=name,
        detail={"subscriptions": count, "deliveries": deliveries},
        actor=actor,
        now=now,
    )
    return Erased(name, count, deliveries, files)
