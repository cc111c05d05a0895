"""Postal addresses in requests and replies.

Their words are the Universal Commerce Protocol's; customers/addresses.py has the postal world's.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from kept.faces.api.fields import Input, text

# The protocol's word → the postal world's.
ADDRESS_FIELDS = {
    "name": "name",
    "organization": "company_name",
    "street_address": "street_address",
    "extended_address": "city_area",
    "address_locality": "city",
    "address_region": "country_area",
    "postal_code": "postal_code",
    "sorting_code": "sorting_code",
    "address_country": "country_code",
}


class AddressInput(Input):
    """An address, in the fields its country uses; checked by that country's rules."""

    name: Annotated[str, text(200)] = ""
    organization: Annotated[str, text(200)] = ""
    street_address: Annotated[str, text(200)] = ""
    extended_address: Annotated[str, text(200)] = ""
    address_locality: Annotated[str, text(200)] = ""
    address_region: Annotated[str, text(200)] = ""
    postal_code: Annotated[str, text(40)] = ""
    sorting_code: Annotated[str, text(40)] = ""
    address_country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])] | None = None

    def values(self) -> dict[str, str]:
        """Return the address in the words of customers/addresses.py."""
        return {kept: value for name, kept in ADDRESS_FIELDS.items() if (value := getattr(self, name))}


def address_out(address: Mapping[str, str]) -> dict[str, str]:
    """Return a stored address in the protocol's words, without what it does not have."""
    return {name: address[kept] for name, kept in ADDRESS_FIELDS.items() if kept in address}
