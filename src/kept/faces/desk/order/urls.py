"""The addresses of one order."""

from django.urls import URLPattern

from kept.faces.desk.order import action_views, customer_views, receipt, ticket, views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

ONE = "orders/<int:number>/"

urlpatterns: list[URLPattern] = [
    desk_path(ONE, views.order_page, "order", look=May.READ_ORDERS),
    desk_path(f"{ONE}ticket/", ticket.ticket, "ticket", look=May.READ_ORDERS),
    desk_path(f"{ONE}receipt/", receipt.receipt, "receipt", look=May.READ_ORDERS),
    desk_path(f"{ONE}versions/<int:version>/", views.version_page, "version", look=May.READ_ORDERS),
    desk_path(
        f"{ONE}versions/<int:version>/acceptance/", action_views.accept, "accept", act=May.ADVANCE_ORDERS
    ),
    desk_path(f"{ONE}advance/", action_views.advance, "advance", act=May.ADVANCE_ORDERS),
    desk_path(f"{ONE}back/", action_views.step_back, "step_back", act=May.ADVANCE_ORDERS),
    desk_path(f"{ONE}hold/", action_views.hold, "hold", act=May.ADVANCE_ORDERS),
    desk_path(f"{ONE}resume/", action_views.resume, "resume", act=May.ADVANCE_ORDERS),
    desk_path(f"{ONE}cancellation/", action_views.cancel, "cancel", act=May.CANCEL_ORDERS),
    desk_path(f"{ONE}confirmation/", action_views.confirm, "confirm", act=May.CONFIRM_ORDERS),
    desk_path(f"{ONE}contact/", action_views.contact, "contact", act=May.CHANGE_ORDERS),
    desk_path(f"{ONE}acknowledgement/", action_views.acknowledge, "acknowledge", act=May.CHANGE_ORDERS),
    desk_path(f"{ONE}payments/", action_views.pay, "pay", act=May.RECORD_MONEY),
    desk_path(f"{ONE}requests/<int:request_id>/", action_views.reply, "reply", act=May.CHANGE_ORDERS),
    desk_path(f"{ONE}customer/", customer_views.join, "join_customer", act=May.WRITE_CUSTOMERS),
    desk_path(f"{ONE}customer/split/", customer_views.split, "split_customer", act=May.WRITE_CUSTOMERS),
    desk_path(f"{ONE}link/", action_views.new_link, "new_link", act=May.CHANGE_ORDERS),
    desk_path(f"{ONE}messages/<int:message_id>/", views.message_page, "message", look=May.READ_CUSTOMERS),
]
