"""Organizations, people, the keys of programs, and the audit trail."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from forenotice.accounts.states import Mode, Theme


class Organization(models.Model):
    """The sender: a business or an association. It owns every other row.

    ``boosters_apart`` is how many of a member's last reminders must have shown another booster, and
    ``boosters_every`` holds for a kind of booster in every so manieth reminder it may be shown.
    ``pulse_url_reference`` is where the blueprint found the pulse URL (``env:NAME`` or ``file:path``), to
    write it back without the address itself. ``proofs_kept_days`` is for how long what members were told can
    be made again. Members may choose to be reminded from ``least_lead_days`` to ``most_lead_days`` before, or
    may not choose where these are None; ``lead_days_changed_at`` is since when that is so.
    """

    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    logo = models.CharField(max_length=500, blank=True)
    colour = models.CharField(max_length=7, default="#1f6f5c")
    time_zone = models.CharField(max_length=64, default="UTC")
    locale = models.CharField(max_length=16, default="en")
    currency = models.CharField(max_length=3, default="USD")
    support_email = models.CharField(max_length=254, blank=True)
    support_phone = models.CharField(max_length=64, blank=True)
    late_policy = models.JSONField(default=dict, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    sender_phone = models.CharField(max_length=64, blank=True)
    alert_email = models.CharField(max_length=254, blank=True)
    sealed_pulse_url = models.TextField(blank=True)
    pulse_url_reference = models.CharField(max_length=500, blank=True)
    window_start = models.TimeField(default="09:00")
    window_end = models.TimeField(default="20:00")
    boosters_apart = models.PositiveSmallIntegerField(default=3)
    boosters_every = models.JSONField(default=dict, blank=True)
    proofs_kept_days = models.PositiveIntegerField(default=400)
    least_lead_days = models.PositiveSmallIntegerField(null=True)
    most_lead_days = models.PositiveSmallIntegerField(null=True)
    lead_days_changed_at = models.DateTimeField(null=True)
    mode = models.CharField(max_length=16, default=Mode.REHEARSAL)
    live_since = models.DateTimeField(null=True)
    first_day_cap = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

    @property
    def lead_days_allowed(self) -> range | None:
        """The days before which members may choose to be reminded; None where they may not choose."""
        if self.least_lead_days is None or self.most_lead_days is None:
            return None
        return range(self.least_lead_days, self.most_lead_days + 1)


class UserAccounts(BaseUserManager["User"]):
    """Finds people by the address they sign in with."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The address in small letters, as it is looked for however somebody types it to sign in."""
        return (email or "").strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person who may enter the console, known by email address.

    ``language`` is the one they read the console in, empty for that of their browser. ``proven_at`` is when
    they last showed that the address is theirs; until then whoever invited them may have chosen the password.
    """

    email = models.EmailField(unique=True)
    proven_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    organizations: "models.ManyToManyField[Organization, Access]" = models.ManyToManyField(
        Organization, through="Access", related_name="people"
    )
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=16, blank=True)
    theme = models.CharField(max_length=16, default=Theme.SYSTEM)

    objects = UserAccounts()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="accounts_person_once")]


class Access(models.Model):
    """What a person may do in one organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="accesses")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="accesses")
    role = models.CharField(max_length=16)
    granted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organization"], name="accounts_access_once")
        ]


class Invitation(models.Model):
    """Somebody who may come in, in this role, and has not yet: nothing is theirs before they open the link.

    Kept by address and not by person, because whether it belongs to somebody here already is nobody's
    business. ``name`` is what ``invited_by`` calls them; None there is whoever runs this machine.
    ``has_left`` is False where no mail account took the letter.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=16)
    bearer = models.CharField(max_length=16)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    invited_at = models.DateTimeField()
    has_left = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "email"], name="accounts_invitation_once")
        ]


class AuditEntry(models.Model):
    """One change somebody made: who, what, to which thing, when. Never holds a secret."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "at"]),
            # What happened around one member is asked for by their id.
            models.Index(fields=["organization", "subject"]),
        ]


class ApiKey(models.Model):
    """What a program shows to come in. The secret itself is kept nowhere: it was shown once.

    ``prefix`` is how it begins, so that a person can tell which one stands in a program's settings.
    ``last_used_at`` is written at most once a minute.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=models.Q(revoked_at__isnull=True),
                name="accounts_key_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What was answered to a write that a program may repeat, for a day, sealed like every secret.

    ``request_sha256`` is of the method, the address and the body, so that another write under the same
    idempotency key is noticed.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, db_index=False)
    idempotency_key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    sealed_answer = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["api_key", "idempotency_key"], name="accounts_answer_once")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "created_at"])]
