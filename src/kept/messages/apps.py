"""Django's registration of this package."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The package as an application."""

    name = "kept.messages"
    label = "kept_messages"
