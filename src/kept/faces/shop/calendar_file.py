"""The promised time as an iCalendar file (RFC 5545).

It does not contain the order's link, because calendars are easily shared by accident.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from kept.customers.addresses import address_lines
from kept.orders.agreement.terms import Terms
from kept.orders.models import Order

_SHORTEST = timedelta(minutes=30)


def calendar_file(order: Order, terms: Terms, now: datetime) -> str:
    """Return a calendar with one event: as long as the promise, and at least half an hour."""
    assert terms.promise is not None
    begins = datetime.fromisoformat(terms.promise.earliest)
    ends = datetime.fromisoformat(terms.promise.latest)
    title = _("%(store)s: order %(number)s") % {"store": terms.store.name, "number": order.number}
    where = terms.fulfilment.address or order.store.address
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kept//Order//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:order-{order.store_id}-{order.number}@{urlsplit(settings.ENVIRONMENT.public_url).hostname}",
        f"SEQUENCE:{terms.version}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(begins)}",
        f"DTEND:{_utc(max(ends, begins + _SHORTEST))}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(chr(10).join(f'{line.quantity} × {line.title}' for line in terms.lines))}",
        f"LOCATION:{_escaped(', '.join(address_lines(where)))}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign, written in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", "\\n"),
    ):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> str:
    """Fold a line after 75 octets at most; the next begins with a space, and no character is cut in two."""
    rows, row, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > 75:
            rows.append(row)
            row, size = " ", 1
        row, size = row + sign, size + width
    return "\r\n".join([*rows, row])
