"""The change panel as a browser fills it in and sends it, for its tests."""

import re
from typing import Any

from django.test import Client
from lxml import html

from kept.orders.models import Order


def typed(page: Any, **other: Any) -> dict[str, Any]:
    """What a browser would send from this page, with some of it typed anew."""
    data: dict[str, Any] = {}
    for name, value in html.fromstring(page.text).get_element_by_id("change-form").form_values():
        data.setdefault(name, []).append(value)
    return data | other


def sent_by_a_browser(page: Any) -> dict[str, Any]:
    """As `typed`, to the byte: a field of one line has no line breaks left, one of several sends them as CRLF."""
    fields = html.fromstring(page.text).get_element_by_id("change-form").inputs
    one_line = {one.name for one in fields if one.tag == "input" and one.get("type", "text") != "hidden"}
    return {
        name: [re.sub("[\r\n]", "", one) if name in one_line else one.replace("\n", "\r\n") for one in values]
        for name, values in typed(page).items()
    }


def change_page(desk: Client, order: Order, query: str = "") -> Any:
    return desk.get(f"/desk/wren/orders/{order.number}/change/{query}")


def preview(desk: Client, order: Order, data: dict[str, Any]) -> Any:
    return desk.post(f"/desk/wren/orders/{order.number}/change/preview/", data)


def confirm(desk: Client, order: Order, data: dict[str, Any], shown: Any) -> Any:
    data = data | {"do": "confirm", "fingerprint": shown.context["fingerprint"]}
    return desk.post(f"/desk/wren/orders/{order.number}/change/", data)
