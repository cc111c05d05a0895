"""Django's registration of this package."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """The package as an application."""

    name = "kept.webhooks"
    label = "webhooks"
