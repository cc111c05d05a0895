"""The way in: from a signed-in person to a store's board, and the store's colour."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kept.faces.desk.navigation import PLACES
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
    """`/desk/<store>/`: the first place that this person may look at."""
    desk = request.desk
    return redirect(desk.url(next(place.route for place in PLACES if desk.may_look(place.route))))


def waiting(request: DeskRequest) -> HttpResponse:
    """What an open page of the desk asks every minute: whether messages wait that should have left."""
    return render(request, "kept/parts/waiting.html")


def brand(request: DeskRequest) -> HttpResponse:
    """The store's accent as custom properties; its address changes with the store's settings."""
    response = HttpResponse(brand_css(request.desk.store.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
