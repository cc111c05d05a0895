"""What follows from what happens to orders."""

from kept.journal.reactions import on, story
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
    OrderReviewOverdue,
    OrderSteppedBack,
    OrderVersionAccepted,
    RequestAnswered,
    RequestMade,
)
from kept.reactions.letters import (
    alert_store,
    answer_to_customer,
    confirm_change_to_customer,
    confirm_to_customer,
    say_request_arrived,
    say_that_review_follows,
    take_back_step,
    tell_cancellation,
    tell_going_on,
    tell_hold,
    tell_review_overdue,
    tell_step,
    tell_team,
)
from kept.reactions.reviews import (
    await_review,
    await_review_after_hold,
    await_review_again,
    leave_review,
    stop_awaiting_review,
)

STORIES = (
    story(
        "An order comes in",
        on(OrderPlaced, does=(await_review,), tells=(say_that_review_follows, alert_store)),
        on(OrderReviewOverdue, does=(await_review_again,), tells=(tell_review_overdue,)),
        on(OrderConfirmed, does=(stop_awaiting_review,), tells=(confirm_to_customer,)),
        on(OrderAcknowledged),
        on(LinkReplaced),
    ),
    story(
        "The agreement changes",
        on(OrderChanged, tells=(confirm_change_to_customer, tell_team)),
        on(OrderVersionAccepted),
        on(RequestMade, tells=(say_request_arrived,)),
        on(RequestAnswered, tells=(answer_to_customer,)),
    ),
    story(
        "The work goes on",
        on(OrderAdvanced, tells=(tell_step,)),
        on(OrderSteppedBack, tells=(take_back_step,)),
        on(OrderHeld, does=(leave_review,), tells=(tell_hold,)),
        on(OrderResumed, does=(await_review_after_hold,), tells=(tell_going_on,)),
        on(OrderCancelled, does=(leave_review,), tells=(tell_cancellation,)),
    ),
)
