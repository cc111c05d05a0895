"""Django's registration of this package."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The package as an application."""

    name = "kept.catalog"
    label = "catalog"
