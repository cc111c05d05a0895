"""Django's registration of this package."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    """The package as an application."""

    name = "kept.views"
    label = "views"
