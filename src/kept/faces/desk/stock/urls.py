"""The addresses of stock."""

from django.urls import URLPattern

from kept.faces.desk.routing import at
from kept.faces.desk.stock import views
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    at("stock/", views.stock, "stock", look=May.READ_STOCK),
    at("stock/count/", views.count, "stock_count", look=May.WRITE_STOCK, act=May.WRITE_STOCK),
    at("stock/<int:variant_id>/", views.stock_of, "stock_of", look=May.READ_STOCK, act=May.WRITE_STOCK),
]
