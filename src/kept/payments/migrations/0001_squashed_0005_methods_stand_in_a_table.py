"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('payments', '0001_initial'),
        ('payments', '0002_initial'),
        ('payments', '0003_lean_indexes'),
        ('payments', '0004_as_long_as_a_name'),
        ('payments', '0005_methods_stand_in_a_table'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('order_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3)),
                ('method', models.CharField(max_length=12)),
                ('agreed', models.BigIntegerField(default=0)),
                ('received', models.BigIntegerField(default=0)),
                ('state', models.CharField(choices=[('due', 'Payment due'), ('part_paid', 'Partly paid'), ('paid', 'Paid'), ('owed', 'Refund owed'), ('nothing', 'Nothing to pay')], max_length=12)),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'money_account',
                'constraints': [models.CheckConstraint(condition=models.Q(('received__gte', 0)), name='received_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('agreed', 'Agreed'), ('received', 'Received')], max_length=8)),
                ('amount', models.BigIntegerField()),
                ('method', models.CharField(max_length=12)),
                ('cause', models.CharField(max_length=120)),
                ('note', models.CharField(blank=True, max_length=240)),
                ('actor', models.CharField(max_length=160)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'money_entry',
                'constraints': [models.UniqueConstraint(fields=('order_id', 'cause'), name='one_entry_per_cause')],
            },
        ),
    ]
