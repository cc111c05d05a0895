"""The desk's addresses for everything but orders: new order, products, stock, customers, settings, staff."""

from django.urls import URLPattern

from kept.faces.desk import new_order
from kept.faces.desk.frame import at

urlpatterns: list[URLPattern] = [
    at("orders/new/", new_order.new_order, "new"),
    at("orders/new/find/", new_order.find, "new_find"),
    at("orders/new/people/", new_order.people, "new_people"),
    at("orders/new/placed/<int:number>/", new_order.placed, "new_placed"),
]
