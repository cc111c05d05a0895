"""Django's registration of this package."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """The package as an application."""

    name = "kept.promises"
    label = "promises"
