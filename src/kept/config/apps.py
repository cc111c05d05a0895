"""The composition root as a Django app. It comes last and connects the packages."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Installs the tables that connect the packages."""

    name = "kept.config"
    label = "config"

    def ready(self) -> None:
        """Install the tables of reactions, timers, inbox handlers and payloads, the readers of message facts, and who
        watches second factors."""
        from kept.faces.desk.account.second_factor import watch_second_factors
        from kept.inbox import handling
        from kept.journal import reactions
        from kept.messages import message_context
        from kept.reactions.clock import TABLE as CLOCK_TABLE
        from kept.reactions.inbox import HANDLERS
        from kept.reactions.message_context import preview_context, read_contexts
        from kept.reactions.payloads import PAYLOADS
        from kept.reactions.table import TABLE
        from kept.timers import kinds
        from kept.webhooks import payloads

        reactions.install(TABLE)
        kinds.install(CLOCK_TABLE)
        payloads.install(PAYLOADS)
        handling.install(HANDLERS)
        message_context.install(read_contexts, preview_context)
        watch_second_factors()
