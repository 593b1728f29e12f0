"""What the send journal tells and this database does not know: asked before anything is said again."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from forenotice.accounts.models import Organization
from forenotice.dispatcher.identity import is_same_payment, short_name
from forenotice.dispatcher.journal import begun_at, last_said
from forenotice.dispatcher.models import Delivery, Remembered
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.queries import Known

Said = Mapping[str, Collection[date]]
"""The due dates that a step has spoken of, by what the journal calls the step and the subscription."""


def is_behind_journal() -> bool:
    """Whether this database does not know what was said last from this home: an older one was put back."""
    line = last_said(_home())
    if line is None:
        return False
    entry = line.entries[-1]
    rows = Delivery.objects.filter(
        organization__key=line.organization, pk=entry.delivery_id, attempts_made__gte=entry.number
    )
    return not any(short_name(name) == entry.name for name in rows.values_list("message_id", flat=True))


def journal_knows_all_since(moment: datetime | None) -> bool:
    """Whether whatever this host said since that moment stands in its journal."""
    begun = begun_at(_home())
    return begun is not None and moment is not None and begun <= moment


def remembered(organization: Organization) -> Said:
    """What counts as said though no delivery here says so; empty unless a backup was put back."""
    found: dict[str, set[date]] = {}
    rows = Remembered.objects.filter(organization=organization)
    for about, due_on in rows.values_list("about", "due_on"):
        found.setdefault(about, set()).add(due_on)
    return found


def was_said(said: Said, about: str, known: Known) -> bool:
    """Whether a step has spoken of this payment."""
    count, unit = known.interval_count, known.interval_unit
    days = Interval(count, Unit(unit)).shortest_days if count and unit else 0
    return any(is_same_payment(each, known.due_on, days) for each in said.get(about, ()))


def count_not_found(organization: Organization) -> int:
    """How many reminders were said of which this database has none planned (yet)."""
    return Remembered.objects.filter(organization=organization, reminder__isnull=True).count()


def _home() -> Path:
    return Path(settings.FORENOTICE_HOME)
