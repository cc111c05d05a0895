"""The addresses of the board."""

from django.urls import URLPattern

from kept.faces.desk.board import views
from kept.faces.desk.routing import at
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    at("board/", views.board, "board", look=May.READ_ORDERS),
    at("board/live/", views.live, "live", look=May.READ_ORDERS),
    at("board/together/", views.together, "together", act=May.ADVANCE_ORDERS),
]
