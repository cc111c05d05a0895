"""The operations of the API, by what they are about."""

from ninja import Router

from kept.faces.api.catalog import photos
from kept.faces.api.catalog import views as catalog
from kept.faces.api.customers import views as customers
from kept.faces.api.findings import views as findings
from kept.faces.api.orders import changes, records, work
from kept.faces.api.orders import views as orders
from kept.faces.api.payments import views as payments
from kept.faces.api.stock import views as stock
from kept.faces.api.store import logo, rhythm, settings
from kept.faces.api.store import views as store
from kept.faces.api.webhooks import views as webhooks

ROUTERS: dict[str, tuple[Router, ...]] = {
    "Orders": (orders.router,),
    "Changes": (changes.router,),
    "Work": (work.router,),
    "About an order": (records.router,),
    "Payments": (payments.router,),
    "Findings": (findings.router,),
    "Products": (catalog.router, photos.router),
    "Stock": (stock.router,),
    "Customers": (customers.router,),
    "Store": (store.router, settings.router, rhythm.router, logo.router),
    "Webhooks": (webhooks.router,),
}
