"""The addresses of the change panel."""

from django.urls import URLPattern

from kept.faces.desk.change import views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

ONE = "orders/<int:number>/"

urlpatterns: list[URLPattern] = [
    desk_path(f"{ONE}change/", views.change, "change", look=May.CHANGE_ORDERS, act=May.CHANGE_ORDERS),
    desk_path(f"{ONE}change/preview/", views.change_preview, "change_preview", act=May.CHANGE_ORDERS),
    desk_path(f"{ONE}change/products/", views.change_product, "change_product", look=May.CHANGE_ORDERS),
]
