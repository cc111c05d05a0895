"""Roles and permissions: the table of B5, on one screen.

A person has a role in ONE store; an API key has scopes. Both are sets of the same permissions, so there is one
check for every face (`Actor.require`).
"""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class May(StrEnum):
    """The permissions. The value is also the name of the API scope."""

    READ_ORDERS = "orders:read"
    PLACE_ORDERS = "orders:place"
    SET_PRICES = "orders:price"
    CHANGE_ORDERS = "orders:change"
    CONFIRM_ORDERS = "orders:confirm"
    ADVANCE_ORDERS = "orders:advance"
    CANCEL_ORDERS = "orders:cancel"
    READ_MONEY = "money:read"
    RECORD_MONEY = "money:record"
    READ_CATALOG = "catalog:read"
    WRITE_CATALOG = "catalog:write"
    READ_STOCK = "stock:read"
    WRITE_STOCK = "stock:write"
    READ_CUSTOMERS = "customers:read"
    WRITE_CUSTOMERS = "customers:write"
    READ_SETTINGS = "settings:read"
    WRITE_SETTINGS = "settings:write"
    MANAGE_STAFF = "staff:manage"
    MANAGE_KEYS = "keys:manage"
    MANAGE_WEBHOOKS = "webhooks:manage"


class Role(models.TextChoices):
    """The role of a person in a store."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    FULFILMENT = "fulfilment", _("Packing and kitchen")
    SUPPORT = "support", _("Support")
    ACCOUNTANT = "accountant", _("Accountant")


_READ_CATALOG_AND_STOCK = {May.READ_CATALOG, May.READ_STOCK}
_MANAGE_ORDERS = {
    May.READ_ORDERS, May.PLACE_ORDERS, May.CHANGE_ORDERS,
    May.CONFIRM_ORDERS, May.ADVANCE_ORDERS, May.CANCEL_ORDERS,
}  # fmt: skip

PERMISSIONS: dict[Role, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.MANAGER: frozenset(May) - {May.MANAGE_STAFF},
    Role.FULFILMENT: frozenset(
        {May.READ_ORDERS, May.ADVANCE_ORDERS, May.WRITE_STOCK} | _READ_CATALOG_AND_STOCK
    ),
    Role.SUPPORT: frozenset(
        {May.READ_MONEY, May.READ_CUSTOMERS, May.WRITE_CUSTOMERS} | _MANAGE_ORDERS | _READ_CATALOG_AND_STOCK
    ),
    Role.ACCOUNTANT: frozenset(
        {May.READ_ORDERS, May.READ_MONEY, May.READ_CUSTOMERS} | _READ_CATALOG_AND_STOCK
    ),
}

# Permissions of a visitor of the shop and of whoever holds an order's link. Which order is theirs is checked apart.
CUSTOMER_MAY = frozenset({May.PLACE_ORDERS})

# The scopes that an API key can have. No key manages staff or other keys.
SCOPES = tuple(may for may in May if may not in (May.MANAGE_STAFF, May.MANAGE_KEYS))
