"""The desk's addresses for everything but orders: new order, products, stock, customers, settings, staff."""

from django.urls import URLPattern, path

from kept.faces.desk import (
    customers,
    new_order,
    products,
    settings,
    settings_people,
    settings_programs,
    settings_rhythm,
    stock,
)
from kept.faces.desk.frame import at

PRODUCT = "products/<int:product_id>/"
CUSTOMER = "customers/<int:customer_id>/"
WAY = "settings/ways/<int:way_id>/"

urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", settings_people.join, name="join"),
    at("orders/new/", new_order.new_order, "new"),
    at("orders/new/find/", new_order.find, "new_find"),
    at("orders/new/people/", new_order.people, "new_people"),
    at("orders/new/placed/<int:number>/", new_order.placed, "new_placed"),
    at("products/", products.products, "products"),
    at("products/new/", products.product_new, "product_new"),
    at(PRODUCT, products.product, "product"),
    at(f"{PRODUCT}photo/", products.photo, "product_photo"),
    at(f"{PRODUCT}shown/", products.shown, "product_shown"),
    at(f"{PRODUCT}place/", products.move, "product_move"),
    at("stock/", stock.stock, "stock"),
    at("stock/count/", stock.count, "stock_count"),
    at("stock/<int:variant_id>/", stock.stock_of, "stock_of"),
    at("customers/", customers.customers, "customers"),
    at(CUSTOMER, customers.customer, "customer"),
    at(f"{CUSTOMER}note/", customers.note, "customer_note"),
    at(f"{CUSTOMER}consents/", customers.consent, "customer_consent"),
    at(f"{CUSTOMER}merge/", customers.merge, "customer_merge"),
    at("settings/", settings.details, "settings"),
    at("settings/logo/", settings.logo, "settings_logo"),
    at("settings/open/", settings.open_or_closed, "settings_open"),
    at("settings/words/", settings.words, "settings_words"),
    at("settings/review/", settings.review, "settings_review"),
    at("settings/messages/", settings.sent, "settings_messages"),
    at("settings/hours/", settings_rhythm.hours, "settings_hours"),
    at("settings/closures/", settings_rhythm.closures, "settings_closures"),
    at("settings/ways/", settings_rhythm.ways, "settings_ways"),
    at("settings/ways/new/", settings_rhythm.way_new, "settings_way_new"),
    at(WAY, settings_rhythm.way, "settings_way"),
    at(f"{WAY}offered/", settings_rhythm.offered, "settings_way_offered"),
    at("settings/people/", settings_people.people, "settings_staff"),
    at("settings/people/<int:staff_id>/", settings_people.place, "settings_place"),
    at("settings/invitations/<int:invitation_id>/", settings_people.invitation, "settings_invitation"),
    at("settings/keys/", settings_programs.keys, "settings_keys"),
    at("settings/keys/<int:key_id>/", settings_programs.key, "settings_key"),
    at("settings/webhooks/", settings_programs.webhooks, "settings_webhooks"),
    at("settings/webhooks/<int:endpoint_id>/", settings_programs.webhook, "settings_webhook"),
]
