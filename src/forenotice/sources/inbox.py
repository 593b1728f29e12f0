"""The inbox: what sources tell by themselves is stored as it came, and then understood, in that order."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, OperationalError, transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.kernel.keys import KEY_RULE, is_key, nearest_key
from forenotice.ledger.operations import sighted
from forenotice.sources.errors import PushRefusedError
from forenotice.sources.models import InboxEntry, Source
from forenotice.sources.push.applying import KIND, REJECTED, Applied, apply_words
from forenotice.sources.push.scrub import without_card_numbers
from forenotice.sources.report import RowResult
from forenotice.sources.states import About, EntryState

log = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=30)
"""After this time the words of an entry and its results by row are emptied."""

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of pushed facts. ``reason`` is why nothing could be made of them."""

    results: Sequence[RowResult]
    reason: str = ""


def push(
    *,
    organization: Organization,
    source_key: str,
    about: About,
    words: str,
    entry_id: str,
    actor: str,
    now: datetime,
) -> Pushed:
    """Store the words, then record what they tell, after everything that the source told before.

    ``entry_id`` is the source's own name for them; the same again is answered as the first time.
    """
    source = _pushing_source(organization, source_key, actor, now)
    entry, _ = InboxEntry.objects.get_or_create(
        organization=organization,
        source=source,
        external_id=entry_id or uuid.uuid4().hex,
        defaults={
            "about": about,
            "words": without_card_numbers(words),
            "actor": actor,
            "received_at": now,
        },
    )
    _digest(organization, _waiting(organization, source=source, pk__lte=entry.pk), now)
    entry.refresh_from_db()
    return Pushed([RowResult.read(each) for each in entry.results], entry.reason)


def hear_of(
    *, organization: Organization, source_key: str, subscription_ids: Sequence[int], now: datetime
) -> bool:
    """Count what a program just said of subscriptions as news, if programs are their source; True if so."""
    source = Source.objects.filter(organization=organization, key=source_key, kind=KIND)
    if not source.update(last_told_at=now):
        return False
    sighted(organization=organization, subscription_ids=subscription_ids, now=now)
    return True


def digest(*, organization: Organization, now: datetime) -> int:
    """Go on with what a crash left waiting, oldest first; how many entries there were.

    News are none of them: whoever asks the sources looks where they point to.
    """
    return _digest(organization, _waiting(organization), now)


def empty_old(*, organization: Organization, now: datetime) -> int:
    """Empty the words of entries that have been understood and kept for long enough; how many."""
    old = InboxEntry.objects.filter(
        organization=organization, emptied_at__isnull=True, received_at__lt=now - KEPT_FOR
    ).exclude(state=EntryState.WAITING)
    ids = list(old.order_by("received_at").values_list("pk", flat=True)[:_AT_ONCE])
    rows = InboxEntry.objects.filter(organization=organization, pk__in=ids)
    return rows.update(words="", results=[], emptied_at=now) if ids else 0


def _pushing_source(organization: Organization, key: str, actor: str, now: datetime) -> Source:
    """The source of that key, declared by itself when it speaks for the first time."""
    source = Source.objects.filter(organization=organization, key=key).first()
    if source is None:
        if not is_key(key):
            raise PushRefusedError(
                f'"{key}" cannot name a source. {KEY_RULE}, such as "{nearest_key(key, "api")}".'
            )
        with transaction.atomic():
            source, is_new = Source.objects.get_or_create(
                organization=organization, key=key, defaults={"kind": KIND}
            )
            if is_new:
                record_audit(
                    organization=organization,
                    action="source.declared",
                    subject=key,
                    detail={"fields": ["kind"]},
                    actor=actor,
                    now=now,
                )
    if source.kind != KIND:
        raise PushRefusedError(
            f'The source "{key}" is of the kind "{source.kind}" and not pushed to. Name another.'
        )
    return source


def _waiting(organization: Organization, **which: object) -> Sequence[int]:
    rows = InboxEntry.objects.filter(organization=organization, state=EntryState.WAITING, **which)
    rows = rows.exclude(about=About.NEWS)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _digest(organization: Organization, ids: Sequence[int], now: datetime) -> int:
    return sum(_apply(organization, number, now) for number in ids)


def _apply(organization: Organization, number: int, now: datetime) -> bool:
    """Apply one entry in a transaction; False when somebody else was first."""
    try:
        with transaction.atomic():
            entry = _claimed(organization, number, now)
            if entry is None:
                return False
            # The facts are as old as the moment at which they were told, however long a crash held them up.
            applied = apply_words(
                organization=organization,
                source=entry.source.key,
                about=entry.about,
                words=entry.words,
                actor=entry.actor,
                told_at=entry.received_at,
            )
            _conclude(entry, applied)
    except OperationalError:
        # The database is locked or away, which says nothing of the words.
        raise
    except Exception as error:
        # What no database can hold, and what nobody foresaw, must not keep everything behind it waiting.
        log.warning("entry_refused", entry=number, error=type(error).__name__)
        rows = InboxEntry.objects.filter(organization=organization, pk=number, state=EntryState.WAITING)
        rows.update(state=EntryState.REJECTED, applied_at=now, reason=_why(error))
    return True


def _why(error: Exception) -> str:
    words = " ".join(str(error).split())
    if isinstance(error, DatabaseError | OverflowError):
        return f"The database refuses it: {words}."
    return f"It cannot be understood ({type(error).__name__}). Please report this; what was told is kept."


def _claimed(organization: Organization, number: int, now: datetime) -> InboxEntry | None:
    rows = InboxEntry.objects.filter(organization=organization, pk=number)
    if not rows.filter(state=EntryState.WAITING).update(state=EntryState.APPLIED, applied_at=now):
        return None
    return rows.select_related("source", "organization").get()


def _conclude(entry: InboxEntry, applied: Applied) -> None:
    counts = applied.counts()
    is_taken = len(applied.results) > counts.get(REJECTED, 0)
    entry.state = EntryState.APPLIED if is_taken else EntryState.REJECTED
    entry.reason, entry.counts = applied.reason, counts
    entry.results = [each.plain() for each in applied.results]
    entry.save(update_fields=["state", "reason", "counts", "results"])
    record_audit(
        organization=entry.organization,
        action="source.pushed",
        subject=entry.source.key,
        detail={"about": entry.about, **counts},
        actor=entry.actor,
        now=entry.received_at,
    )
    if is_taken:
        Source.objects.filter(organization=entry.organization_id, pk=entry.source_id).update(
            last_told_at=entry.received_at, **Source.BACK
        )
