"""The addresses of products."""

from django.urls import URLPattern

from kept.faces.desk.catalog import views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

PRODUCT = "products/<int:product_id>/"

urlpatterns: list[URLPattern] = [
    desk_path("products/", views.product_list, "products", look=May.READ_CATALOG),
    desk_path(
        "products/new/", views.product_new, "product_new", look=May.WRITE_CATALOG, act=May.WRITE_CATALOG
    ),
    desk_path(PRODUCT, views.product_page, "product", look=May.READ_CATALOG, act=May.WRITE_CATALOG),
    desk_path(f"{PRODUCT}photo/", views.remove_photo_view, "product_photo", act=May.WRITE_CATALOG),
    desk_path(f"{PRODUCT}shown/", views.offer_or_retire, "product_shown", act=May.WRITE_CATALOG),
    desk_path(f"{PRODUCT}place/", views.move, "product_move", act=May.WRITE_CATALOG),
]
