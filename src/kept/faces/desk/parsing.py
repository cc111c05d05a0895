"""What people type into more than one of the desk's forms, read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kept.kit.money import parse_amount
from kept.kit.refusals import Invalid


def moment_typed(text: str, zone: str) -> datetime | None:
    """A day and a time as `datetime-local` sends them, in the store's zone. Raises Invalid for the field `wished`."""
    if not text.strip():
        return None
    try:
        moment = parse_datetime(text.strip())
    except ValueError:
        moment = None
    if moment is None:
        raise Invalid(_("This is not a valid date and time."), field="wished")
    return moment.replace(tzinfo=ZoneInfo(zone))


def percent_to_points(text: str, language: str) -> int:
    """A tax rate as typed, in per cent, as basis points: "7" → 700. Raises Invalid."""
    return parse_amount(text.replace("%", ""), "EUR", language)
