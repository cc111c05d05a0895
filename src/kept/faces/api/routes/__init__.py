"""The operations of the API, by what they are about."""

from ninja import Router

from kept.faces.api.routes import orders

ROUTERS: dict[str, Router] = {"Orders": orders.router}
