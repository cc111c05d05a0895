"""The desk's addresses for orders: the board, the list, one order, what is done to it, and what waits for a person."""

from django.urls import URLPattern

from kept.faces.desk import acts, board, changes, findings, order, orders, receipt, saved_views, ticket
from kept.faces.desk.frame import at

ONE = "orders/<int:number>/"
VIEW = "views/<int:view_id>/"
FINDING = "findings/<int:finding_id>/"

urlpatterns: list[URLPattern] = [
    at("board/", board.board, "board"),
    at("board/live/", board.live, "live"),
    at("board/together/", board.together, "together"),
    at("orders/", orders.orders, "orders"),
    at("views/", saved_views.save, "views"),
    at(VIEW, saved_views.change, "view"),
    at(f"{VIEW}default/", saved_views.default, "view_default"),
    at(f"{VIEW}shared/", saved_views.shared, "view_shared"),
    at(f"{VIEW}removal/", saved_views.remove, "view_removal"),
    at(f"{VIEW}restoration/", saved_views.bring_back, "view_restoration"),
    at(ONE, order.order, "order"),
    at(f"{ONE}ticket/", ticket.ticket, "ticket"),
    at(f"{ONE}receipt/", receipt.receipt, "receipt"),
    at(f"{ONE}versions/<int:version>/", order.version, "version"),
    at(f"{ONE}versions/<int:version>/acceptance/", acts.accept, "accept"),
    at(f"{ONE}change/", changes.change, "change"),
    at(f"{ONE}change/preview/", changes.change_preview, "change_preview"),
    at(f"{ONE}change/products/", changes.change_product, "change_product"),
    at(f"{ONE}advance/", acts.advance, "advance"),
    at(f"{ONE}back/", acts.step_back, "step_back"),
    at(f"{ONE}hold/", acts.hold, "hold"),
    at(f"{ONE}resume/", acts.resume, "resume"),
    at(f"{ONE}cancellation/", acts.cancel, "cancel"),
    at(f"{ONE}confirmation/", acts.confirm, "confirm"),
    at(f"{ONE}contact/", acts.contact, "contact"),
    at(f"{ONE}acknowledgement/", acts.acknowledge, "acknowledge"),
    at(f"{ONE}payments/", acts.pay, "pay"),
    at(f"{ONE}requests/<int:request_id>/", acts.reply, "reply"),
    at(f"{ONE}link/", acts.new_link, "new_link"),
    at(f"{ONE}messages/<int:message_id>/", order.message, "message"),
    at("findings/", findings.findings, "findings"),
    at(f"{FINDING}decision/", findings.finding_decision, "finding_decision"),
    at(f"{FINDING}owner/", findings.finding_owner, "finding_owner"),
    at(f"{FINDING}reopening/", findings.finding_reopening, "finding_reopening"),
    at(f"{FINDING}another-try/", findings.finding_try, "finding_try"),
]
