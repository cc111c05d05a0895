"""The address of the list of orders."""

from django.urls import URLPattern

from kept.faces.desk.order_list import views
from kept.faces.desk.routing import at
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    at("orders/", views.orders, "orders", look=May.READ_ORDERS),
]
