"""The composition root as an application: it comes last and ties the packages together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Installs what follows from what."""

    name = "kept.config"
    label = "config"

    def ready(self) -> None:
        """Hand over the reactions table, what messages are about, and what programs are told."""
        from kept.journal import reactions
        from kept.messages import correspondence
        from kept.reactions.correspondence import foresee_facts, read_facts
        from kept.reactions.payloads import PAYLOADS
        from kept.reactions.table import TABLE
        from kept.webhooks import payloads

        reactions.install(TABLE)
        payloads.install(PAYLOADS)
        correspondence.install(read_facts, foresee_facts)
