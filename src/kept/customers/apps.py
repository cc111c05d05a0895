"""Django's registration of this package."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The package as an application."""

    name = "kept.customers"
    label = "customers"
