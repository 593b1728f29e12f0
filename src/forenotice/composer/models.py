"""Rows of messages. A revision and its texts are never changed; other words are another revision."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.kernel.message import MessageClass


class Message(models.Model):
    """Words an owner wrote, by the key that rules name. ``published`` is the revision that speaks.

    ``archived_at`` is when its owner put it away: it speaks no more until it is written down again.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    key = models.SlugField(max_length=64)
    name = models.CharField(max_length=200)
    published = models.OneToOneField(
        "composer.MessageRevision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="composer_message_key_once")
        ]


class MessageRevision(models.Model):
    """A message as it was written down once. ``fingerprint`` is of its words and of our compiler.

    It spoke from ``published_at`` on. The newest one of a message that never did is its draft.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    message_class = models.CharField(max_length=16, choices=[(c.value, c.name) for c in MessageClass])
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "number"], name="composer_revision_number_once")
        ]


class MessageText(models.Model):
    """One locale of a revision: what the owner wrote, and what it was compiled into.

    ``blocks`` are the tables of a message made of blocks; then ``html_source`` is empty.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    revision = models.ForeignKey(
        MessageRevision, on_delete=models.CASCADE, related_name="texts", db_index=False
    )
    locale = models.CharField(max_length=16)
    subject = models.TextField()
    preheader = models.TextField(blank=True)
    html_source = models.TextField(blank=True)
    blocks = models.JSONField(default=list)
    text_source = models.TextField(null=True)
    subject_compiled = models.TextField()
    html_compiled = models.TextField()
    text_compiled = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "locale"], name="composer_text_locale_once")
        ]


class Booster(models.Model):
    """A short piece of added value. ``archived_at`` is when its owner took it out of the library.

    ``products`` and ``countries`` are the keys and codes it is for, all of them when empty.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    key = models.SlugField(max_length=64)
    kind = models.CharField(max_length=16)
    products = models.JSONField(default=list)
    countries = models.JSONField(default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    weight = models.PositiveSmallIntegerField(default=1)
    coupon = models.CharField(max_length=64, blank=True)
    link = models.CharField(max_length=500, blank=True)
    archived_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="composer_booster_key_once")
        ]


class BoosterText(models.Model):
    """One locale of a booster: what the owner wrote, and what it was compiled into."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    booster = models.ForeignKey(Booster, on_delete=models.CASCADE, related_name="texts", db_index=False)
    locale = models.CharField(max_length=16)
    title = models.TextField()
    words = models.TextField()
    title_compiled = models.TextField()
    html_compiled = models.TextField()
    text_compiled = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["booster", "locale"], name="composer_booster_locale_once")
        ]
