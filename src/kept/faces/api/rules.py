"""Which permission each operation of the API needs, on one screen: (method, path) → scopes.

An operation that does not stand here is refused for everybody, and a test fails: forgetting is not possible.
An empty set means that any valid key may.
"""

from collections.abc import Mapping

from kept.stores.roles import May

_READ = frozenset({May.READ_ORDERS})
_CHANGE = frozenset({May.READ_ORDERS, May.CHANGE_ORDERS})
_SHELF = frozenset({May.READ_CATALOG})
_STOCK = frozenset({May.READ_STOCK})
_WRITE_STOCK = frozenset({May.READ_STOCK, May.WRITE_STOCK})
_CUSTOMERS = frozenset({May.READ_CUSTOMERS})
_WEBHOOKS = frozenset({May.MANAGE_WEBHOOKS})
_WRITE_SHELF = frozenset({May.READ_CATALOG, May.WRITE_CATALOG})
_WRITE_CUSTOMERS = frozenset({May.READ_CUSTOMERS, May.WRITE_CUSTOMERS})
_SETTINGS = frozenset({May.READ_SETTINGS})
_WRITE_SETTINGS = frozenset({May.READ_SETTINGS, May.WRITE_SETTINGS})
_ADVANCE = frozenset({May.READ_ORDERS, May.ADVANCE_ORDERS})

