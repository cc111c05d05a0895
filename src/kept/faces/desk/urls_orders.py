"""The desk's addresses for orders: the board, the list, one order, its change."""

from django.urls import URLPattern

from kept.faces.desk import board
from kept.faces.desk.frame import at

urlpatterns: list[URLPattern] = [
    at("board/", board.board, "board"),
]
