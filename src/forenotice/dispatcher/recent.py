"""What programs would have been told lately, and a made-up example: for whoever is just connecting one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from secrets import token_hex

from django.db.models import Q

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.channels.purpose import MEMBERMOUSE
from forenotice.composer.facts import Facts
from forenotice.composer.payload.body import Names, Withdrawal, body_of
from forenotice.composer.payload.query import query_of
from forenotice.composer.samples import Setting, sample_facts
from forenotice.dispatcher.payloads import lapse_sentence, names_of
from forenotice.dispatcher.situation import Situation, situation_of
from forenotice.dispatcher.spoken import facts_to_speak, organization_facts
from forenotice.dispatcher.wording import signature
from forenotice.kernel.message import MessageClass
from forenotice.kernel.payload import Payload, PayloadType
from forenotice.ledger.queries import Known, facts_for
from forenotice.planner.models import Reminder
from forenotice.planner.states import ReminderState

_REACH = timedelta(days=90)
_READ = 500


def recent_bodies(
    organization: Organization,
    of: PayloadType,
    *,
    kinds: Collection[str] = (),
    products: Collection[str] = (),
    limit: int = 50,
    now: datetime,
) -> list[bytes]:
    """The bodies of what was said or taken back lately in the organization's mode, the newest first.

    Also of what was said to people alone: whoever connects a program wants to see what it would be told.
    """
    situation = situation_of(organization, now)
    wanted = Q(lapsed_at__isnull=False) if of is PayloadType.WITHDRAWN else Q()
    rows = Reminder.objects.filter(
        wanted,
        organization=situation.organization,
        mode=situation.organization.mode,
        state=ReminderState.RELEASED,
        release_at__gte=now - _REACH,
    )
    reminders = list(rows.order_by("-release_at", "-pk")[:_READ])
    known = facts_for(situation.organization, {row.due_date_id for row in reminders})
    fits = partial(_fits, kinds=kinds, products=products)
    found = (
        _body(row, facts, situation, of)
        for row in reminders
        if (facts := known.get(row.due_date_id)) is not None
        and row.step_id in situation.steps
        and fits(facts)
    )
    return list(islice(found, limit))


def sample_body(organization: Organization, of: PayloadType, now: datetime) -> bytes:
    """What a program is told of a made-up member, marked as a rehearsal."""
    return body_of(*_sample(organization, of, now))


def sample_payload(organization: Organization, channel: Channel, of: PayloadType, now: datetime) -> Payload:
    """The same in the form that a channel asks for, to be handed over by it, with an id of its own."""
    told = _sample(organization, of, now)
    flat = query_of(*told) if channel.settings.get("form") == MEMBERMOUSE else ()
    return Payload(f"test_{token_hex(12)}", of, body_of(*told), now, channel.key, flat)


def _sample(
    organization: Organization, of: PayloadType, now: datetime
) -> tuple[Facts, Names, Withdrawal | None]:
    setting = Setting(
        organization_facts(organization), organization.locale, now, currency=organization.currency
    )
    facts = sample_facts("automatic", setting)
    names = Names(
        *("rem_sample", "rehearsal", organization.key, "sample", "week-before", "7 days"),
        *(MessageClass.COURTESY, "sample-product", "sample", "sample-subscription"),
    )
    withdrawal = Withdrawal("paid", lapse_sentence("paid"), now.replace(microsecond=0))
    return facts, names, withdrawal if of is PayloadType.WITHDRAWN else None


def _fits(known: Known, *, kinds: Collection[str], products: Collection[str]) -> bool:
    product = {known.product_key, known.product_name}
    return (not kinds or known.kind in kinds) and (not products or not product.isdisjoint(products))


def _body(row: Reminder, known: Known, situation: Situation, of: PayloadType) -> bytes:
    step = situation.steps[row.step_id]
    required = situation.is_required(row.step_id)
    message_class = MessageClass.REQUIRED if required else MessageClass.COURTESY
    names = names_of(known, step, situation.organization, row.mode, message_class)
    withdrawal = None
    at = row.released_at or row.release_at
    if of is PayloadType.WITHDRAWN and row.lapsed_at is not None:
        withdrawal = Withdrawal(row.lapse_reason, lapse_sentence(row.lapse_reason), row.lapsed_at)
        at = row.lapsed_at
    signed = signature(situation.organization, step.rule.key, step.rule.specification, None)
    return body_of(facts_to_speak(known, *situation.speakers(signed), at), names, withdrawal)
