"""Fill in and send the change panel as a browser does, for its tests."""

import re
from typing import Any

from django.test import Client
from lxml import html

from kept.orders.models import Order


def form_data(page: Any, **other: Any) -> dict[str, Any]:
    """Return what a browser would send from this page, with `other` in place of its own values."""
    data: dict[str, Any] = {}
    for name, value in html.fromstring(page.text).get_element_by_id("change-form").form_values():
        data.setdefault(name, []).append(value)
    return data | other


def browser_form_data(page: Any) -> dict[str, Any]:
    """Return `form_data` to the byte: a field of one line loses its line breaks, one of several sends them as CRLF."""
    fields = html.fromstring(page.text).get_element_by_id("change-form").inputs
    one_line = {one.name for one in fields if one.tag == "input" and one.get("type", "text") != "hidden"}
    return {
        name: [re.sub("[\r\n]", "", one) if name in one_line else one.replace("\n", "\r\n") for one in values]
        for name, values in form_data(page).items()
    }


def change_page(desk: Client, order: Order, query: str = "") -> Any:
    return desk.get(f"/desk/wren/orders/{order.number}/change/{query}")


def preview(desk: Client, order: Order, data: dict[str, Any]) -> Any:
    return desk.post(f"/desk/wren/orders/{order.number}/change/preview/", data)


def confirm(desk: Client, order: Order, data: dict[str, Any], response: Any) -> Any:
    data = data | {"do": "confirm", "fingerprint": response.context["fingerprint"]}
    return desk.post(f"/desk/wren/orders/{order.number}/change/", data)
