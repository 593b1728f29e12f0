"""What the engine knows of itself."""

from forenotice.engine.models import Host


def pulses_asked() -> int:
    """How often a pulse was asked for; it only grows."""
    return Host.objects.values_list("pulses_asked", flat=True).first() or 0
