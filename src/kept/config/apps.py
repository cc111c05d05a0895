"""The composition root as an application: it comes last and ties the packages together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Installs what follows from what."""

    name = "kept.config"
    label = "config"

    def ready(self) -> None:
        """Hand the reactions table to the journal."""
        from kept.journal.record import install  # noqa: PLC0415  (models are ready only now)
        from kept.reactions.table import TABLE  # noqa: PLC0415

        install(TABLE)
