"""The look as a Django app, so that its templates, static files and tags are found."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Templates under `kept/`, static files under `kept/`, tag library `kept`; no models."""

    name = "kept.faces.look"
    label = "look"
    verbose_name = "Look"