RULES: Mapping[tuple[str, str], frozenset[May]] = {
    ("GET", "/store"): frozenset(),
    # Orders
    ("POST", "/quotes"): frozenset({May.PLACE_ORDERS}),
    ("POST", "/orders"): frozenset({May.PLACE_ORDERS}),
    ("GET", "/orders"): _READ,
    ("GET", "/orders/{number}"): _READ,
    ("POST", "/orders/{number}/change-previews"): _CHANGE,
    ("POST", "/orders/{number}/changes"): _CHANGE,
    ("POST", "/orders/{number}/steps"): _ADVANCE,
    ("POST", "/orders/{number}/steps-back"): _ADVANCE,
    ("PUT", "/orders/{number}/hold"): _ADVANCE,
    ("DELETE", "/orders/{number}/hold"): _ADVANCE,
    ("POST", "/orders/{number}/cancellation"): frozenset({May.READ_ORDERS, May.CANCEL_ORDERS}),
    ("POST", "/orders/{number}/confirmation"): frozenset({May.READ_ORDERS, May.CONFIRM_ORDERS}),
    ("POST", "/orders/{number}/acknowledgements"): _CHANGE,
    ("POST", "/orders/{number}/acceptances"): _ADVANCE,
    ("GET", "/orders/{number}/versions"): _READ,
    ("GET", "/orders/{number}/versions/{version}"): _READ,
    ("GET", "/orders/{number}/events"): _READ,
    ("GET", "/orders/{number}/requests"): _READ,
    ("POST", "/orders/{number}/requests"): _CHANGE,
    ("POST", "/orders/{number}/requests/{request_id}/answer"): _CHANGE,
    ("GET", "/orders/{number}/messages"): _READ,
    ("POST", "/orders/{number}/messages/{message_id}/retry"): _CHANGE,
    ("POST", "/orders/{number}/link"): _CHANGE,
    ("GET", "/orders/{number}/payments"): frozenset({May.READ_ORDERS, May.READ_MONEY}),
    ("POST", "/orders/{number}/payments"): frozenset({May.READ_ORDERS, May.READ_MONEY, May.RECORD_MONEY}),
    # What waits for a person; of which kinds a key may know and decide stands in findings/kinds.py, too
    ("GET", "/findings"): _READ,
    ("GET", "/findings/{finding_id}"): _READ,
    ("POST", "/findings/{finding_id}/settlement"): _CHANGE,
    ("POST", "/findings/{finding_id}/acceptance"): _CHANGE,
    ("POST", "/findings/{finding_id}/reopening"): _CHANGE,
    ("PUT", "/findings/{finding_id}/owner"): _CHANGE,
    # The shelf, the stock, the customers
    ("GET", "/products"): _SHELF,
    ("GET", "/products/{product_id}"): _SHELF,
    ("GET", "/variants"): _SHELF,
    ("GET", "/variants/{variant_id}"): _SHELF,
    ("POST", "/products"): _WRITE_SHELF,
    ("PATCH", "/products/{product_id}"): _WRITE_SHELF,
    ("PUT", "/products/{product_id}/retirement"): _WRITE_SHELF,
    ("DELETE", "/products/{product_id}/retirement"): _WRITE_SHELF,
    ("PUT", "/products/{product_id}/position"): _WRITE_SHELF,
    ("PUT", "/products/{product_id}/option-groups"): _WRITE_SHELF,
    ("PUT", "/products/{product_id}/photo"): _WRITE_SHELF,
    ("DELETE", "/products/{product_id}/photo"): _WRITE_SHELF,
    ("POST", "/products/{product_id}/variants"): _WRITE_SHELF,
    ("PATCH", "/variants/{variant_id}"): _WRITE_SHELF,
    ("PUT", "/variants/{variant_id}/retirement"): _WRITE_SHELF,
    ("DELETE", "/variants/{variant_id}/retirement"): _WRITE_SHELF,
    ("GET", "/stock"): _STOCK,
    ("GET", "/stock/{variant_id}"): _STOCK,
    ("GET", "/stock/{variant_id}/movements"): _STOCK,
    ("POST", "/stock/{variant_id}/receipts"): _WRITE_STOCK,
    ("POST", "/stock/{variant_id}/write-offs"): _WRITE_STOCK,
    ("POST", "/stock/{variant_id}/counts"): _WRITE_STOCK,
    ("GET", "/customers"): _CUSTOMERS,
    ("GET", "/customers/{customer_id}"): _CUSTOMERS,
    ("PATCH", "/customers/{customer_id}"): _WRITE_CUSTOMERS,
    ("PUT", "/customers/{customer_id}/note"): _WRITE_CUSTOMERS,
    ("POST", "/customers/{customer_id}/merges"): _WRITE_CUSTOMERS,
    ("GET", "/customers/{customer_id}/consents"): _CUSTOMERS,
    ("POST", "/customers/{customer_id}/consents"): _WRITE_CUSTOMERS,
    # Settings and rhythm
    ("GET", "/settings"): _SETTINGS,
    ("PATCH", "/settings"): _WRITE_SETTINGS,
    ("PUT", "/settings/shop"): _WRITE_SETTINGS,
    ("PUT", "/settings/messages"): _WRITE_SETTINGS,
    ("PUT", "/settings/review-rules"): _WRITE_SETTINGS,
    ("PUT", "/settings/status-words"): _WRITE_SETTINGS,
    ("PUT", "/settings/logo"): _WRITE_SETTINGS,
    ("DELETE", "/settings/logo"): _WRITE_SETTINGS,
    ("GET", "/ways"): _SETTINGS,
    ("POST", "/ways"): _WRITE_SETTINGS,
    ("PATCH", "/ways/{way_id}"): _WRITE_SETTINGS,
    ("PUT", "/ways/{way_id}/retirement"): _WRITE_SETTINGS,
    ("DELETE", "/ways/{way_id}/retirement"): _WRITE_SETTINGS,
    ("PUT", "/hours"): _WRITE_SETTINGS,
    ("GET", "/closures"): _SETTINGS,
    ("PUT", "/closures/{day}"): _WRITE_SETTINGS,
    ("DELETE", "/closures/{day}"): _WRITE_SETTINGS,
    # Webhooks
    ("GET", "/webhook-event-types"): _WEBHOOKS,
    ("GET", "/webhook-endpoints"): _WEBHOOKS,
    ("POST", "/webhook-endpoints"): _WEBHOOKS,
    ("GET", "/webhook-endpoints/{endpoint_id}"): _WEBHOOKS,
    ("PATCH", "/webhook-endpoints/{endpoint_id}"): _WEBHOOKS,
    ("DELETE", "/webhook-endpoints/{endpoint_id}"): _WEBHOOKS,
    ("GET", "/webhook-endpoints/{endpoint_id}/deliveries"): _WEBHOOKS,
    ("POST", "/webhook-endpoints/{endpoint_id}/deliveries/{delivery_id}/redelivery"): _WEBHOOKS,
}

# Parts of an answer that tell more than the operation itself: without the scope they are null, or left out of a list.
# What was agreed, prices too, is part of an order; what came in for it and is owed is not.
SEES_MONEY = May.READ_MONEY
# What messages say. That one was sent, where to and how far it came, is part of the order.
SEES_TEXTS = May.READ_CUSTOMERS

# Operations whose body is a picture and not JSON.
TAKES_PICTURES = frozenset({"/products/{product_id}/photo", "/settings/logo"})
