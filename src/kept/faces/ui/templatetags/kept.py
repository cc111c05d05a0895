"""`{% load kept %}`: the tags and filters that every page of Kept may use."""

import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache

from babel.dates import format_skeleton, format_time, format_timedelta
from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from kept.faces.ui.icons import ICONS, PROMISE_MARKS, STATUS_MARKS
from kept.faces.ui.locales import current_locale, home, home_locale
from kept.kit.money import format_money

register = template.Library()

STATUS_WORDS = {
    "pending": pgettext_lazy("order status", "Pending"),
    "received": pgettext_lazy("order status", "Received"),
    "preparing": pgettext_lazy("order status", "Preparing"),
    "ready": pgettext_lazy("order status", "Ready for pickup"),
    "shipped": pgettext_lazy("order status", "Shipped"),
    "done": pgettext_lazy("order status", "Done"),
    "on_hold": pgettext_lazy("order status", "On hold"),
    "cancelled": pgettext_lazy("order status", "Cancelled"),
}
PROMISE_WORDS = {
    "past": gettext_lazy("kept"),
    "now": gettext_lazy("now"),
    "next": gettext_lazy("still to come"),
    "broken": gettext_lazy("not kept in time"),
}
THEMES = ("light", "dark")
# A length of time is said in the largest of these, in seconds, of which it holds so many.
UNITS = (365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60)
LEAST_OF_A_UNIT = 2
# Unicode's marks around text whose direction follows from its own first letter (UAX 9).
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_FROM_THE_RIGHT = frozenset({"R", "AL"})
_DAY_FORMS = {"full": "yMMMEd", "short": "MMMd"}


@register.filter
def money(minor_units: int, currency: str) -> str:
    """`{{ line.total|money:order.currency }}`: minor units and an ISO 4217 code, in the active language."""
    return format_money(int(minor_units), currency, str(current_locale()))


@register.filter
def money_signed(minor_units: int, currency: str) -> str:
    """Like `money`, with a plus before what is added and a true minus before what is taken away."""
    amount = money(abs(int(minor_units)), currency)
    return f"{'+' if minor_units > 0 else '−' if minor_units < 0 else '±'}{amount}"


@register.filter
def signed(pieces: int) -> str:
    """A number that was added or taken away: +3, and −2 with a true minus."""
    return f"{pieces:+d}".replace("-", "−")


@register.simple_tag
def moment(when: datetime, form: str = "") -> SafeString:
    """A `<time>` in the reader's language, as it is written where the store is, in the active time zone.

    Forms: (none) day and time; `day`; `time`; `full` with the year; `short` without the weekday, for
    narrow places. `when` is aware.
    """
    local = timezone.localtime(when)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), moment_text(local, form)
    )


@register.filter
def span(length: timedelta) -> str:
    """A length of time as people say it: "38 hours", "2 days"; its sign belongs to the sentence."""
    return _span(_rounded_down(length), False, get_language() or "en")


def span_from_now(length: timedelta) -> str:
    """How long until something, or since: "in 38 hours", "2 days ago"."""
    return _span(_rounded_down(length), True, get_language() or "en")


def _rounded_down(length: timedelta) -> int:
    """Whole units in seconds, never more than there are: nobody is to have less time than was said."""
    seconds = abs(int(length.total_seconds()))
    unit = next((unit for unit in UNITS if seconds >= LEAST_OF_A_UNIT * unit), 1)
    return seconds // unit * unit * (-1 if length < timedelta(0) else 1)


@lru_cache(maxsize=4096)
def _span(seconds: int, with_direction: bool, _language: str) -> str:
    """Said once for each: a board says a hundred of them, again and again."""
    length = timedelta(seconds=seconds)
    return str(
        format_timedelta(
            length, threshold=LEAST_OF_A_UNIT, add_direction=with_direction, locale=current_locale()
        )
    )


@register.filter
def display_name(name: str) -> str:
    """`{{ order.customer_name|display_name }}`: the name, or what somebody is called who walked in and gave none.

    For a sentence as for a heading: a name from the right keeps to itself.
    """
    return isolated(name) or _("Walk-in")


@register.filter
def isolated(text: str) -> str:
    """What somebody wrote, within a sentence of Kept's: from the right, it turns nothing around it round.

    For an element of its own there is `dir="auto"`, which also cuts and aligns it at its own end.
    """
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if _is_from_the_right(text) else text


def _is_from_the_right(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(letter) in _FROM_THE_RIGHT for letter in text)


@register.filter
def breakable(text: str) -> SafeString:
    """A text that may break behind the “@” of an e-mail address: better there than in the middle of “.com”."""
    return format_html_join(mark_safe("@<wbr>"), "{}", ((part,) for part in str(text).split("@")))


