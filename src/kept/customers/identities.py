"""The identities of a customer: an e-mail address in lower case, a phone number in E.164."""

from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext_lazy as _

from kept.kit.email_addresses import is_public_email
from kept.kit.refusals import Invalid

_NO_NUMBER = _("This is not a phone number. Write it with its area code.")
_LONG_ENOUGH = 7  # digits without the country's code: what most countries' shortest ordinary numbers have


@lru_cache(maxsize=1000)
def email_identity(text: str) -> str:
    """Return the address in lower case ("" for none). Raises Invalid for what no mail could reach."""
    address = text.strip()
    if not address:
        return ""
    if not is_public_email(address):
        raise Invalid(_("This is not an e-mail address. Write it like name@example.com."), field="email")
    return address.lower()


@lru_cache(maxsize=1000)
def phone_identity(text: str, country: str) -> str:
    """Return the number in E.164 ("" for none), read as one of `country` (ISO 3166). Raises Invalid for what is none.

    It has to be a complete number: two people who type the same few digits must not become one customer.
    """
    typed = text.strip()
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise Invalid(_NO_NUMBER, field="phone") from error
    if not phonenumbers.is_possible_number(number):
        raise Invalid(_("This phone number is too short or too long."), field="phone")
    if not _is_complete(number):
        raise Invalid(_NO_NUMBER, field="phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_prefix(text: str, country: str) -> str:
    """Return the beginning in E.164 of a number that is typed only in part. For searching, never for identifying."""
    digits = "".join(character for character in text if character.isdigit())
    if text.strip().startswith("+"):
        return f"+{digits}"
    code = phonenumbers.country_code_for_region(country) if country else 0
    return f"+{code}{digits.removeprefix('0')}" if code else f"+{digits}"


def _is_complete(number: phonenumbers.PhoneNumber) -> bool:
    """Tell whether it is a whole number, not an area code or what is dialled inside one.

    A short one has to stand in the numbering plan; a long one may be newer than the library's copy of the plan.
    """
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return False
    return len(str(number.national_number)) >= _LONG_ENOUGH or phonenumbers.is_valid_number(number)
