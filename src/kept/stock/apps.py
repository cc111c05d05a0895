"""Django's registration of this package."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """The package as an application."""

    name = "kept.stock"
    label = "stock"
