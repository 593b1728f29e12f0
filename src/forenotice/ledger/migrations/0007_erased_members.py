from django.db import migrations, models


class Migration(migrations.Migration):
    """Names of members are kept beside those of their subscriptions."""

    dependencies = [("ledger", "0006_member_words")]

    operations = [
        migrations.RemoveConstraint(model_name="erasure", name="ledger_erasure_once"),
        migrations.RenameField(
            model_name="erasure", old_name="subscription_sha256", new_name="name_sha256"
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                fields=("organization", "name_sha256"), name="ledger_erasure_once"
            ),
        ),
    ]
