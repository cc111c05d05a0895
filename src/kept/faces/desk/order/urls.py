"""The addresses of one order."""

from django.urls import URLPattern

from kept.faces.desk.order import action_views, receipt, ticket, views
from kept.faces.desk.routing import at
from kept.stores.roles import May

ONE = "orders/<int:number>/"

urlpatterns: list[URLPattern] = [
    at(ONE, views.order, "order", look=May.READ_ORDERS),
    at(f"{ONE}ticket/", ticket.ticket, "ticket", look=May.READ_ORDERS),
    at(f"{ONE}receipt/", receipt.receipt, "receipt", look=May.READ_ORDERS),
    at(f"{ONE}versions/<int:version>/", views.version, "version", look=May.READ_ORDERS),
    at(f"{ONE}versions/<int:version>/acceptance/", action_views.accept, "accept", act=May.ADVANCE_ORDERS),
    at(f"{ONE}advance/", action_views.advance, "advance", act=May.ADVANCE_ORDERS),
    at(f"{ONE}back/", action_views.step_back, "step_back", act=May.ADVANCE_ORDERS),
    at(f"{ONE}hold/", action_views.hold, "hold", act=May.ADVANCE_ORDERS),
    at(f"{ONE}resume/", action_views.resume, "resume", act=May.ADVANCE_ORDERS),
    at(f"{ONE}cancellation/", action_views.cancel, "cancel", act=May.CANCEL_ORDERS),
    at(f"{ONE}confirmation/", action_views.confirm, "confirm", act=May.CONFIRM_ORDERS),
    at(f"{ONE}contact/", action_views.contact, "contact", act=May.CHANGE_ORDERS),
    at(f"{ONE}acknowledgement/", action_views.acknowledge, "acknowledge", act=May.CHANGE_ORDERS),
    at(f"{ONE}payments/", action_views.pay, "pay", act=May.RECORD_MONEY),
    at(f"{ONE}requests/<int:request_id>/", action_views.reply, "reply", act=May.CHANGE_ORDERS),
    at(f"{ONE}link/", action_views.new_link, "new_link", act=May.CHANGE_ORDERS),
    at(f"{ONE}messages/<int:message_id>/", views.message, "message", look=May.READ_CUSTOMERS),
]
