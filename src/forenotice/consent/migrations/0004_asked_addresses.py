import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0005_lead_days"),
        ("consent", "0003_revoked_links"),
        ("ledger", "0002_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254)),
                ("asked_at", models.DateTimeField()),
                ("is_told", models.BooleanField(default=False)),
                ("told_at", models.DateTimeField(null=True)),
                ("member", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="asked_address", to="ledger.member")),
                ("organization", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.organization")),
            ],
        ),
    ]
