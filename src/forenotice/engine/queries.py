"""What the engine knows of itself, and what it finds for an owner to look at."""

from forenotice.engine.models import Host
from forenotice.engine.needs import OwnerNeed as OwnerNeed
from forenotice.engine.needs import needs_owner as needs_owner


def pulses_asked() -> int:
    """How often a pulse was asked for; it only grows."""
    return Host.objects.values_list("pulses_asked", flat=True).first() or 0
