"""What is reported about a message once it has left; one that came back was not heard."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kept_messages', '0007_review_overdue'),
        ('stores', '0002_no_alert_where_none_was_wanted'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='message',
            name='message_heard',
        ),
        migrations.AddField(
            model_name='message',
            name='report',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='message',
            name='reported_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='resends',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('handed_over_at__isnull', False), ('to', 'customer'), models.Q(('state', 'bounced'), _negated=True)), fields=['order_id', 'handed_over_at'], name='message_heard'),
        ),
    ]
