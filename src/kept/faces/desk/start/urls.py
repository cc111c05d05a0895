"""The addresses that every person with a place in the store may open."""

from django.urls import URLPattern, path

from kept.faces.desk.routing import at
from kept.faces.desk.start import views
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    at("", views.start, "start", look=May.READ_CATALOG),
    at("brand.css", views.brand, "brand", look=May.READ_CATALOG),
    at("waiting/", views.waiting, "waiting", look=May.READ_CATALOG),
]
