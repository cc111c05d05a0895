"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('journal', '0001_initial'),
        ('journal', '0002_initial'),
        ('journal', '0003_lean_indexes'),
        ('journal', '0004_public_names'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_id', models.BigIntegerField(null=True)),
                ('customer_id', models.BigIntegerField(null=True)),
                ('name', models.CharField(max_length=60)),
                ('schema', models.PositiveSmallIntegerField(default=1)),
                ('data', models.JSONField()),
                ('actor_kind', models.CharField(max_length=8)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=160)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'journal',
                'indexes': [models.Index(fields=['order_id', 'id'], name='journal_of_order'), models.Index(fields=['store', 'id'], name='journal_of_store')],
            },
        ),
    ]
