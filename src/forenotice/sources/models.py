"""Rows of the ways in."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.sources.states import EntryState, Stage


class Source(models.Model):
    """A configured way in for facts, with the age after which its facts are stale.

    ``settings`` holds what its kind needs and no secret: for a file its column mapping and formats.
    ``remembered`` is what was said with its last file and is not declared: see ``csv_file/memory.py``.
    ``last_told_at`` is when it last told us anything that we understood.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    settings = models.JSONField(default=dict)
    remembered = models.JSONField(default=dict)
    fresh_for_days = models.PositiveIntegerField(default=45)
    last_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="sources_source_key_once")
        ]


class Snapshot(models.Model):
    """One telling of a source, whole: a file as it came, but for card numbers.

    Its copy is ``stored_as``; empty once it was deleted, as all are but those of a source's newest files.
    The ledger has its lines up to ``applied_through``. ``counts`` says what became of them, ``rejects`` names
    the file of rejected rows.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=500)
    encoding = models.CharField(max_length=16)
    lines = models.PositiveIntegerField()
    settings = models.JSONField(default=dict)
    stage = models.CharField(max_length=24, default=Stage.APPLYING)
    complete = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True)
    applied_through = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    rejects = models.CharField(max_length=1_000, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization"],
                condition=models.Q(stage=Stage.APPLYING),
                name="sources_snapshot_unfinished",
            )
        ]


class RejectedRow(models.Model):
    """A row that could not be understood: where, why, and its own words, so that it can be mended."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="rejected")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=500, blank=True)
    reason = models.TextField()
    words = models.JSONField()


class InboxEntry(models.Model):
    """Something that a source told us by itself: its words as they came, but for card numbers.

    ``external_id`` is the source's own name for it, so that what arrives twice is one. ``about`` says what
    the words tell of. ``counts`` and ``results`` say what became of it, row by row; the results and the
    words are emptied after a while.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    external_id = models.CharField(max_length=200)
    about = models.CharField(max_length=64)
    words = models.TextField()
    actor = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=16, default=EntryState.WAITING)
    reason = models.TextField(blank=True)
    applied_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    results = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "source", "external_id"], name="sources_inboxentry_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization"],
                condition=models.Q(state=EntryState.WAITING),
                name="sources_inboxentry_waiting",
            ),
            models.Index(
                fields=["organization", "received_at"],
                condition=models.Q(emptied_at__isnull=True),
                name="sources_inboxentry_to_empty",
            ),
        ]
