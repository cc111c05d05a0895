"""Messages about somebody's own sign-in, as they are queued."""

from typing import Any

from django.utils import timezone

from kept.messages.models import Message, MessageKind
from tests.rig.factory import a_person, a_store

SIGN_IN_KINDS = (MessageKind.PASSWORD_RESET, MessageKind.ADDRESS_CHANGE, MessageKind.SIGN_IN_CHANGED)
ABOUT_NO_ORDER = (MessageKind.INVITATION, *SIGN_IN_KINDS)


def a_sign_in_message(kind: str, language: str, **facts: Any) -> Message:
    """A message about somebody's own sign-in, which is of no store."""
    user, _actor = a_person(a_store())
    own = {"person": user.pk} if kind == MessageKind.ADDRESS_CHANGE else {}
    change = {"change": "key_added", "address": ""} if kind == MessageKind.SIGN_IN_CHANGED else {}
    Message.objects.all().delete()
    return Message.objects.create(
        store=None, kind=kind, to=Message.To.STAFF, address=user.email, language=language,
        facts=own | change | facts, queued_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip
