"""The composition root as an application: it comes last and ties the packages together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Installs what follows from what."""

    name = "kept.config"
    label = "config"

    def ready(self) -> None:
        """Hand over the tables (reactions, clock, inbox), what messages are about, and what programs are told."""
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
