"""The addresses of the desk."""

from django.urls import URLPattern, URLResolver, path

from kept.faces.desk import start, urls_orders, urls_shelf
from kept.faces.desk.frame import at

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.home, name="home"),
    at("", start.start, "start"),
    at("brand.css", start.brand, "brand"),
    at("waiting/", start.waiting, "waiting"),
    *urls_orders.urlpatterns,
    *urls_shelf.urlpatterns,
]
