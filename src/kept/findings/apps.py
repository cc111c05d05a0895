"""Django's registration of this package."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """The package as an application."""

    name = "kept.findings"
    label = "findings"
