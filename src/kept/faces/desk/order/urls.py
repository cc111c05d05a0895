"""The addresses of one order."""

from django.urls import URLPattern

from kept.faces.desk.frame import at
from kept.faces.desk.order import acts, receipt, ticket, views
from kept.stores.roles import May

ONE = "orders/<int:number>/"

urlpatterns: list[URLPattern] = [
    at(ONE, views.order, "order", look=May.READ_ORDERS),
    at(f"{ONE}ticket/", ticket.ticket, "ticket", look=May.READ_ORDERS),
    at(f"{ONE}receipt/", receipt.receipt, "receipt", look=May.READ_ORDERS),
    at(f"{ONE}versions/<int:version>/", views.version, "version", look=May.READ_ORDERS),
    at(f"{ONE}versions/<int:version>/acceptance/", acts.accept, "accept", act=May.ADVANCE_ORDERS),
    at(f"{ONE}advance/", acts.advance, "advance", act=May.ADVANCE_ORDERS),
    at(f"{ONE}back/", acts.step_back, "step_back", act=May.ADVANCE_ORDERS),
    at(f"{ONE}hold/", acts.hold, "hold", act=May.ADVANCE_ORDERS),
    at(f"{ONE}resume/", acts.resume, "resume", act=May.ADVANCE_ORDERS),
    at(f"{ONE}cancellation/", acts.cancel, "cancel", act=May.CANCEL_ORDERS),
    at(f"{ONE}confirmation/", acts.confirm, "confirm", act=May.CONFIRM_ORDERS),
    at(f"{ONE}contact/", acts.contact, "contact", act=May.CHANGE_ORDERS),
    at(f"{ONE}acknowledgement/", acts.acknowledge, "acknowledge", act=May.CHANGE_ORDERS),
    at(f"{ONE}payments/", acts.pay, "pay", act=May.RECORD_MONEY),
    at(f"{ONE}requests/<int:request_id>/", acts.reply, "reply", act=May.CHANGE_ORDERS),
    at(f"{ONE}link/", acts.new_link, "new_link", act=May.CHANGE_ORDERS),
    at(f"{ONE}messages/<int:message_id>/", views.message, "message", look=May.READ_CUSTOMERS),
]
