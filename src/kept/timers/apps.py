"""Django's registration of this package."""

from django.apps import AppConfig


class TimersConfig(AppConfig):
    """The package as an application."""

    name = "kept.timers"
    label = "timers"
