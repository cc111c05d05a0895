"""The operations of the API, by what they are about."""

from ninja import Router

from kept.faces.api.routes import about, changes, customers, goods, orders, shelf, webhooks, work

ROUTERS: dict[str, Router] = {
    "Orders": orders.router,
    "Changes": changes.router,
    "Work": work.router,
    "About an order": about.router,
    "Shelf and stock": shelf.router,
    "Goods": goods.router,
    "Customers": customers.router,
    "Webhooks": webhooks.router,
}
