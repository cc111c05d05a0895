"""The addresses of the board."""

from django.urls import URLPattern

from kept.faces.desk.board import views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

urlpatterns: list[URLPattern] = [
    desk_path("board/", views.board, "board", look=May.READ_ORDERS),
    desk_path("board/live/", views.live, "live", look=May.READ_ORDERS),
    desk_path("board/together/", views.together, "together", act=May.ADVANCE_ORDERS),
]
