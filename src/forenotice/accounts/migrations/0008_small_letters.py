"""Addresses are kept in small letters, as they are looked for when somebody signs in.

Whoever stood here in capital letters could not sign in, and may have been let in a second time. Both become
one person again. Where several organizations share this instance, the second one may have been somebody who
only knew the address of the first: then nobody keeps a password or a passkey, and the machine's owner invites them anew.
"""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import migrations

RANKS = ("owner", "editor", "viewer")


def use_small_letters(apps: Any, schema_editor: Any) -> None:
    """Write every address in small letters, and make one person of those who differed by nothing else."""
    del schema_editor
    User = apps.get_model("accounts", "User")
    people: dict[str, list[Any]] = {}
    for person in User.objects.order_by("pk"):
        people.setdefault(person.email.lower(), []).append(person)
    for email, found in people.items():
        # Only an address in small letters could be signed in with.
        kept = next((each for each in found if each.email == email), found[0])
        others = [each for each in found if each is not kept]
        for other in others:
            _hand_over(apps, other, kept)
        if others and apps.get_model("accounts", "Organization").objects.count() > 1:
            kept.password, kept.proven_at = make_password(None), None
            apps.get_model("mfa", "Authenticator").objects.filter(user_id=kept.pk).delete()
        if others or kept.email != email:
            kept.email = email
            kept.save()


def _hand_over(apps: Any, other: Any, kept: Any) -> None:
    """What one could do the other can do, and the higher of two roles holds."""
    Access = apps.get_model("accounts", "Access")
    for access in Access.objects.filter(user=other):
        mine = Access.objects.filter(user=kept, organization=access.organization).first()
        if mine is None:
            access.user = kept
            access.save()
        elif RANKS.index(access.role) < RANKS.index(mine.role):
            mine.role = access.role
            mine.save()
    other.delete()


class Migration(migrations.Migration):

    # Whatever belongs to a person goes with them, and has to be known here.
    dependencies = [
        ('accounts', '0007_proven_addresses'),
        ('account', '0001_initial'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('usersessions', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(use_small_letters, migrations.RunPython.noop),
    ]
