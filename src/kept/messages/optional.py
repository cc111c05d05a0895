"""The kinds of messages that a store may choose not to send.

Confirmations, cancellations and answers to the customer always go out.
"""

from kept.messages.models import MessageKind

OPTIONAL_KINDS = (
    MessageKind.PREPARING,
    MessageKind.READY,
    MessageKind.SHIPPED,
    MessageKind.DONE,
    MessageKind.ON_HOLD,
    MessageKind.RESUMED,
    MessageKind.NEW_ORDER,
    MessageKind.ORDER_CHANGED,
)
