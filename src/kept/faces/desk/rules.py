"""Who may do what at the desk: every route and the permission it needs, on one screen (B5).

`urls_orders.py` and `urls_shelf.py` name each route with `at()`, which reads its rule here when the program
starts: a route without a rule is a KeyError, not an open door. A test walks the routes and tries every role.
"""

from dataclasses import dataclass

from kept.stores.roles import May


@dataclass(frozen=True, slots=True)
class Rule:
    """What a person must be permitted to look (GET, HEAD) and to act (POST). None: no such method."""

    look: May | None = None
    act: May | None = None


RULES: dict[str, Rule] = {
    # Every person with a place in the store.
    "start": Rule(look=May.READ_CATALOG),
    "brand": Rule(look=May.READ_CATALOG),
    "waiting": Rule(look=May.READ_CATALOG),
    # Orders (urls_orders.py).
    "board": Rule(look=May.READ_ORDERS),
    "live": Rule(look=May.READ_ORDERS),
    "together": Rule(act=May.ADVANCE_ORDERS),
    "orders": Rule(look=May.READ_ORDERS),
    "views": Rule(act=May.READ_ORDERS),
    "view": Rule(act=May.READ_ORDERS),
    "view_default": Rule(act=May.READ_ORDERS),
    "view_shared": Rule(act=May.WRITE_SETTINGS),
    "view_removal": Rule(act=May.READ_ORDERS),
    "view_restoration": Rule(act=May.READ_ORDERS),
    "order": Rule(look=May.READ_ORDERS),
    "ticket": Rule(look=May.READ_ORDERS),
    "receipt": Rule(look=May.READ_ORDERS),
    "version": Rule(look=May.READ_ORDERS),
    "accept": Rule(act=May.ADVANCE_ORDERS),
    "change": Rule(look=May.CHANGE_ORDERS, act=May.CHANGE_ORDERS),
    "change_preview": Rule(act=May.CHANGE_ORDERS),
    "change_product": Rule(look=May.CHANGE_ORDERS),
    "advance": Rule(act=May.ADVANCE_ORDERS),
    "step_back": Rule(act=May.ADVANCE_ORDERS),
    "hold": Rule(act=May.ADVANCE_ORDERS),
    "resume": Rule(act=May.ADVANCE_ORDERS),
    "cancel": Rule(act=May.CANCEL_ORDERS),
    "confirm": Rule(act=May.CONFIRM_ORDERS),
    "contact": Rule(act=May.CHANGE_ORDERS),
    "acknowledge": Rule(act=May.CHANGE_ORDERS),
    "pay": Rule(act=May.RECORD_MONEY),
    "reply": Rule(act=May.CHANGE_ORDERS),
    "new_link": Rule(act=May.CHANGE_ORDERS),
    "message": Rule(look=May.READ_CUSTOMERS),
    # What waits for a person; who sees and settles which kind stands in findings/kinds.py, too.
    "findings": Rule(look=May.READ_ORDERS),
    "finding_decision": Rule(act=May.CHANGE_ORDERS),
    "finding_owner": Rule(act=May.CHANGE_ORDERS),
    "finding_reopening": Rule(act=May.CHANGE_ORDERS),
    "finding_try": Rule(act=May.CHANGE_ORDERS),
    # The shelf, the people, the settings (urls_shelf.py).
    "new": Rule(look=May.PLACE_ORDERS, act=May.PLACE_ORDERS),
    "new_find": Rule(look=May.PLACE_ORDERS),
    "new_people": Rule(look=May.READ_CUSTOMERS),
    "new_placed": Rule(look=May.PLACE_ORDERS),
    "products": Rule(look=May.READ_CATALOG),
    "product_new": Rule(look=May.WRITE_CATALOG, act=May.WRITE_CATALOG),
    "product": Rule(look=May.READ_CATALOG, act=May.WRITE_CATALOG),
    "product_photo": Rule(act=May.WRITE_CATALOG),
    "product_shown": Rule(act=May.WRITE_CATALOG),
    "product_move": Rule(act=May.WRITE_CATALOG),
    "stock": Rule(look=May.READ_STOCK),
    "stock_count": Rule(look=May.WRITE_STOCK, act=May.WRITE_STOCK),
    "stock_of": Rule(look=May.READ_STOCK, act=May.WRITE_STOCK),
    "customers": Rule(look=May.READ_CUSTOMERS),
    "customer": Rule(look=May.READ_CUSTOMERS, act=May.WRITE_CUSTOMERS),
    "customer_note": Rule(act=May.WRITE_CUSTOMERS),
    "customer_consent": Rule(act=May.WRITE_CUSTOMERS),
    "customer_merge": Rule(look=May.WRITE_CUSTOMERS, act=May.WRITE_CUSTOMERS),
    "settings": Rule(look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    "settings_logo": Rule(act=May.WRITE_SETTINGS),
    "settings_open": Rule(act=May.WRITE_SETTINGS),
    "settings_words": Rule(look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    "settings_review": Rule(look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    "settings_messages": Rule(look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    "settings_hours": Rule(look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    "settings_closures": Rule(act=May.WRITE_SETTINGS),
    "settings_ways": Rule(look=May.READ_SETTINGS),
    "settings_way_new": Rule(look=May.WRITE_SETTINGS, act=May.WRITE_SETTINGS),
    "settings_way": Rule(look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    "settings_way_offered": Rule(act=May.WRITE_SETTINGS),
    "settings_staff": Rule(look=May.MANAGE_STAFF, act=May.MANAGE_STAFF),
    "settings_place": Rule(act=May.MANAGE_STAFF),
    "settings_invitation": Rule(act=May.MANAGE_STAFF),
    "settings_keys": Rule(look=May.MANAGE_KEYS, act=May.MANAGE_KEYS),
    "settings_key": Rule(act=May.MANAGE_KEYS),
    "settings_webhooks": Rule(look=May.MANAGE_WEBHOOKS, act=May.MANAGE_WEBHOOKS),
    "settings_webhook": Rule(look=May.MANAGE_WEBHOOKS, act=May.MANAGE_WEBHOOKS),
}
