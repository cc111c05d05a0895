"""What the HTML faces share, as a Django app, so that its templates, static files and tags are found."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates under `kept/`, static files under `kept/`, tag library `kept`; no models."""

    name = "kept.faces.ui"
    label = "ui"
    verbose_name = "UI"
