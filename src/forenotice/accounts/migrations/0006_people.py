"""People, what they may do, and how they want to see it; nobody could enter before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_lead_days'),
    ]

    operations = [
        migrations.RemoveField(model_name='user', name='organizations'),
        migrations.AddField(model_name='user', name='language', field=models.CharField(blank=True, max_length=16)),
        migrations.AddField(model_name='user', name='theme', field=models.CharField(default='system', max_length=16)),
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=16)),
                ('granted_at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accesses', to='accounts.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accesses', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'organization'), name='accounts_access_once')],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='organizations',
            field=models.ManyToManyField(related_name='people', through='accounts.Access', to='accounts.organization'),
        ),
    ]
