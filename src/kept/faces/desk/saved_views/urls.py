"""The addresses of saved views."""

from django.urls import URLPattern

from kept.faces.desk.routing import desk_path
from kept.faces.desk.saved_views import views
from kept.stores.roles import May

VIEW = "views/<int:view_id>/"

urlpatterns: list[URLPattern] = [
    desk_path("views/", views.save, "views", act=May.READ_ORDERS),
    desk_path(VIEW, views.change, "view", act=May.READ_ORDERS),
    desk_path(f"{VIEW}default/", views.default, "view_default", act=May.READ_ORDERS),
    desk_path(f"{VIEW}shared/", views.shared, "view_shared", act=May.WRITE_SETTINGS),
    desk_path(f"{VIEW}removal/", views.remove, "view_removal", act=May.READ_ORDERS),
    desk_path(f"{VIEW}restoration/", views.bring_back, "view_restoration", act=May.READ_ORDERS),
]
