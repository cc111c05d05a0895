"""Sentences that say whether the customer is notified: by what is sent, never by what one would hope (A4, C7)."""

from django.utils.translation import gettext as _

from kept.faces.ui.templatetags.kept import display_name
from kept.messages.models import MessageKind
from kept.orders.lifecycle import is_under_review
from kept.orders.models import Order
from kept.orders.notifications import is_notified


def notification_words(order: Order, kind: MessageKind) -> str:
    """Say whether a message of this kind goes to the customer, or who has to be called instead."""
    if is_notified(order, kind):
        return _("%(name)s is notified.") % {"name": display_name(order.customer_name)}
    if order.email:
        return _("Your store sends no message about this, so %(name)s is not notified.") % {
            "name": display_name(order.customer_name)
        }
    return call_words(order) or _("No message is sent.")


def change_notification_words(order: Order) -> str:
    """Say the same for a change of the terms; `order` is the order after the change."""
    if order.email and is_under_review(order):
        return _("%(name)s is notified when you confirm the order.") % {
            "name": display_name(order.customer_name)
        }
    return notification_words(order, MessageKind.CONFIRMATION)


def call_words(order: Order) -> str:
    """Say whom to call under which number, where there is no e-mail address; else ""."""
    if order.email or not order.phone:
        return ""
    return _("There is no e-mail address. Call %(name)s: %(phone)s.") % {
        "name": display_name(order.customer_name),
        "phone": order.phone,
    }
