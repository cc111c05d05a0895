"""How people are known: an e-mail address in lower case, a phone number in E.164."""

from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid


@lru_cache(maxsize=1000)
def email_identity(text: str) -> str:
    """The address as Kept knows it ("" for none). Raises Invalid when no mail could reach it."""
    address = text.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(
            _("This is not an e-mail address. Write it like name@example.com."), field="email"
        ) from error
    return address.lower()


@lru_cache(maxsize=1000)
def phone_identity(text: str, country: str) -> str:
    """The number in E.164 ("" for none), read as in `country` (ISO 3166). Raises Invalid when it is none."""
    typed = text.strip()
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise Invalid(_("This is not a phone number. Write it with its area code."), field="phone") from error
    if not phonenumbers.is_possible_number(number):
        raise Invalid(_("This phone number is too short or too long."), field="phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
