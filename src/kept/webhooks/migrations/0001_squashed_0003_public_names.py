"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('webhooks', '0001_initial'),
        ('webhooks', '0002_lean_indexes'),
        ('webhooks', '0003_public_names'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('events', models.CharField(blank=True, max_length=1000, verbose_name='events')),
                ('sealed_secret', models.CharField(max_length=300)),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('failing_since', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endpoints', to='stores.store')),
            ],
            options={
                'db_table': 'webhook_endpoint',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='queued', max_length=12)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease', models.CharField(blank=True, max_length=40)),
                ('last_error', models.CharField(blank=True, max_length=400)),
                ('journal_id', models.BigIntegerField()),
                ('response_status', models.PositiveSmallIntegerField(null=True)),
                ('queued_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('endpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.endpoint')),
            ],
            options={
                'db_table': 'webhook_delivery',
                'indexes': [models.Index(fields=['endpoint', '-id'], name='delivery_newest'), models.Index(condition=models.Q(('state', 'queued')), fields=['due_at', 'id'], name='delivery_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['id'], name='delivery_out')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'journal_id'), name='delivery_once')],
            },
        ),
    ]
