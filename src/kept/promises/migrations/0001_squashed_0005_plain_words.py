"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('promises', '0001_initial'),
        ('promises', '0002_initial'),
        ('promises', '0003_kinds_stand_in_a_table'),
        ('promises', '0004_fulfilment_methods'),
        ('promises', '0005_plain_words'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='stores.store')),
            ],
            options={
                'db_table': 'opening',
                'ordering': ('weekday', 'opens'),
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='day')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='why')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='stores.store')),
            ],
            options={
                'db_table': 'closure',
                'ordering': ('date',),
                'constraints': [models.UniqueConstraint(fields=('store', 'date'), name='closed_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='FulfilmentMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('kind', models.CharField(max_length=8, verbose_name='kind')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('words', models.CharField(blank=True, max_length=240, verbose_name='what the customer should know')),
                ('fee', models.BigIntegerField(default=0, verbose_name='fee')),
                ('free_from', models.BigIntegerField(blank=True, null=True, verbose_name='free from')),
                ('days_least', models.PositiveSmallIntegerField(default=0, verbose_name='delivery time in days, at least')),
                ('days_most', models.PositiveSmallIntegerField(default=0, verbose_name='delivery time in days, at most')),
                ('cut_off', models.TimeField(blank=True, null=True, verbose_name='orders until this time are dispatched the same day')),
                ('leaves_on', models.JSONField(blank=True, default=list, verbose_name='weekdays on which orders are dispatched')),
                ('asks_time', models.BooleanField(default=False, verbose_name='customers can choose a time')),
                ('pay_by', models.JSONField(default=list, verbose_name='how it can be paid')),
                ('active', models.BooleanField(default=True, verbose_name='offered')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fulfilment_methods', to='stores.store')),
            ],
            options={
                'db_table': 'fulfilment_method',
                'ordering': ('position', 'id'),
                'constraints': [models.UniqueConstraint(fields=('store', 'code'), name='fulfilment_method_code_per_store')],
            },
        ),
    ]
