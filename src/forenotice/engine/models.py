"""Rows of the engine: which host may speak, its pulses, what owners were told, and what takes long."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.engine.states import UndertakingState


class Host(models.Model):
    """The one host that may speak for this database: its fingerprint, and how many pulses it has begun.

    There is at most one row. Whether everything is held is worked out each time and never stored, so that a
    copy which reaches the same database cannot silence the host that may speak. ``pulses_asked`` counts how
    often somebody asked for a pulse now, so that whoever beats it can see that it grew.
    """

    fingerprint = models.CharField(max_length=64)
    pulses = models.PositiveBigIntegerField(default=0)
    pulsed_at = models.DateTimeField(null=True)
    pulses_asked = models.PositiveBigIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField()


class BrokenPulse(models.Model):
    """An organization for which the pulse breaks off, since when, and the name of the last error."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE)
    since_at = models.DateTimeField()
    fault = models.CharField(max_length=100)


class Seen(models.Model):
    """Up to which moment somebody has looked at one sort of what needs the owner, and lets it rest.

    What came later counts as before. ``before_at`` is how far it went until then, to take it back.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    need = models.CharField(max_length=32)
    until_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "need"], name="engine_seen_once")
        ]


class OwnerWord(models.Model):
    """A mail to the owner about one cause on one day; the key is what keeps it to one.

    ``told_at`` is set before it is handed over, and cleared when the channel certainly did not take it;
    ``try_again_at`` is then the next try.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    cause = models.CharField(max_length=64)
    said_on = models.DateField()
    told_at = models.DateTimeField(null=True)
    try_again_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "cause", "said_on"], name="engine_owner_word_once_a_day"
            )
        ]


class Undertaking(models.Model):
    """Something long that somebody began and may look at meanwhile: an import, a count over everything.

    ``done`` of ``total`` are its own pieces, such as lines; ``total`` is 0 until it is known. Whoever works
    at it writes ``beat_at`` again and again, so that a row which has been silent for long is known to have
    broken off. ``words`` say why it failed, ``result`` what came of it. One is running for an organization
    at a time.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, default=UndertakingState.RUNNING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    words = models.TextField(blank=True)
    result = models.JSONField(default=dict, blank=True)
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    begun_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(state=UndertakingState.RUNNING),
                name="engine_one_undertaking_at_a_time",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "kind", "-begun_at"])]
