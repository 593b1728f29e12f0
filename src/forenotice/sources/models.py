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

    The rest is of sources that are asked. Their secrets are sealed, as a JSON text; ``secret_references``
    says where each was found. ``cursor`` goes on after what was told last. ``pass_began_at``: a reading of
    all there is began then and is not done; ``whole_at``: the last that is done began then. ``pulled_at`` is
    when the last pull began that came to its end, and ``next_pull_at`` when the next is due; ``last_pull``
    says what it brought. ``failing_since`` is when asking failed first without working since, ``failures`` is
    how often it did, and ``failure`` why. One that is ``stopped_at`` is not asked until it goes on again.

    One that is ``parting_at`` is being put away since then, and has to be to its end.

    One that is ``put_away_at`` is there for its history only: its secrets are forgotten and its subscriptions
    are gone. It is back when it is declared again or tells something.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    settings = models.JSONField(default=dict)
    remembered = models.JSONField(default=dict)
    fresh_for_days = models.PositiveIntegerField(default=45)
    last_told_at = models.DateTimeField(null=True)
    sealed_secrets = models.TextField(blank=True, default="")
    secret_references = models.JSONField(default=dict)
    pull_every_minutes = models.PositiveIntegerField(null=True)
    confirms = models.BooleanField(default=False)
    cursor = models.TextField(blank=True, default="")
    pass_began_at = models.DateTimeField(null=True)
    whole_at = models.DateTimeField(null=True)
    pulled_at = models.DateTimeField(null=True)
    next_pull_at = models.DateTimeField(null=True)
    last_pull = models.JSONField(default=dict)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True, default="")
    stopped_at = models.DateTimeField(null=True)
    parting_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    BACK: ClassVar = {"parting_at": None, "put_away_at": None, "stopped_at": None}
    """What is written to one that is told of anew, or tells something."""

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


class UnclearRow(models.Model):
    """What a source that is asked told last of a place in its system, where that could not be understood.

    It is there until the source tells of the same subscription in words that can be. ``external_id`` is the
    subscription's, as far as it is known; ``words`` are its own, without secrets and card numbers.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, db_index=False)
    place = models.CharField(max_length=300)
    external_id = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    words = models.JSONField(default=dict)
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "source", "place"], name="sources_unclearrow_once"
            )
        ]


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


class UploadedFile(models.Model):
    """A file that somebody handed in by a page and that is not taken in yet; one for an organization.

    It lies in a folder of the home. ``settings`` are how it is to be read, as its owner corrected that, and
    ``source_key`` names the source that it is of.
    """

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=500)
    source_key = models.CharField(max_length=64, default="csv", db_default="csv")
    size = models.PositiveBigIntegerField()
    settings = models.JSONField(default=dict)
    arrived_at = models.DateTimeField()
    arrived_by = models.CharField(max_length=200)
