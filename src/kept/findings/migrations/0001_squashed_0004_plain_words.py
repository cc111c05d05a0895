"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('findings', '0001_initial'),
        ('findings', '0002_what_has_failed_so_far'),
        ('findings', '0003_arrived_after_all'),
        ('findings', '0004_plain_words'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=20)),
                ('subject_id', models.BigIntegerField()),
                ('order_id', models.BigIntegerField(null=True)),
                ('since', models.DateTimeField()),
                ('last_found_at', models.DateTimeField()),
                ('times_found', models.PositiveIntegerField(default=1)),
                ('why', models.JSONField(default=dict)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Postponed'), ('settled', 'Settled')], default='open', max_length=8)),
                ('accepted_until', models.DateTimeField(null=True)),
                ('ending', models.CharField(blank=True, choices=[('by_hand', 'By hand'), ('handed_over', 'Tried again and handed over'), ('arrived', 'It had arrived after all'), ('withdrawn', 'No longer to be sent'), ('merged', 'Covered by a later message'), ('readdressed', 'Another address was entered'), ('invitation_over', 'The invitation was used or withdrawn')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=240)),
                ('decided_by', models.CharField(blank=True, max_length=160)),
                ('decided_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('reopened', models.PositiveIntegerField(default=0)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='stores.staff')),
                ('previous', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='findings.finding')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='stores.store')),
            ],
            options={
                'db_table': 'finding',
                'indexes': [models.Index(fields=['store', 'id'], name='finding_of_store'), models.Index(condition=models.Q(('settled_at', None)), fields=['store', 'due_at', 'id'], name='finding_unsettled'), models.Index(condition=models.Q(('order_id__isnull', False)), fields=['order_id', 'id'], name='finding_of_order'), models.Index(fields=['subject_kind', 'subject_id'], name='finding_of_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('store', 'kind', 'subject_kind', 'subject_id'), name='one_finding_until_settled'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state', 'settled')), models.Q(models.Q(('state', 'settled'), _negated=True), ('settled_at__isnull', True)), _connector='OR'), name='finding_settled_at')],
            },
        ),
    ]
