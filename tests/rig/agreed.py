"""Terms as they were agreed in other days, for tests of what stays from then."""

import json

from kept.orders.actions.place_order import Placed


def name_as_before_rules(placed: Placed, name: str) -> None:
    """Put a name into the frozen terms that would be refused today, for the customer, the recipient and the street."""
    confirmation = placed.order.confirmations.get()
    terms = json.loads(confirmation.terms)
    terms["customer"]["name"] = terms["fulfilment"]["recipient"] = name
    terms["fulfilment"]["address"]["street_address"] = name
    confirmation.terms = json.dumps(terms)
    confirmation.save()
