"""The clock table: the action of each kind of timer, and so the second page of the shop's process.

A timer is set by a step, in the transaction of what made it necessary (`timers/steps.py`). When its time has come, the
worker calls what stands at its right here: one action, with the clock as the actor. The action looks again whether it
is still so, and what it does and the timer's own end are one transaction. Every kind of timer of every package stands
here: a check sees to it.
"""

from kept.orders.actions.let_goods_go import let_goods_go
from kept.orders.actions.remind_of_review import remind_of_review
from kept.orders.timers import REVIEW_REMINDER, UNPAID_LIMIT
from kept.timers.kinds import Table

TABLE: Table = {
    # An order is under review, and nobody has confirmed it within the store's limit: the store is told again.
    REVIEW_REMINDER: lambda timer, clock, now: remind_of_review(
        actor=clock, order_id=timer.subject_id, reminder=int(timer.occasion), now=now
    ),
    # Nobody has paid for an order of somebody whom nobody knows, within its payment method's limit: it is cancelled.
    UNPAID_LIMIT: lambda timer, clock, now: let_goods_go(actor=clock, order_id=timer.subject_id, now=now),
}
