"""The operations of the API, by subject."""

from ninja import Router

from kept.faces.api.catalog import photos
from kept.faces.api.catalog import views as catalog
from kept.faces.api.customers import views as customers
from kept.faces.api.findings import views as findings
from kept.faces.api.operations import OPERATIONS
from kept.faces.api.orders import changes, customer, lifecycle, related
from kept.faces.api.orders import views as orders
from kept.faces.api.payments import views as payments
from kept.faces.api.stock import views as stock
from kept.faces.api.store import logo, schedule, settings
from kept.faces.api.store import views as store
from kept.faces.api.webhooks import views as webhooks

# Whoever takes the operations from here has them all: importing the views has described them.
__all__ = ["OPERATIONS", "ROUTERS", "permissions"]

ROUTERS: dict[str, tuple[Router, ...]] = {
    "Orders": (orders.router, customer.router),
    "Changes": (changes.router,),
    "Lifecycle": (lifecycle.router,),
    "History and requests": (related.router,),
    "Payments": (payments.router,),
    "Findings": (findings.router,),
    "Products": (catalog.router, photos.router),
    "Stock": (stock.router,),
    "Customers": (customers.router,),
    "Store": (store.router, settings.router, schedule.router, logo.router),
    "Webhooks": (webhooks.router,),
}


def permissions() -> str:
    """Return every operation on a line, by its path: what programs call it, and what a key needs for it."""
    rows = [
        (f"{method} {path}", described.id, " ".join(sorted(described.scopes)) or "any key")
        for (method, path), described in sorted(OPERATIONS.items(), key=lambda each: each[0][::-1])
    ]
    widths = [max(len(row[column]) for row in rows) + 2 for column in (0, 1)]
    return "".join(f"{where:{widths[0]}}{id:{widths[1]}}{scopes}\n" for where, id, scopes in rows)
