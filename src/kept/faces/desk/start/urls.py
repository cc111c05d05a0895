"""The addresses that everybody who works in the store may open."""

from django.urls import URLPattern, path

from kept.faces.desk.routing import desk_path
from kept.faces.desk.start import views
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    desk_path("", views.start, "start", look=May.READ_CATALOG),
    desk_path("brand.css", views.brand, "brand", look=May.READ_CATALOG),
    desk_path("waiting/", views.waiting, "waiting", look=May.READ_CATALOG),
]
