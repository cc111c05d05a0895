"""The reactions to events of orders."""

from kept.journal.reactions import on, story
from kept.orders.events import (
    CustomerDoubted,
    CustomerProven,
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
from kept.reactions.notifications import (
    send_cancelled,
    send_change_confirmation,
    send_confirmation,
    send_new_order_alert,
    send_on_hold,
    send_order_changed_alert,
    send_request_answer,
    send_request_received,
    send_resumed,
    send_review_overdue,
    send_status,
    send_under_review,
    withdraw_status,
)
from kept.reactions.review_reminders import (
    restart_review_reminders,
    schedule_next_review_reminder,
    start_review_reminders,
    stop_reminders_once_confirmed,
    stop_reminders_once_left,
)
from kept.reactions.unpaid_orders import (
    forget_limit_once_cancelled,
    keep_goods,
    keep_goods_once_agreed,
    keep_goods_once_confirmed,
    keep_goods_once_proven,
    limit_unpaid_order,
)

STORIES = (
    story(
        "An order comes in",
        on(
            OrderPlaced,
            does=(start_review_reminders, limit_unpaid_order),
            tells=(send_under_review, send_new_order_alert),
        ),
        on(OrderReviewOverdue, does=(schedule_next_review_reminder,), tells=(send_review_overdue,)),
        on(
            OrderConfirmed,
            does=(stop_reminders_once_confirmed, keep_goods_once_confirmed),
            tells=(send_confirmation,),
        ),
        on(OrderAcknowledged, does=(keep_goods_once_agreed,)),
        on(CustomerProven, does=(keep_goods_once_proven,)),
        on(CustomerDoubted),
        on(LinkReplaced),
    ),
    story(
        "The agreement changes",
        on(OrderChanged, does=(keep_goods,), tells=(send_change_confirmation, send_order_changed_alert)),
        on(OrderVersionAccepted),
        on(RequestMade, tells=(send_request_received,)),
        on(RequestAnswered, does=(keep_goods,), tells=(send_request_answer,)),
    ),
    story(
        "The work goes on",
        on(OrderAdvanced, does=(keep_goods,), tells=(send_status,)),
        on(OrderSteppedBack, tells=(withdraw_status,)),
        on(OrderHeld, does=(stop_reminders_once_left, keep_goods), tells=(send_on_hold,)),
        on(OrderResumed, does=(restart_review_reminders,), tells=(send_resumed,)),
        on(
            OrderCancelled,
            does=(stop_reminders_once_left, forget_limit_once_cancelled),
            tells=(send_cancelled,),
        ),
    ),
)
