"""The operations of the API, by what they are about."""

from ninja import Router

from kept.faces.api.routes import (
    about,
    changes,
    customers,
    findings,
    goods,
    money,
    orders,
    pictures,
    products,
    rhythm,
    settings,
    shelf,
    webhooks,
    work,
)

ROUTERS: dict[str, tuple[Router, ...]] = {
    "Orders": (orders.router,),
    "Changes": (changes.router,),
    "Work": (work.router,),
    "About an order": (about.router, money.router),
    "Findings": (findings.router,),
    "Products": (products.router, pictures.router),
    "Store and stock": (shelf.router, goods.router),
    "Customers": (customers.router,),
    "Settings": (settings.router, rhythm.router, pictures.logos),
    "Webhooks": (webhooks.router,),
}
