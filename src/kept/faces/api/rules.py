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
    ("GET", "/orders/{number}/versions"): _READ,
    ("GET", "/orders/{number}/versions/{version}"): _READ,
    ("GET", "/orders/{number}/events"): _READ,
    ("GET", "/orders/{number}/requests"): _READ,
    ("POST", "/orders/{number}/requests"): _CHANGE,
    ("POST", "/orders/{number}/requests/{request_id}/answer"): _CHANGE,
    ("GET", "/orders/{number}/messages"): _READ,
    # The shelf, the stock, the customers
    ("GET", "/products"): _SHELF,
    ("GET", "/products/{product_id}"): _SHELF,
    ("GET", "/variants"): _SHELF,
    ("GET", "/variants/{variant_id}"): _SHELF,
    ("GET", "/stock"): _STOCK,
    ("GET", "/stock/{variant_id}"): _STOCK,
    ("GET", "/stock/{variant_id}/movements"): _STOCK,
    ("POST", "/stock/{variant_id}/receipts"): _WRITE_STOCK,
    ("POST", "/stock/{variant_id}/write-offs"): _WRITE_STOCK,
    ("POST", "/stock/{variant_id}/counts"): _WRITE_STOCK,
    ("GET", "/customers"): _CUSTOMERS,
    ("GET", "/customers/{customer_id}"): _CUSTOMERS,
    ("PATCH", "/customers/{customer_id}"): frozenset({May.READ_CUSTOMERS, May.WRITE_CUSTOMERS}),
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
