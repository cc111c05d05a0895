"""A finding about a message may end because the message had arrived after all."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('findings', '0002_what_has_failed_so_far'),
    ]

    operations = [
        migrations.AlterField(
            model_name='finding',
            name='ending',
            field=models.CharField(blank=True, choices=[('by_hand', 'By hand'), ('handed_over', 'Tried again and handed over'), ('arrived', 'It had arrived after all'), ('withdrawn', 'Not to be sent any more'), ('merged', 'Said by a later message'), ('readdressed', 'Another address was written down'), ('invitation_over', 'The invitation was used or withdrawn')], max_length=20),
        ),
    ]
