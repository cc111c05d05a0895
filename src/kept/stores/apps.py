"""Django's registration of this package."""

from django.apps import AppConfig


class StoresConfig(AppConfig):
    """The package as an application."""

    name = "kept.stores"
    label = "stores"
