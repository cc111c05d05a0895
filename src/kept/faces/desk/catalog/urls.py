"""The addresses of products."""

from django.urls import URLPattern

from kept.faces.desk.catalog import views
from kept.faces.desk.routing import at
from kept.stores.roles import May

PRODUCT = "products/<int:product_id>/"

urlpatterns: list[URLPattern] = [
    at("products/", views.products, "products", look=May.READ_CATALOG),
    at("products/new/", views.product_new, "product_new", look=May.WRITE_CATALOG, act=May.WRITE_CATALOG),
    at(PRODUCT, views.product, "product", look=May.READ_CATALOG, act=May.WRITE_CATALOG),
    at(f"{PRODUCT}photo/", views.photo, "product_photo", act=May.WRITE_CATALOG),
    at(f"{PRODUCT}shown/", views.shown, "product_shown", act=May.WRITE_CATALOG),
    at(f"{PRODUCT}place/", views.move, "product_move", act=May.WRITE_CATALOG),
]
