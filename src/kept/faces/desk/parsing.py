"""Parse what people type into more than one of the desk's forms."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kept.kit.money import parse_amount
from kept.kit.refusals import Invalid


def parse_moment(text: str, zone: str) -> datetime | None:
    """Return the moment that `datetime-local` sent, in the store's zone. Raises Invalid for the field `wished`."""
    if not text.strip():
        return None
    try:
        moment = parse_datetime(text.strip())
    except ValueError:
        moment = None
    if moment is None:
        raise Invalid(_("This is not a valid date and time."), field="wished")
    return moment.replace(tzinfo=ZoneInfo(zone))


def parse_percent(text: str, locale: str) -> int:
    """Return a percentage as typed in basis points: "7" → 700. Raises Invalid."""
    return parse_amount(text.replace("%", ""), "EUR", locale)
