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
    OrderSteppedBack,
    OrderVersionAccepted,
    RequestAnswered,
    RequestMade,
    ViewBroughtBack,
    ViewChanged,
    ViewChosen,
    ViewRemoved,
    ViewSaved,
    ViewShared,
    ViewUnshared,
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
    tell_step,
    tell_team,
)

STORIES = (
    story(
        "An order comes in",
        on(OrderPlaced, tells=(say_that_review_follows, alert_store)),
        on(OrderConfirmed, tells=(confirm_to_customer,)),
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
        on(OrderHeld, tells=(tell_hold,)),
        on(OrderResumed, tells=(tell_going_on,)),
        on(OrderCancelled, tells=(tell_cancellation,)),
    ),
    story(
        "People look at the orders",
        on(ViewSaved),
        on(ViewChanged),
        on(ViewShared),
        on(ViewUnshared),
        on(ViewRemoved),
        on(ViewBroughtBack),
        on(ViewChosen),
    ),
)
