"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('stock', '0001_initial'),
        ('stock', '0002_initial'),
        ('stock', '0003_lean_indexes'),
        ('stock', '0004_revisions'),
        ('stock', '0005_as_long_as_a_name'),
        ('stock', '0006_plain_words'),
    ]

    initial = True

    dependencies = [
        ('catalog', '0001_squashed_0004_plain_words'),
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Level',
            fields=[
                ('variant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='level', serialize=False, to='catalog.variant')),
                ('available', models.BigIntegerField(default=0, verbose_name='available')),
                ('revision', models.PositiveBigIntegerField(default=1, editable=False)),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'stock_level',
                'constraints': [models.CheckConstraint(condition=models.Q(('available__gte', 0)), name='stock_never_below_zero')],
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('sold', 'Promised in an order'), ('returned', 'Put back from an order'), ('received', 'Goods received'), ('counted', 'Counted'), ('broken', 'Write off')], max_length=8)),
                ('cause', models.CharField(max_length=120)),
                ('order_id', models.BigIntegerField(null=True)),
                ('actor', models.CharField(max_length=160)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='movements', to='catalog.variant')),
            ],
            options={
                'db_table': 'stock_movement',
                'indexes': [models.Index(condition=models.Q(('order_id__isnull', False)), fields=['order_id'], name='movement_of_order')],
                'constraints': [models.UniqueConstraint(fields=('cause', 'variant'), name='one_movement_per_cause')],
            },
        ),
    ]
