"""May this host speak? Asked at every pulse, and counted where a restored backup cannot reach."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from forenotice.dispatcher.operations import durable_commits
from forenotice.dispatcher.queries import is_behind_journal
from forenotice.engine.fingerprint import fingerprint
from forenotice.engine.instance_file import Instance, locked_instance_file
from forenotice.engine.models import Host
from forenotice.engine.states import Hold


@dataclass(frozen=True, slots=True)
class Standing:
    """How this host stands: why it is held, and when the last pulse began that the database remembers."""

    hold: Hold
    pulses: int
    pulsed_at: datetime | None

    @property
    def is_held(self) -> bool:
        """Whether nothing may be said."""
        return self.hold is not Hold.NO


def standing() -> Standing:
    """How this host stands now; nothing is counted or written but a missing instance file."""
    with locked_instance_file(_home()) as file:
        instance = file.read()
        host = Host.objects.first()
    if host is None:
        return Standing(Hold.RESTORED if is_behind_journal() else Hold.NO, 0, None)
    return Standing(_hold(host, instance), host.pulses, host.pulsed_at)


def begin_pulse(*, now: datetime) -> Standing:
    """Count a pulse that begins now, in the database and then in the instance file, unless we are held.

    The database comes first: should the power fail in between, it is ahead of the file, which is harmless.
    A file ahead of the database means that the database is older than what this host has already done.
    """
    with locked_instance_file(_home()) as file:
        instance = file.read()
        with durable_commits(), transaction.atomic():
            host = Host.objects.select_for_update().first()
            if host is None:
                host = Host(fingerprint=fingerprint(instance), pulses=instance.pulses, changed_at=now)
            hold = _hold(host, instance)
            before = host.pulsed_at
            if hold is Hold.NO:
                host.pulses, host.pulsed_at = host.pulses + 1, now
                host.save()
        if hold is Hold.NO:
            file.count(instance, host.pulses)
    return Standing(hold, host.pulses, before)


def claim_database(*, now: datetime) -> None:
    """Let this host be the one that may speak for this database, if none is yet.

    Without this, a copy made after going live and before the first pulse would think that it is the one.
    """
    if not Host.objects.exists():
        adopt_database(now=now)


def adopt_database(*, now: datetime) -> None:
    """Let this host speak for this database from now on, whatever either of them remembers."""
    with locked_instance_file(_home()) as file:
        instance = file.read()
        with durable_commits(), transaction.atomic():
            host = Host.objects.select_for_update().first() or Host()
            host.fingerprint = fingerprint(instance)
            host.pulses = max(host.pulses, instance.pulses)
            host.changed_at = now
            host.save()
        file.count(instance, host.pulses)


def _hold(host: Host, instance: Instance) -> Hold:
    if host.fingerprint != fingerprint(instance):
        return Hold.COPIED
    is_older = instance.pulses > host.pulses or is_behind_journal()
    return Hold.RESTORED if is_older else Hold.NO


def _home() -> Path:
    return Path(settings.FORENOTICE_HOME)
