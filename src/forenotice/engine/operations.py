"""Writes of the engine: a pulse out of turn, and something long beside everything else."""

from django.db.models import F

from forenotice.engine.models import Host
from forenotice.engine.seen import count_again, let_rest
from forenotice.engine.undertaking import Tell, undertake, wait_for_undertakings

__all__ = ["Tell", "ask_for_pulse", "count_again", "let_rest", "undertake", "wait_for_undertakings"]


def ask_for_pulse() -> None:
    """Let the next pulse begin within a second or so, where there is somebody who beats it.

    One process asks for it, and the one that beats the pulse looks each second.
    """
    Host.objects.update(pulses_asked=F("pulses_asked") + 1)
