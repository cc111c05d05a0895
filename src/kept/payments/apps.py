"""Django's registration of this package."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The package as an application."""

    name = "kept.payments"
    label = "payments"
