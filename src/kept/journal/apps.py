"""Django's registration of this package."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The package as an application."""

    name = "kept.journal"
    label = "journal"
