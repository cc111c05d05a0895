"""Django's registration of this package."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The package as an application."""

    name = "kept.inbox"
    label = "inbox"
