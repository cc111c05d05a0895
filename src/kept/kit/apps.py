"""The `kit` app: the tables and checks that belong to no part of the shop."""

from django.apps import AppConfig
from django.core.checks import register


class KitConfig(AppConfig):
    """Label `kit`."""

    name = "kept.kit"
    label = "kit"

    def ready(self) -> None:
        """Register the check that refuses an unsafe database."""
        from kept.kit.sqlite.checks import check_databases  # after the settings are read

        register(check_databases)
