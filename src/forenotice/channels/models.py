"""Rows of the ways out, and of the mailboxes to which their mail comes back."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization


class Channel(models.Model):
    """A way out as its owner declared it. ``settings`` holds no secret; those are sealed, as a JSON text.

    ``secret_references`` says where each secret was found (``env:NAME``, ``file:path``), so that a blueprint
    can be written back without any of them. A channel that is ``disabled_at`` speaks no more until it is
    switched on again; one that is ``retired_at`` never does, and stays because its deliveries name it.

    What ``carries`` (``messages`` or ``payloads``) and ``is_idempotent`` tell of a channel whose kind is a
    plugin's, its kind tells of one of ours. It is kept because the plugin may be gone when somebody asks.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    settings = models.JSONField(default=dict)
    sealed_secrets = models.TextField(blank=True)
    secret_references = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=16, blank=True, default="")
    retired_at = models.DateTimeField(null=True)
    carries = models.CharField(max_length=16, blank=True, default="")
    is_idempotent = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="channels_channel_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class ReturnBox(models.Model):
    """How far the mailbox of an email channel was read, and since when that fails.

    ``validity`` and ``last_number`` are the server's own (RFC 9051, 2.3.1.1). ``next_look_at`` is when it is
    looked into again.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="return_box")
    validity = models.BigIntegerField(default=0)
    last_number = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    detail = models.CharField(max_length=500, blank=True)
