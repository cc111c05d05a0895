"""The composition root as an application: it comes last and ties the packages together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Installs what follows from what."""

    name = "kept.config"
    label = "config"

    def ready(self) -> None:
        """Hand the reactions table to the journal, and to the messages what they are about."""
        from kept.journal import record
        from kept.messages import correspondence
        from kept.reactions.correspondence import foresee_facts, read_facts
        from kept.reactions.table import TABLE

        record.install(TABLE)
        correspondence.install(read_facts, foresee_facts)
