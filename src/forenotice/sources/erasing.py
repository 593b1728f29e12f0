"""The raw words that sources told of a member are emptied; whole files are only named, for a person."""

from collections.abc import Collection
from datetime import datetime
from itertools import chain

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Concat

from forenotice.accounts.models import Organization
from forenotice.sources.models import InboxEntry, RejectedRow, Snapshot, UnclearRow, UploadedFile
from forenotice.sources.states import EntryState

# A shorter name stands in too many words that are somebody else's.
_SHORTEST = 3


@transaction.atomic
def erase_words(*, organization: Organization, names: Collection[str], now: datetime) -> tuple[str, ...]:
    """Empty every row of raw words that holds one of a member's names (an id, an address).

    Entries that wait stay: they are understood first, and emptied after a while. Return the files in which
    the names may still stand: copies of what was imported, and one that waits to be.
    """
    wanted = Q()
    for name in names:
        if len(name) >= _SHORTEST:
            wanted |= Q(text__contains=name)
    if wanted:
        entries = InboxEntry.objects.filter(organization=organization, emptied_at__isnull=True)
        entries = entries.exclude(state=EntryState.WAITING).annotate(text=Cast("words", TextField()))
        numbers = list(entries.filter(wanted).values_list("pk", flat=True))
        InboxEntry.objects.filter(organization=organization, pk__in=numbers).update(
            words="", results=[], emptied_at=now
        )
        rejected = RejectedRow.objects.filter(organization=organization)
        rejected = rejected.annotate(text=Cast("words", TextField())).filter(wanted)
        numbers = list(rejected.values_list("pk", flat=True))
        RejectedRow.objects.filter(organization=organization, pk__in=numbers).update(words={})
        unclear = UnclearRow.objects.filter(organization=organization)
        unclear = unclear.annotate(
            text=Concat(Cast("words", TextField()), "external_id", output_field=TextField())
        )
        numbers = list(unclear.filter(wanted).values_list("pk", flat=True))
        UnclearRow.objects.filter(organization=organization, pk__in=numbers).delete()
    copies = Snapshot.objects.filter(organization=organization).exclude(stored_as="", rejects="")
    found = copies.order_by("pk").values_list("stored_as", "rejects")
    waiting = UploadedFile.objects.filter(organization=organization).values_list("stored_as", flat=True)
    return tuple(dict.fromkeys(path for path in (*chain.from_iterable(found), *waiting) if path))
