"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('catalog', '0001_initial'),
        ('catalog', '0002_initial'),
        ('catalog', '0003_revisions'),
        ('catalog', '0004_plain_words'),
    ]

    initial = True

    dependencies = [
        ('stores', '0001_squashed_0004_plain_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('slug', models.SlugField(max_length=180, verbose_name='address in the shop')),
                ('summary', models.CharField(blank=True, max_length=240, verbose_name='one line')),
                ('description', models.TextField(blank=True, max_length=20000, verbose_name='description')),
                ('kind', models.CharField(choices=[('physical', 'Goods'), ('digital', 'Download'), ('service', 'Service')], default='physical', max_length=8, verbose_name='kind')),
                ('photo', models.FileField(blank=True, upload_to='products/', verbose_name='photo')),
                ('photo_words', models.CharField(blank=True, max_length=240, verbose_name='what the photo shows')),
                ('tags', models.JSONField(blank=True, default=list, verbose_name='tags')),
                ('preparation_minutes', models.PositiveIntegerField(default=0, verbose_name='preparation time, minutes')),
                ('lifespan_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='lasts about, days')),
                ('tax_rate', models.PositiveIntegerField(default=0, verbose_name='tax rate, basis points')),
                ('note_label', models.CharField(blank=True, max_length=80, verbose_name='ask the customer for')),
                ('note_required', models.BooleanField(default=False, verbose_name='must be answered')),
                ('needs_review', models.BooleanField(default=False, verbose_name='orders are confirmed by hand')),
                ('active', models.BooleanField(default=True, verbose_name='in the shop')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position in the list')),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='products', to='stores.store')),
            ],
            options={
                'db_table': 'product',
                'indexes': [models.Index(fields=['store', 'active', 'position', 'id'], name='product_in_shop')],
                'constraints': [models.UniqueConstraint(fields=('store', 'slug'), name='product_slug_per_store')],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='variant')),
                ('sku', models.CharField(max_length=64, verbose_name='article number')),
                ('price', models.BigIntegerField(verbose_name='price')),
                ('weight_grams', models.PositiveIntegerField(blank=True, null=True, verbose_name='weight, grams')),
                ('tracked', models.BooleanField(default=True, verbose_name='stock is counted')),
                ('active', models.BooleanField(default=True, verbose_name='for sale')),
                ('position', models.PositiveIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='catalog.product')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'db_table': 'variant',
                'constraints': [models.UniqueConstraint(fields=('store', 'sku'), name='sku_per_store'), models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='variant_price_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='OptionGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='question')),
                ('least', models.PositiveSmallIntegerField(default=0, verbose_name='at least')),
                ('most', models.PositiveSmallIntegerField(default=1, verbose_name='at most')),
                ('position', models.PositiveIntegerField(default=0)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='option_groups', to='catalog.product')),
            ],
            options={
                'db_table': 'option_group',
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='answer')),
                ('price_difference', models.BigIntegerField(default=0, verbose_name='price difference')),
                ('active', models.BooleanField(default=True, verbose_name='offered')),
                ('position', models.PositiveIntegerField(default=0)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='catalog.optiongroup')),
            ],
            options={
                'db_table': 'option',
            },
        ),
    ]
