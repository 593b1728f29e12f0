"""Required messages that wait to go by post, and each as a letter to be printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from forenotice.accounts.models import Organization
from forenotice.composer.compose import compose
from forenotice.composer.facts import Facts, LinkFacts
from forenotice.composer.texts import CompiledText
from forenotice.consent.queries import facts_as_wished
from forenotice.dispatcher.errors import UnknownLetterError
from forenotice.dispatcher.identity import message_id
from forenotice.dispatcher.models import Delivery, Unreached
from forenotice.dispatcher.paper import Paper, address_lines, as_page
from forenotice.dispatcher.recipients import Recipient
from forenotice.dispatcher.situation import words_of
from forenotice.dispatcher.spoken import facts_to_speak
from forenotice.dispatcher.states import ARRIVED, UNREACHED_SENTENCES, Role, UnreachedCause
from forenotice.dispatcher.wording import NOBODY, envelope, signature
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import Known, facts_for


@dataclass(frozen=True, slots=True)
class UnreachedTold:
    """A required message that reached its member by no mail, as a person reads it."""

    number: int
    member: str
    name: str
    product: str
    due_on: date
    cause: UnreachedCause
    sentence: str
    detail: str
    found_at: datetime


def unreached_messages(organization: Organization) -> list[UnreachedTold]:
    """Those that wait to go by post, the oldest first."""
    rows = list(_open(organization).select_related("reminder").order_by("pk"))
    known = facts_for(organization, {row.reminder.due_date_id for row in rows}) if rows else {}
    return [_told(row, known[row.reminder.due_date_id]) for row in rows]


def open_causes(organization: Organization) -> list[str]:
    """Why each of them waits."""
    return list(_open(organization).values_list("cause", flat=True))


def letter_page(organization: Organization, number: int, *, now: datetime) -> str:
    """One of them as a page to be printed, in the member's language, with what is true of the payment now.

    Nothing on it acts for the member, whoever reads it. Raise :class:`UnknownLetterError`.
    """
    row = Unreached.objects.filter(organization=organization, pk=number).select_related("reminder").first()
    if row is None:
        raise UnknownLetterError(f"There is no letter {number}. See: forenotice deliveries letters")
    situation = words_of(organization)
    step = situation.steps.get(row.reminder.step_id)
    message = situation.messages.get(step.specification.message) if step and step.specification else None
    if step is None or message is None:
        raise UnknownLetterError(f"The words of letter {number} are no longer published.")
    known = facts_as_wished(organization, [row.reminder.due_date_id], now)[row.reminder.due_date_id]
    signed = signature(organization, step.rule.key, step.rule.specification, None)
    facts = facts_to_speak(known, *situation.speakers(signed), now)._replace(links=LinkFacts())
    text = message.text_for(known.locale, organization.locale)
    around = envelope(
        message_id=message_id("letter", signed.sender.email),
        signed=signed,
        recipient=Recipient(NOBODY, "", Role.MEMBER),
        now=now,
    )
    composed = compose(text, facts, around).message
    return as_page(_paper(organization, facts, text, composed.subject, composed.text, now))


def _open(organization: Organization) -> "QuerySet[Unreached]":
    """What was withheld and could be said to the member after all needs no paper, nor what arrived again."""
    said = Delivery.objects.filter(
        organization=organization, reminder=OuterRef("reminder"), role=Role.MEMBER, state__in=ARRIVED
    )
    rows = Unreached.objects.filter(organization=organization, settled_at__isnull=True)
    withheld = Q(cause__in=[UnreachedCause.SUPPRESSED, UnreachedCause.NO_ADDRESS])
    return rows.exclude((withheld & Exists(said)) | Exists(said.exclude(replay_of="")))


def _told(row: Unreached, known: Known) -> UnreachedTold:
    cause = UnreachedCause(row.cause)
    return UnreachedTold(
        number=row.pk,
        member=known.member_key,
        name=known.full_name,
        product=known.product_label,
        due_on=known.due_on,
        cause=cause,
        sentence=UNREACHED_SENTENCES[cause],
        detail=row.detail,
        found_at=row.found_at,
    )


def _paper(
    organization: Organization, facts: Facts, text: CompiledText, subject: str, words: str, now: datetime
) -> Paper:
    us, member = facts.organization, facts.member
    sender: Sequence[str] = (us.legal_name or us.name, *us.address.splitlines())
    return Paper(
        locale=text.locale,
        on=local_day(now, organization.time_zone),
        sender=tuple(sender),
        recipient=(
            f"{member.first_name} {member.last_name}".strip(),
            *address_lines(member.billing, text.locale),
        ),
        subject=subject,
        words=words,
    )
