"""Rows of the ways out."""

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
