"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('customers', '0001_initial'),
        ('customers', '0002_initial'),
        ('customers', '0003_lean_indexes'),
        ('customers', '0004_revisions'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                ('note', models.TextField(blank=True, max_length=4000, verbose_name='what the store should know')),
                ('orders_count', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField()),
                ('last_order_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('merged_into', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='customers', to='stores.store')),
            ],
            options={
                'db_table': 'customer',
                'indexes': [models.Index(fields=['store', '-last_order_at'], name='customer_recent'), models.Index(fields=['store', 'name'], name='customer_name'), models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='customer_merged')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'e-mail'), ('phone', 'phone')], max_length=8)),
                ('value', models.CharField(max_length=254)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='customers.customer')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'customer_identity',
                'constraints': [models.UniqueConstraint(fields=('store', 'kind', 'value'), name='one_customer_per_identity')],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('fields', models.JSONField()),
                ('last_used_at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='customers.customer')),
            ],
            options={
                'db_table': 'customer_address',
                'constraints': [models.UniqueConstraint(fields=('customer', 'digest'), name='address_once')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40)),
                ('granted', models.BooleanField()),
                ('source', models.CharField(max_length=40)),
                ('words', models.TextField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='customers.customer')),
            ],
            options={
                'db_table': 'customer_consent',
            },
        ),
    ]
