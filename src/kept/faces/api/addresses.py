"""An address as a caller sends it, and its words."""

from typing import Annotated

from pydantic import Field

from kept.faces.api.fields import Given, text

# A destination's words are the Universal Commerce Protocol's; customers/addresses.py has the postal world's.
POSTAL = {
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


class Destination(Given):
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

    def as_postal(self) -> dict[str, str]:
        """The same address in the words of customers/addresses.py."""
        return {kept: value for name, kept in POSTAL.items() if (value := getattr(self, name))}
