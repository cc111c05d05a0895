"""The style page, which documents the parts: each one in every state, with sample data.

`style_context` also shows, by example, the shape of the data that each part takes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kept.faces.ui.icons import ICONS
from kept.faces.ui.nav import NavItem, StoreLink
from kept.faces.ui.style_samples import (
    agreement,
    board_columns,
    effects,
    products,
    promises,
    timeline_entries,
)
from kept.faces.ui.templatetags.kept import STATUS_WORDS

HUES = ("pending", "received", "preparing", "ready", "shipped", "done", "on_hold", "cancelled")


class SampleForm(forms.Form):
    """A form with every kind of field that Kept uses."""

    name = forms.CharField(label="Name", help_text="As it should stand on the card.")
    email = forms.EmailField(label="E-mail")
    when = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("m", "Medium"), ("l", "Large")])
    note = forms.CharField(label="Card text", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    way = forms.ChoiceField(
        label="How it reaches you",
        widget=forms.RadioSelect,
        choices=[("shop", "I pick it up"), ("bicycle", "Bring it to me")],
        initial="shop",
    )
    news = forms.BooleanField(label="Write to me when peonies are back", required=False)


def style_page(request: HttpRequest) -> HttpResponse:
    """Show the style page; it exists in demo mode only."""
    return render(request, "kept/style.html", style_context(timezone.now()))


def style_context(now: datetime, photos: Sequence[str] = ()) -> dict[str, Any]:
    """Return the context of `kept/style.html`. Dates lie around `now` (aware); the shop shows `photos`."""
    return {
        "nav": sample_nav(),
        "here": "style",
        "store": "Wren & Ivy",
        "stores": [StoreLink("Wren & Ivy", "#", current=True), StoreLink("Lumen & Tallow", "#")],
        "search_url": "#",
        "account_name": "Maya Lindqvist",
        "account_role": "owner",
        "account_links": [{"label": "Your account", "url": "#"}],
        "sign_out_url": "#",
        "statuses": [(key, STATUS_WORDS[key]) for key in HUES],
        "icons": sorted(ICONS),
        "colours": (
            *("paper", "sheet", "sunk", "line", "edge", "ink", "ink-2", "ink-3"),
            *("accent", "accent-ink", "accent-soft", "good", "warn", "bad"),
        ),
        "form": SampleForm(),
        "wrong_form": SampleForm({"email": "anna@", "size": "m"}),
        "agreement": agreement(now),
        "promises": promises(now),
        "columns": board_columns(),
        "counts": [
            {
                "status": key,
                "word": STATUS_WORDS[key],
                "count": count,
                "url": "#",
                "current": key == "received",
                "bad": key == "on_hold",
            }
            for key, count in (
                ("received", 12),
                ("preparing", 5),
                ("ready", 3),
                ("shipped", 8),
                ("on_hold", 1),
            )
        ],
        "entries": timeline_entries(now),
        "effects": effects(),
        "products": products(photos),
        "crumbs": [{"label": "Board", "url": "#"}, {"label": "Order 1042", "url": ""}],
        "now": now,
        "an_hour": timedelta(hours=1),
    }


def sample_nav() -> list[NavItem]:
    """Return the entries of the desk's navigation, like its context processor."""
    return [
        NavItem("board", "Board", "#board", "board", "g b", count=3),
        NavItem("products", "Products", "#products", "tag", "g p"),
        NavItem("new", "New order", "#new", "plus", "g n", main=True),
        NavItem("stock", "Stock", "#stock", "stock", "g s"),
        NavItem("customers", "Customers", "#customers", "customers", "g c"),
        NavItem("settings", "Settings", "#settings", "settings", "g t", more=True),
    ]
