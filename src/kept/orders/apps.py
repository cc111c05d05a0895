"""Django's registration of this package."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The package as an application."""

    name = "kept.orders"
    label = "orders"
