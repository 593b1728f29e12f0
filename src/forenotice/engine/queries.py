"""What the engine knows of itself, and what it finds for an owner to look at."""

from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.engine.behind import count_behind as count_behind
from forenotice.engine.models import BrokenPulse, Host, Undertaking
from forenotice.engine.needs import OwnerNeed as OwnerNeed
from forenotice.engine.needs import needs_owner as needs_owner
from forenotice.engine.seen import MAY_REST as MAY_REST
from forenotice.engine.seen import seen_until as seen_until
from forenotice.engine.states import UndertakingState
from forenotice.engine.undertaking import SILENT_FOR


def broken_pulse(organization: Organization) -> BrokenPulse | None:
    """Since when the pulse breaks off for an organization, if it does."""
    return BrokenPulse.objects.filter(organization=organization).first()


def pulses_asked() -> int:
    """How often a pulse was asked for; it only grows."""
    return Host.objects.values_list("pulses_asked", flat=True).first() or 0


def undertaking(organization: Organization, pk: int, *, now: datetime) -> Undertaking | None:
    """Something long that somebody began; None when there is no such thing in this organization."""
    return _as_it_stands(Undertaking.objects.filter(organization=organization, pk=pk).first(), now)


def last_undertaking(organization: Organization, kind: str, *, now: datetime) -> Undertaking | None:
    """The last one of a kind, whether it is being done or over."""
    mine = Undertaking.objects.filter(organization=organization, kind=kind)
    return _as_it_stands(mine.order_by("-begun_at", "-pk").first(), now)


def latest_undertaking(organization: Organization, *, now: datetime) -> Undertaking | None:
    """The last one of any kind: the one that is being done, if any is."""
    rows = Undertaking.objects.filter(organization=organization)
    return _as_it_stands(rows.order_by("-begun_at", "-pk").first(), now)


def _as_it_stands(row: Undertaking | None, now: datetime) -> Undertaking | None:
    """One that has been silent for too long is told as broken off, also before anybody writes that down."""
    if row is not None and row.state == UndertakingState.RUNNING and row.beat_at < now - SILENT_FOR:
        row.state = UndertakingState.BROKEN_OFF
    return row


def shapes_brought(organization: Organization, kind: str) -> set[str]:
    """Whose exports the files were that were taken in, of the last few."""
    rows = Undertaking.objects.filter(organization=organization, kind=kind).order_by("-begun_at")[:20]
    return {str(row.result.get("shape", "")) for row in rows} - {""}
