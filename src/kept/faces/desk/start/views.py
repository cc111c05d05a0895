"""The way in: from a signed-in person to a store's board, and the store's colour."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kept.faces.desk.navigation import NAVIGATION
from kept.faces.desk.routing import DeskRequest
from kept.faces.ui.brand import brand_css
from kept.stores.models import User
from kept.stores.queries import stores_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """`/desk/`: the only store's desk, or a choice of stores."""
    stores = stores_of(cast("User", request.user))
    if len(stores) == 1:
        return redirect("desk:start", stores[0].slug)
    return render(request, "desk/start/stores.html", {"choices": stores})


def start(request: DeskRequest) -> HttpResponse:
    """`/desk/<store>/`: redirect to the first entry of the navigation that this person may open."""
    desk = request.desk
    return redirect(desk.url(next(entry.route for entry in NAVIGATION if desk.may_look(entry.route))))


def waiting(request: DeskRequest) -> HttpResponse:
    """The notice of messages that should have left; an open page of the desk asks for it every minute."""
    return render(request, "kept/parts/waiting.html")


def brand(request: DeskRequest) -> HttpResponse:
    """The store's accent as custom properties; its address changes with the store's settings."""
    response = HttpResponse(brand_css(request.desk.store.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