@register.filter
def initials(name: str) -> str:
    """Two letters for a face: "Anna Berger" is AB."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "truck" "small" %}`. Sizes: small, (none), big. Without a label it is decoration.

    An unknown name is a mistake of the page's author and raises `KeyError`, so that a test finds it.
    """
    return _icon(name, size, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, size: str, label: str) -> SafeString:
    classes = f"icon icon-{size}" if size else "icon"
    if name.startswith(("arrow", "chevron-right")):
        classes += " icon-turns"
    # The drawing is Kept's own constant; everything else is escaped by format_html.
    return _svg(classes, 24, ICONS[name], label)


@register.simple_tag
@lru_cache(maxsize=64)
def status_mark(status: str) -> SafeString:
    """The bare shape of a status, for places that say the word themselves."""
    return _svg("", 16, STATUS_MARKS[status], "")


@register.simple_tag
def promise_mark(at: str) -> SafeString:
    """The dot on the promise line: past, now, next or broken; named for those who hear the page."""
    return _svg("", 24, PROMISE_MARKS[at], str(PROMISE_WORDS[at]))


@register.simple_tag
def status(status: str, word: str = "", pill: bool = False) -> SafeString:
    """`{% status order.status word=order.status_word pill=True %}`; `word`: the store's own name, if any."""
    return format_html(
        '<span class="status{}" data-status="{}">{}{}</span>',
        " status-pill" if pill else "", status, status_mark(status), word or STATUS_WORDS[status],
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString:
    """` data-theme="dark"` when the reader has chosen one (a cookie, so nothing flashes); else nothing."""
    request = context.get("request")
    chosen = request.COOKIES.get("kept_theme", "") if request else ""
    return format_html(' data-theme="{}"', chosen) if chosen in THEMES else SafeString("")


@register.simple_block_tag
def empty(
    content: str, title: str = "", symbol: str = "ticket", small: bool = False, level: int = 3
) -> SafeString:
    """`{% empty title="No orders yet" symbol="board" %}<p>…what to do…</p>{% endempty %}`.

    `level` is its heading's.
    """
    heading = format_html("<h{}>{}</h{}>", level, title, level) if title else SafeString("")
    classes = "empty empty-small" if small else "empty"
    return format_html('<div class="{}">{}{}{}</div>', classes, icon(symbol), heading, content)


@register.simple_block_tag
def alert(content: str, kind: str = "", title: str = "") -> SafeString:
    """`{% alert kind="bad" title="The payment failed" %}<p>…{% endalert %}`. Kinds: none, good, warn, bad."""
    symbol = {"": "info", "good": "check", "warn": "alert", "bad": "alert"}[kind]
    heading = format_html('<p class="alert-title">{}</p>', title) if title else SafeString("")
    role = SafeString(' role="alert"') if kind == "bad" else SafeString("")
    classes = f"alert alert-{kind}" if kind else "alert"
    return format_html('<div class="{}"{}>{}{}{}</div>', classes, role, icon(symbol), heading, content)


@register.simple_block_tag
def dialog(content: str, dom_id: str, title: str) -> SafeString:
    """`{% dialog "cancel" title="Cancel order 1042" %}…{% enddialog %}`; `data-opens="cancel"` opens it."""
    return render_to_string(
        "kept/parts/dialog.html", {"id": dom_id, "title": title, "content": conditional_escape(content)}
    )


def moment_text(local: datetime, form: str) -> str:
    """The words of `moment`, for places without markup; `local` is already in the zone to be shown."""
    minute = local.replace(second=0, microsecond=0, tzinfo=None)
    return _moment_text(minute, form, get_language() or "en", home())


@lru_cache(maxsize=4096)
def _moment_text(local: datetime, form: str, _language: str, _home: str) -> str:
    """Said once for each minute: a list of orders says the same days again and again."""
    locale = home_locale()
    at = format_time(local.time(), "short", locale=locale)
    if form == "time":
        return at
    day = format_skeleton(_DAY_FORMS.get(form, "MMMEd"), local, locale=locale)
    if form == "short":
        # It may break between day and time, and nowhere else.
        day, at = day.replace(" ", "\xa0"), at.replace(" ", "\xa0")
    return day if form == "day" else f"{day}, {at}"


def _svg(classes: str, field: int, drawing: str, label: str) -> SafeString:
    told = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    class_part = format_html(' class="{}"', classes) if classes else SafeString("")
    return format_html(
        '<svg{} viewBox="0 0 {} {}" {}>{}</svg>',
        class_part,
        field,
        field,
        told,
        mark_safe(drawing),  # noqa: S308 - a constant of icons.py
    )
