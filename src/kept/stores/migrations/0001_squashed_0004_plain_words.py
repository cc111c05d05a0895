"""All tables of this package as they stand after the migrations that this one replaces; a new installation runs it instead."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('stores', '0001_initial'),
        ('stores', '0002_no_alert_where_none_was_wanted'),
        ('stores', '0003_store_review_reminder_minutes'),
        ('stores', '0004_plain_words'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Store',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address in the shop')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('legal_name', models.CharField(blank=True, max_length=200, verbose_name='legal name')),
                ('tagline', models.CharField(blank=True, max_length=200, verbose_name='one line about the store')),
                ('about', models.TextField(blank=True, max_length=5000, verbose_name='about the store')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail for customers')),
                ('phone', models.CharField(blank=True, max_length=32, verbose_name='phone for customers')),
                ('address', models.JSONField(blank=True, default=dict, verbose_name='address')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('language', models.CharField(default='en', max_length=12, verbose_name='language of the store')),
                ('languages', models.JSONField(default=list, verbose_name='languages of the shop')),
                ('timezone', models.CharField(default='UTC', max_length=64, verbose_name='time zone')),
                ('accent', models.CharField(default='#2f5d50', max_length=7, verbose_name='brand colour')),
                ('logo', models.FileField(blank=True, upload_to='logos/', verbose_name='logo')),
                ('prices_include_tax', models.BooleanField(default=True, verbose_name='prices include tax')),
                ('fulfilment_tax_rate', models.PositiveIntegerField(default=0, verbose_name='tax on delivery, basis points')),
                ('status_words', models.JSONField(blank=True, default=dict, verbose_name="the store's status names")),
                ('messages_off', models.JSONField(blank=True, default=list, verbose_name='messages not sent')),
                ('review_rules', models.JSONField(blank=True, default=dict, verbose_name='orders to review')),
                ('review_reminder_minutes', models.PositiveIntegerField(default=120, verbose_name='minutes until a reminder about an order under review')),
                ('burst_seconds', models.PositiveSmallIntegerField(default=10, verbose_name='seconds in which changes become one message')),
                ('policy', models.TextField(blank=True, max_length=20000, verbose_name='terms and returns')),
                ('bank_details', models.TextField(blank=True, max_length=1000, verbose_name='bank details for transfers')),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('next_number', models.PositiveIntegerField(default=1001, editable=False)),
                ('open_for_orders', models.BooleanField(default=True, verbose_name='the shop takes orders')),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'store',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'db_table': 'person',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('fulfilment', 'Packing and kitchen'), ('support', 'Support'), ('accountant', 'Accountant')], max_length=12, verbose_name='role')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('invited_by', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='stores.store')),
            ],
            options={
                'db_table': 'invitation',
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('prefix', models.CharField(max_length=16)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list, verbose_name='scopes')),
                ('created_by', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='stores.store')),
            ],
            options={
                'db_table': 'api_key',
            },
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('fulfilment', 'Packing and kitchen'), ('support', 'Support'), ('accountant', 'Accountant')], max_length=12, verbose_name='role')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('joined_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff', to='stores.store')),
            ],
            options={
                'db_table': 'staff',
                'constraints': [models.UniqueConstraint(fields=('store', 'user'), name='one_place_in_a_store')],
            },
        ),
    ]
