"""The addresses of saved views."""

from django.urls import URLPattern

from kept.faces.desk.routing import at
from kept.faces.desk.saved_views import views
from kept.stores.roles import May

VIEW = "views/<int:view_id>/"

urlpatterns: list[URLPattern] = [
    at("views/", views.save, "views", act=May.READ_ORDERS),
    at(VIEW, views.change, "view", act=May.READ_ORDERS),
    at(f"{VIEW}default/", views.default, "view_default", act=May.READ_ORDERS),
    at(f"{VIEW}shared/", views.shared, "view_shared", act=May.WRITE_SETTINGS),
    at(f"{VIEW}removal/", views.remove, "view_removal", act=May.READ_ORDERS),
    at(f"{VIEW}restoration/", views.bring_back, "view_restoration", act=May.READ_ORDERS),
]
