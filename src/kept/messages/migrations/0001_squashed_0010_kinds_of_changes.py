"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('kept_messages', '0001_initial'),
        ('kept_messages', '0002_initial'),
        ('kept_messages', '0003_lean_indexes'),
        ('kept_messages', '0004_heard'),
        ('kept_messages', '0005_order_changed'),
        ('kept_messages', '0006_failed_at'),
        ('kept_messages', '0007_review_overdue'),
        ('kept_messages', '0008_reports'),
        ('kept_messages', '0009_plain_words'),
        ('kept_messages', '0010_kinds_of_changes'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='queued', max_length=12)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease', models.CharField(blank=True, max_length=40)),
                ('last_error', models.CharField(blank=True, max_length=400)),
                ('order_id', models.BigIntegerField(null=True)),
                ('customer_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(choices=[('confirmation', 'Confirmation'), ('under_review', 'Received, will be confirmed by hand'), ('preparing', 'Being prepared'), ('ready', 'Ready for pickup'), ('shipped', 'On its way'), ('done', 'Done'), ('on_hold', 'On hold'), ('resumed', 'Resumed'), ('cancelled', 'Cancelled'), ('request_received', 'Your request has arrived'), ('request_answered', 'Answer to your request'), ('new_order', 'To the store: new order'), ('review_overdue', 'To the store: an order still waits to be confirmed'), ('new_request', 'To the store: a customer wrote'), ('order_changed', 'To the store: an order has changed'), ('invitation', 'Invitation to the desk')], max_length=20)),
                ('occasion', models.CharField(blank=True, max_length=80)),
                ('to', models.CharField(choices=[('customer', 'Customer'), ('store', 'Store'), ('staff', 'Staff')], max_length=8)),
                ('channel', models.CharField(default='email', max_length=8)),
                ('address', models.CharField(max_length=254)),
                ('language', models.CharField(max_length=12)),
                ('facts', models.JSONField(default=dict)),
                ('message_id', models.CharField(blank=True, max_length=120)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('queued_at', models.DateTimeField()),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('resends', models.PositiveSmallIntegerField(default=0)),
                ('report', models.CharField(blank=True, max_length=300)),
                ('reported_at', models.DateTimeField(null=True)),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='stores.store')),
            ],
            options={
                'db_table': 'message',
                'indexes': [models.Index(condition=models.Q(('handed_over_at__isnull', False), ('to', 'customer'), models.Q(('state', 'bounced'), _negated=True)), fields=['order_id', 'handed_over_at'], name='message_heard'), models.Index(condition=models.Q(('state', 'queued')), fields=['due_at', 'id'], name='message_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['id'], name='message_out')],
                'constraints': [models.UniqueConstraint(fields=('order_id', 'version', 'kind', 'occasion', 'to', 'channel'), name='message_once')],
            },
        ),
    ]
