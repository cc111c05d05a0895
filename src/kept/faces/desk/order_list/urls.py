"""The address of the list of orders."""

from django.urls import URLPattern

from kept.faces.desk.order_list import cancelling, views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    desk_path("orders/", views.order_list, "orders", look=May.READ_ORDERS),
    desk_path(
        "cancellations/", cancelling.cancel_many, "cancel_many", look=May.CANCEL_ORDERS, act=May.CANCEL_ORDERS
    ),
]
