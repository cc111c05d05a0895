"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('orders', '0001_initial'),
        ('orders', '0002_initial'),
        ('orders', '0003_lean_indexes'),
        ('orders', '0004_notes'),
        ('orders', '0005_the_version_that_work_goes_by'),
        ('orders', '0006_walk_ins'),
        ('orders', '0007_saved_views'),
        ('orders', '0008_sealed_anew'),
    ]

    initial = True

    dependencies = [
        ('catalog', '0001_squashed_0004_plain_words'),
        ('customers', '0001_squashed_0004_revisions'),
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('channel', models.CharField(choices=[('shop', 'Shop page'), ('phone', 'Phone'), ('counter', 'Counter'), ('api', 'API'), ('agent', 'Agent'), ('email', 'E-mail'), ('page', 'Order page'), ('desk', 'Desk')], max_length=8)),
                ('language', models.CharField(max_length=12)),
                ('currency', models.CharField(max_length=3)),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('received', 'Received'), ('preparing', 'Preparing'), ('ready', 'Ready for pickup'), ('shipped', 'On its way'), ('done', 'Done'), ('on_hold', 'On hold'), ('cancelled', 'Cancelled')], max_length=10)),
                ('held_from', models.CharField(blank=True, choices=[('pending', 'Pending'), ('received', 'Received'), ('preparing', 'Preparing'), ('ready', 'Ready for pickup'), ('shipped', 'On its way'), ('done', 'Done'), ('on_hold', 'On hold'), ('cancelled', 'Cancelled')], max_length=10)),
                ('why', models.CharField(blank=True, max_length=240)),
                ('review_reasons', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('confirmed_version', models.PositiveIntegerField(default=0)),
                ('acknowledged_version', models.PositiveIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('nth', models.PositiveIntegerField(default=1)),
                ('way_kind', models.CharField(max_length=8)),
                ('total', models.BigIntegerField()),
                ('pieces', models.PositiveIntegerField()),
                ('summary', models.JSONField(default=list)),
                ('customer_name', models.CharField(blank=True, max_length=160)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('tracking_number', models.CharField(blank=True, max_length=80)),
                ('tracking_url', models.URLField(blank=True, max_length=400)),
                ('promised_from', models.DateTimeField(null=True)),
                ('promised_until', models.DateTimeField(null=True)),
                ('placed_at', models.DateTimeField()),
                ('status_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('customer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='customers.customer')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='stores.store')),
                ('link_hash', models.CharField(max_length=64, unique=True)),
                ('link_sealed', models.CharField(max_length=300)),
                ('notes', models.JSONField(default=list)),
                ('accepted_version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'db_table': 'orders',
                'indexes': [models.Index(fields=['store', 'status', 'promised_until', 'id'], name='order_board'), models.Index(fields=['store', 'customer_name', 'id'], name='order_by_name', opclasses=['int8_ops', 'varchar_pattern_ops', 'int8_ops']), models.Index(fields=['customer', '-id'], name='order_of_customer'), models.Index(fields=['store', 'changed_at'], name='order_changed')],
                'constraints': [models.UniqueConstraint(fields=('store', 'number'), name='order_number_per_store')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=300)),
                ('sku', models.CharField(blank=True, max_length=64)),
                ('quantity', models.PositiveIntegerField()),
                ('original', models.PositiveIntegerField()),
                ('fulfilled', models.PositiveIntegerField(default=0)),
                ('unit_price', models.BigIntegerField()),
                ('total', models.BigIntegerField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('variant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='catalog.variant')),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.order')),
            ],
            options={
                'db_table': 'order_line',
                'constraints': [models.UniqueConstraint(fields=('order', 'key'), name='line_key_per_order')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('terms', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, max_length=240)),
                ('channel', models.CharField(choices=[('shop', 'Shop page'), ('phone', 'Phone'), ('counter', 'Counter'), ('api', 'API'), ('agent', 'Agent'), ('email', 'E-mail'), ('page', 'Order page'), ('desk', 'Desk')], max_length=8)),
                ('actor_name', models.CharField(max_length=160)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='orders.order')),
            ],
            options={
                'db_table': 'confirmation',
                'constraints': [models.UniqueConstraint(fields=('order', 'version'), name='confirmation_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('channel', models.CharField(choices=[('shop', 'Shop page'), ('phone', 'Phone'), ('counter', 'Counter'), ('api', 'API'), ('agent', 'Agent'), ('email', 'E-mail'), ('page', 'Order page'), ('desk', 'Desk')], max_length=8)),
                ('actor_name', models.CharField(max_length=160)),
                ('at', models.DateTimeField()),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='orders.order')),
            ],
            options={
                'db_table': 'acknowledgement',
                'constraints': [models.UniqueConstraint(fields=('order', 'version'), name='acknowledged_once')],
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('change', 'Asks for a change'), ('message', 'Writes to the store')], max_length=8)),
                ('text', models.TextField(max_length=4000)),
                ('channel', models.CharField(choices=[('shop', 'Shop page'), ('phone', 'Phone'), ('counter', 'Counter'), ('api', 'API'), ('agent', 'Agent'), ('email', 'E-mail'), ('page', 'Order page'), ('desk', 'Desk')], max_length=8)),
                ('asked_by', models.CharField(max_length=160)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(choices=[('open', 'Waits for an answer'), ('agreed', 'Agreed'), ('declined', 'Declined'), ('answered', 'Answered')], default='open', max_length=8)),
                ('answer_text', models.TextField(blank=True, max_length=4000)),
                ('answered_by', models.CharField(blank=True, max_length=160)),
                ('answered_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='orders.order')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'order_request',
                'indexes': [models.Index(condition=models.Q(('answer', 'open')), fields=['store', 'id'], name='request_open')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('words', models.JSONField(default=dict)),
                ('shared', models.BooleanField(default=False, verbose_name='shared with the store')),
                ('created_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'saved_view',
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('store', 'owner', 'name'), name='view_name_per_owner')],
            },
        ),
        migrations.CreateModel(
            name='DefaultView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.savedview')),
            ],
            options={
                'db_table': 'default_view',
                'constraints': [models.UniqueConstraint(fields=('store', 'person'), name='one_default_view')],
            },
        ),
    ]
