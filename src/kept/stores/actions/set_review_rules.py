"""Set which orders are reviewed before they are confirmed (A7)."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kept.journal.record import record
from kept.kit.transactions import durable
from kept.stores.actor import Actor
from kept.stores.events import StoreChanged
from kept.stores.inputs import ReviewRules
from kept.stores.locks import lock_store
from kept.stores.models import Store
from kept.stores.order_limits import OrderLimits
from kept.stores.refusals import BadStore
from kept.stores.roles import May
from kept.stores.writes import save_settings

LONGEST_REMINDER_MINUTES = 7 * 24 * 60
MOST_PIECES = 100_000


def set_review_rules(*, actor: Actor, rules: ReviewRules, now: datetime) -> Store:
    """Set the rules for orders that are placed from now on. The reminder also applies to those under review already.

    Raises BadStore for a limit below zero or beyond what it can be, and for a reminder after more than
    `LONGEST_REMINDER_MINUTES`.
    """
    actor.require(May.WRITE_SETTINGS)
    if rules.above is not None and rules.above < 0:
        raise BadStore(field="above")
    if not 0 <= rules.reminder_minutes <= LONGEST_REMINDER_MINUTES:
        raise BadStore(
            _("Between 0 and %(most)s minutes; 0 for never."),
            field="reminder_minutes",
            most=LONGEST_REMINDER_MINUTES,
        )
    _check_limits(rules.limits)
    review_rules = {
        "every": rules.every,
        "above": rules.above,
        "first": rules.first,
        "channels": sorted(set(rules.channels))[:20],
        **asdict(rules.limits),
    }
    fields = {"review_rules": review_rules, "review_reminder_minutes": rules.reminder_minutes}
    with durable():
        store = lock_store(actor)
        changed = save_settings(store, fields)
        if changed:
            record(StoreChanged(changed=changed), actor=actor, now=now, subject=store)
    return store


def _check_limits(limits: OrderLimits) -> None:
    most = {"most_of_article": MOST_PIECES, "most_unproven": MOST_PIECES, "share_percent": 100}
    for field, value in asdict(limits).items():
        if not 0 <= value <= most[field]:
            raise BadStore(_("Between 0 and %(most)s; 0 for no limit."), field=field, most=most[field])
