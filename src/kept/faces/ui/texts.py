"""Texts for both desk and customers: promises, statuses, differences, refusals, in the active language.

Times are written in the store's time zone.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_percent
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kept.customers.addresses import address_lines
from kept.faces.ui.locales import current_locale
from kept.faces.ui.templatetags.kept import STATUS_WORDS, isolated, moment_text, money, span_from_now
from kept.kit.refusals import Refusal
from kept.orders.agreement.differences import Difference
from kept.orders.models import Status
from kept.payments.methods import label_of
from kept.promises.fulfilment import PromiseOf, policy_of
from kept.promises.refusals import CannotPromise
from kept.stores.models import Store

_CHANGED = {  # by what differs; frozen messages and the journal call a fulfilment method a way
    "fulfilment_method": gettext_lazy("Pickup or delivery"),
    "address": gettext_lazy("Address"),
    "recipient": gettext_lazy("For"),
    "instructions": gettext_lazy("Instructions"),
    "promise": gettext_lazy("When"),
    "note": gettext_lazy("Note"),
    "customer": gettext_lazy("Contact"),
    "payment": gettext_lazy("Payment"),
    "fee": gettext_lazy("Delivery"),
    "total": gettext_lazy("Total"),
}
_SOON = timedelta(minutes=15)


def status_word(store: Store, status: str, fulfilment_kind: str = "") -> str:
    """Return the store's own name for a status in the active language, else Kept's."""
    own = store.status_words.get(get_language() or store.language, {}).get(status)
    if own:
        return str(own)
    if status == Status.SHIPPED and fulfilment_kind and policy_of(fulfilment_kind).has_own_driver:
        return str(_("On its way"))
    return str(STATUS_WORDS[status])


def percent(basis_points: int) -> str:
    """Format a tax rate: 700 → `7%`, 770 → `7.7%`."""
    return str(format_percent(Decimal(basis_points) / 10_000, "#,##0.##%", locale=current_locale()))


def when(earliest: str, latest: str, *, zone: str, wished: bool, kind: str, now: datetime) -> str:
    """Return a promise as a sentence: “Ready today from 15:30”, “With you between Tue, Nov 24 and Fri, Nov 27”.

    `earliest` and `latest` as in terms.Promise; `kind` is the fulfilment method's; `now` decides what is “today”.
    """
    tz = ZoneInfo(zone)
    days = _local(earliest, tz), _local(latest, tz)
    today = now.astimezone(tz).date()
    return _promise_text(
        *days, wished=wished, promise_of=policy_of(kind).promise_of, asked_at=now, today=today
    )


def when_short(earliest: str, latest: str, *, zone: str, wished: bool, now: datetime) -> str:
    """Return only the day and time of a promise: “today from 15:30”."""
    tz = ZoneInfo(zone)
    days = _local(earliest, tz), _local(latest, tz)
    today = now.astimezone(tz).date()
    return _promise_text(*days, wished=wished, promise_of=PromiseOf.APPOINTMENT, asked_at=now, today=today)


def when_dated(earliest: str, latest: str, *, zone: str, wished: bool, kind: str, agreed_at: datetime) -> str:
    """Return the same with dates instead of “today”, for what is read on another day: a version, a printed ticket."""
    tz = ZoneInfo(zone)
    days = _local(earliest, tz), _local(latest, tz)
    return _promise_text(
        *days, wished=wished, promise_of=policy_of(kind).promise_of, asked_at=agreed_at, today=None
    )


def _promise_text(
    first: datetime,
    last: datetime,
    *,
    wished: bool,
    promise_of: PromiseOf,
    asked_at: datetime,
    today: date | None,
) -> str:
    if promise_of is PromiseOf.ARRIVAL:
        return _arrival_text(first, last, today, wished=wished)
    if promise_of is PromiseOf.ACCESS and first - asked_at <= _SOON:
        return _("Ready at once")
    parts = {"day": _day_text(first.date(), today), "time": moment_text(first, "time")}
    if promise_of is PromiseOf.APPOINTMENT:
        return capfirst((_("%(day)s at %(time)s") if wished else _("%(day)s from %(time)s")) % parts)
    return (_("Ready %(day)s at %(time)s") if wished else _("Ready %(day)s from %(time)s")) % parts


def _arrival_text(first: datetime, last: datetime, today: date | None, *, wished: bool) -> str:
    if wished:
        return _("With you %(day)s at %(time)s") % {
            "day": _day_text(first.date(), today),
            "time": moment_text(first, "time"),
        }
    if first.date() != last.date():
        return _("With you between %(first)s and %(last)s") % {
            "first": _day_text(first.date(), today),
            "last": _day_text(last.date(), today),
        }
    return _("With you %(day)s between %(from)s and %(until)s") % {
        "day": _day_text(first.date(), today),
        "from": moment_text(first, "time"),
        "until": moment_text(last, "time"),
    }


def refusal_text(refusal: Refusal) -> str:
    """Return a refusal as a sentence; for a time that cannot be promised, with the first one that can."""
    if not isinstance(refusal, CannotPromise):
        return str(refusal)
    earliest = parse_datetime(refusal.facts.get("earliest") or "")
    if earliest is None:
        return _("No date can be promised at the moment")
    parts = {"when": moment_text(localtime(earliest), "")}
    return _("That time cannot be promised. The first that can is %(when)s.") % parts


def countdown(until: datetime, now: datetime) -> str:
    """Return how long until something, or since: “in 3 hours”, “2 days ago”.

    It counts hours that pass. Two times of one zone would be subtracted as a wall clock shows them.
    """
    return span_from_now(until.astimezone(UTC) - now.astimezone(UTC))


def describe_changes(
    differences: Iterable[Difference], *, store: Store, currency: str, kind: str, now: datetime | None
) -> list[dict[str, Any]]:
    """Return differences between two versions as `kept/parts/diff.html` takes them.

    `kind`: the fulfilment kind that is agreed now. `now` decides what is “today”; None for what is read on another day.
    """
    return [_change(one, store, currency, kind, now) for one in differences]


def _change(one: Difference, store: Store, currency: str, kind: str, now: datetime | None) -> dict[str, Any]:
    if one.kind == "line_added":
        return {"kind": "added", "after": f"{one.after} × {one.name}"}
    if one.kind == "line_removed":
        return {"kind": "removed", "before": f"{one.before} × {one.name}"}
    before = _value_text(one.kind, one.before, store, currency, kind, now)
    after = _value_text(one.kind, one.after, store, currency, kind, now)
    change: dict[str, Any] = {
        "kind": "changed" if before and after else "added" if after else "removed",
        "what": _subject(one),
        "before": before,
        "after": after,
    }
    if one.kind == "total":
        change |= {"amount": one.after - one.before, "currency": currency}
    return change


def _subject(one: Difference) -> str:
    if one.kind == "price":
        return _("Price of %(name)s") % {"name": isolated(one.name)}
    if one.kind == "line_note":
        return _("Note for %(name)s") % {"name": isolated(one.name)}
    if one.kind == "line_changed":
        return ""
    return isolated(one.name) if one.kind == "quantity" else str(_CHANGED[one.kind])


def _value_text(what: str, value: Any, store: Store, currency: str, kind: str, now: datetime | None) -> str:
    if value in (None, "", []):
        return ""
    if what in ("price", "fee", "total"):
        return money(value, currency)
    if what == "address":
        return ", ".join(address_lines(value, store.country))
    if what == "promise":
        tz = ZoneInfo(store.timezone)
        first, last = (_local(moment, tz) for moment in value)
        today = now.astimezone(tz).date() if now else None
        return _promise_text(
            first, last, wished=first == last, promise_of=policy_of(kind).promise_of, asked_at=now or first,
            today=today,
        )  # fmt: skip
    if what == "customer":
        return ", ".join(part for part in value if part)
    return label_of(value) if what == "payment" else str(value)


def _day_text(day: date, today: date | None) -> str:
    if day == today:
        return _("today")
    if today and day == today + timedelta(days=1):
        return _("tomorrow")
    return moment_text(datetime(day.year, day.month, day.day), "day")  # noqa: DTZ001  (only its day is written)


def _local(iso: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(iso).astimezone(zone)
