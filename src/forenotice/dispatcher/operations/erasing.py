"""What a member was told is forgotten: the words and the address; that it was said stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from forenotice.accounts.models import Organization
from forenotice.dispatcher.errors import InFlightError
from forenotice.dispatcher.models import Attempt, Delivery, DeliveryEvent, Unreached
from forenotice.dispatcher.states import DeliveryState
from forenotice.ledger.models import Member
from forenotice.planner.queries import reminders_of_member
from forenotice.planner.states import Reason

_NOBODY_KNOWS = (DeliveryState.ATTEMPTING, DeliveryState.UNKNOWN)


@transaction.atomic
def erase_deliveries(*, organization: Organization, member: Member, actor: str, now: datetime) -> int:
    """Forget the words and the recipients of what was said to a member; how many deliveries there were.

    What waits is withdrawn. Raise :class:`InFlightError`, and change nothing, while it is not known of one
    whether it was said.
    """
    rows = Delivery.objects.filter(
        reminder__organization=organization, reminder__in=reminders_of_member(member)
    )
    numbers = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    rows = Delivery.objects.filter(organization=organization, pk__in=numbers)
    if rows.filter(state__in=_NOBODY_KNOWS).exists():
        raise InFlightError(
            "Something is being said to this member, or nobody knows whether it was. Try again in a minute, "
            "or decide about it first: forenotice deliveries unknown"
        )
    rows.filter(state=DeliveryState.QUEUED).update(
        state=DeliveryState.WITHDRAWN,
        reason=Reason.GONE,
        actor=actor,
        next_try_at=None,
        worker="",
        changed_at=now,
    )
    rows.update(recipient=Concat(Value("erased-"), Cast(F("pk"), CharField())))
    Attempt.objects.filter(organization=organization, delivery__in=numbers).update(
        proof={}, proof_emptied_at=now, detail="", reference=""
    )
    # Letters that came back quote whom they were for.
    DeliveryEvent.objects.filter(organization=organization, delivery__in=numbers).update(
        detail="", reference="", canonical=""
    )
    Unreached.objects.filter(organization=organization, reminder__deliveries__in=numbers).delete()
    return len(numbers)
