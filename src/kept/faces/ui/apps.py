"""The shared parts of the HTML faces as a Django app, for its templates, static files and tags."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates under `kept/`, static files under `kept/`, tag library `kept`; no models."""

    name = "kept.faces.ui"
    label = "ui"
    verbose_name = "UI"
