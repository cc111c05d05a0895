"""The orders board (C1)."""

from django.http import HttpResponse
from django.shortcuts import render

from kept.faces.desk.frame import DeskRequest


def board(request: DeskRequest) -> HttpResponse:
    """Everything in flight."""
    return render(request, "desk/board.html", {"here": "board"})
