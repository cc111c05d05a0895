"""The addresses of taking a new order."""

from django.urls import URLPattern

from kept.faces.desk.new_order import views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    desk_path("orders/new/", views.new_order, "new", look=May.PLACE_ORDERS, act=May.PLACE_ORDERS),
    desk_path("orders/new/find/", views.find, "new_find", look=May.PLACE_ORDERS),
    desk_path("orders/new/people/", views.people, "new_people", look=May.READ_CUSTOMERS),
    desk_path("orders/new/placed/<int:number>/", views.placed, "new_placed", look=May.PLACE_ORDERS),
]
