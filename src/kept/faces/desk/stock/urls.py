"""The addresses of stock."""

from django.urls import URLPattern

from kept.faces.desk.routing import desk_path
from kept.faces.desk.stock import views
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    desk_path("stock/", views.stock_list, "stock", look=May.READ_STOCK),
    desk_path("stock/count/", views.count_page, "stock_count", look=May.WRITE_STOCK, act=May.WRITE_STOCK),
    desk_path(
        "stock/<int:variant_id>/", views.variant_page, "stock_of", look=May.READ_STOCK, act=May.WRITE_STOCK
    ),
]
