"""What follows from what: the whole process of the shop, on one page.

An event happens (left); in the same transaction the reactions (right) run, in this order. They queue letters and
deliveries; the worker sends them afterwards. An event with nothing to its right is remembered in the journal and no
more. Every event of every package stands here: a check sees to it.
"""

from kept.journal.record import Table
from kept.messages.events import MessageTriedAgain
from kept.orders.events import (
    LinkReplaced,
    OrderAcknowledged,
    OrderAdvanced,
    OrderCancelled,
    OrderChanged,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrderSteppedBack,
    RequestAnswered,
    RequestMade,
)
from kept.payments.events import PaymentRecorded
from kept.reactions.letters import (
    alert_store,
    answer_to_customer,
    confirm_to_customer,
    say_request_arrived,
    say_that_review_follows,
    take_back_step,
    tell_cancellation,
    tell_going_on,
    tell_hold,
    tell_step,
)
from kept.reactions.webhooks import tell_programs

TABLE: Table = {
    # An order comes in, and holds.
    OrderPlaced: (say_that_review_follows, alert_store, tell_programs),
    OrderConfirmed: (confirm_to_customer, tell_programs),
    OrderAcknowledged: (tell_programs,),
    # The agreement changes.
    OrderChanged: (confirm_to_customer, tell_programs),
    RequestMade: (say_request_arrived, tell_programs),
    RequestAnswered: (answer_to_customer, tell_programs),
    # The work goes on.
    OrderAdvanced: (tell_step, tell_programs),
    OrderSteppedBack: (take_back_step, tell_programs),
    OrderHeld: (tell_hold, tell_programs),
    OrderResumed: (tell_going_on, tell_programs),
    OrderCancelled: (tell_cancellation, tell_programs),
    LinkReplaced: (),
    MessageTriedAgain: (),
    # Money comes in.
    PaymentRecorded: (tell_programs,),
}
