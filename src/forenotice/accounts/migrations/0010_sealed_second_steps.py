"""What second steps are reckoned from is sealed; it lay open before."""

from typing import Any

from django.db import migrations

from forenotice.accounts.operations.second_steps import with_secrets
from forenotice.accounts.sealing import seal, unseal


def _change(apps: Any, change: Any) -> None:
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        row.data = with_secrets(row.data, change)
        row.save(update_fields=["data"])


def seal_all(apps: Any, schema_editor: Any) -> None:
    """Seal each secret."""
    del schema_editor
    _change(apps, seal)


def unseal_all(apps: Any, schema_editor: Any) -> None:
    """Let them lie open again, as an earlier version reads them."""
    del schema_editor
    _change(apps, unseal)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_person_once'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [
        migrations.RunPython(seal_all, unseal_all),
    ]
