"""The tag library `{% load kept %}` of all pages."""

import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from kept.faces.ui.icons import ICONS, PROMISE_MARKS, STATUS_MARKS
from kept.faces.ui.locales import current_locale, formats_country, formats_locale, number_locale
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
# Seconds. A length of time is written in the largest unit of which it has at least LEAST_OF_A_UNIT.
UNITS = (365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60)
LEAST_OF_A_UNIT = 2
# Unicode's marks around a text whose direction follows from its first letter (UAX 9).
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_DAY_FORMS = {"full": "yMMMEd", "short": "MMMd"}


@register.filter
def money(minor_units: int, currency: str) -> str:
    """Format minor units and an ISO 4217 code in the active language: `{{ line.total|money:order.currency }}`."""
    return format_money(int(minor_units), currency, number_locale())


@register.filter
def money_signed(minor_units: int, currency: str) -> str:
    """Format like `money`, with a plus or a true minus."""
    amount = money(abs(int(minor_units)), currency)
    return f"{'+' if minor_units > 0 else '−' if minor_units < 0 else '±'}{amount}"


@register.filter
def signed(pieces: int) -> str:
    """Format a number with its sign: +3, and −2 with a true minus."""
    return f"{pieces:+d}".replace("-", "−")


@register.simple_tag
def moment(when: datetime, form: str = "") -> SafeString:
    """Return a `<time>` in the reader's language, the formats of the store's country and the active time zone.

    Forms: (none) day and time; `day`; `time`; `full` with the year; `short` without the weekday. `when` is aware.
    """
    local = timezone.localtime(when)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), moment_text(local, form)
    )


@register.filter
def full_day(day: date) -> str:
    """Return a calendar day with its weekday and year, as `moment` writes days: `{{ closure.date|full_day }}`."""
    return format_date(day, "full", locale=formats_locale())


@register.filter
def span(length: timedelta) -> str:
    """Return a length of time, such as "38 hours" or "2 days", without its sign."""
    return _span(_rounded_down(length), False, get_language() or "en")


def span_from_now(length: timedelta) -> str:
    """Return a length of time from now, such as "in 38 hours" or "2 days ago"."""
    return _span(_rounded_down(length), True, get_language() or "en")


def _rounded_down(length: timedelta) -> int:
    """Return the seconds of the whole units, rounded down, so that nobody has less time than the text says."""
    seconds = abs(int(length.total_seconds()))
    unit = next((unit for unit in UNITS if seconds >= LEAST_OF_A_UNIT * unit), 1)
    return seconds // unit * unit * (-1 if length < timedelta(0) else 1)


@lru_cache(maxsize=4096)
def _span(seconds: int, with_direction: bool, _language: str) -> str:
    """Format and cache it: a board shows a hundred of them."""
    length = timedelta(seconds=seconds)
    return str(
        format_timedelta(
            length, threshold=LEAST_OF_A_UNIT, add_direction=with_direction, locale=current_locale()
        )
    )


@register.filter
def display_name(name: str) -> str:
    """Return the name, or “Walk-in” for a customer without one: `{{ order.customer_name|display_name }}`.

    It is isolated, so that a right-to-left name does not reorder the text around it.
    """
    return isolated(name) or _("Walk-in")


@register.filter
def isolated(text: str) -> str:
    """Isolate a person's text within a sentence, so that right-to-left text does not reorder what is around it.

    A text in an element of its own needs `dir="auto"` instead, which also aligns and cuts it at the right end.
    """
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if _has_right_to_left(text) else text


def _has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text)


@register.filter
def breakable(text: str) -> SafeString:
    """Allow a line break after the “@” of an e-mail address, rather than in the middle of “.com”."""
    return format_html_join(mark_safe("@<wbr>"), "{}", ((part,) for part in str(text).split("@")))


@register.filter
def initials(name: str) -> str:
    """Return two letters for a name: AB for "Anna Berger"."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon: `{% icon "truck" "small" %}`. Sizes: small, (none), big. Without a label it is decoration.

    An unknown name is a mistake in the template and raises `KeyError`, so that a test finds it.
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
    """Draw the shape of a status without its name."""
    return _svg("", 16, STATUS_MARKS[status], "")


@register.simple_tag
def promise_mark(at: str) -> SafeString:
    """The dot on the promise line: past, now, next or broken; named for those who hear the page."""
    return _svg("", 24, PROMISE_MARKS[at], str(PROMISE_WORDS[at]))


@register.simple_tag
def status(status: str, word: str = "", pill: bool = False) -> SafeString:
    """Draw a status with its name: `{% status order.status word=order.status_word pill=True %}`."""
    return format_html(
        '<span class="status{}" data-status="{}">{}{}</span>',
        " status-pill" if pill else "", status, status_mark(status), word or STATUS_WORDS[status],
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString:
    """Return ` data-theme="dark"` for the theme in the reader's cookie, so that the page does not flash; else ""."""
    request = context.get("request")
    chosen = request.COOKIES.get("kept_theme", "") if request else ""
    return format_html(' data-theme="{}"', chosen) if chosen in THEMES else SafeString("")


@register.simple_block_tag
def empty(
    content: str, title: str = "", symbol: str = "ticket", small: bool = False, level: int = 3
) -> SafeString:
    """Draw an empty state: `{% empty title="No orders yet" symbol="board" %}<p>…what to do…</p>{% endempty %}`.

    `level` is that of its heading.
    """
    heading = format_html("<h{}>{}</h{}>", level, title, level) if title else SafeString("")
    classes = "empty empty-small" if small else "empty"
    return format_html('<div class="{}">{}{}{}</div>', classes, icon(symbol), heading, content)


@register.simple_block_tag
def alert(content: str, kind: str = "", title: str = "") -> SafeString:
    """Draw an alert: `{% alert kind="bad" title="…" %}…{% endalert %}`. Kinds: none, good, warn, bad."""
    symbol = {"": "info", "good": "check", "warn": "alert", "bad": "alert"}[kind]
    heading = format_html('<p class="alert-title">{}</p>', title) if title else SafeString("")
    role = SafeString(' role="alert"') if kind == "bad" else SafeString("")
    classes = f"alert alert-{kind}" if kind else "alert"
    return format_html('<div class="{}"{}>{}{}{}</div>', classes, role, icon(symbol), heading, content)


@register.simple_block_tag
def dialog(content: str, dom_id: str, title: str) -> SafeString:
    """Draw a dialog: `{% dialog "cancel" title="…" %}…{% enddialog %}`; `data-opens="cancel"` opens it."""
    return render_to_string(
        "kept/parts/dialog.html", {"id": dom_id, "title": title, "content": conditional_escape(content)}
    )


@register.simple_tag
def dialog_link(dom_id: str, symbol: str, label: str, css: str = "", size: str = "") -> SafeString:
    """`{% dialog_link "hold" "pause" _("Put on hold") %}`: the link that opens a dialog; `css` are its classes."""
    class_part = format_html(' class="{}"', css) if css else SafeString("")
    return format_html(
        '<a{} href="#{}" data-opens="{}" aria-haspopup="dialog">{}{}</a>',
        class_part, dom_id, dom_id, icon(symbol, size), label,
    )  # fmt: skip


@register.simple_tag
def due_badge(level: str, text: str) -> SafeString:
    """Show when something is due: `level` is calm, soon or late, `text` reads "in 2 h" or "20 min late"."""
    symbol = icon("alert" if level == "late" else "clock", "small")
    return format_html('<span class="due" data-due="{}">{}{}</span>', level, symbol, text)


@register.simple_block_tag
def crumbs(content: str, here: str, css: str = "") -> SafeString:
    """`{% crumbs here=order.number %}{% crumb _("Board") "desk:board" slug %}{% endcrumbs %}`: the way to this page."""
    class_part = format_html(' class="{}"', css) if css else SafeString("")
    page = format_html('<li><span aria-current="page" dir="auto"{}>{}</span></li>', class_part, here)
    return format_html(
        '<nav aria-label="{}"><ol class="crumbs">{}{}</ol></nav>', _("You are here"), content, page
    )


@register.simple_tag
def crumb(label: str, route: str, *arguments: Any) -> SafeString:
    """A link of `crumbs`: its label, then the route's name and arguments as for `{% url %}`."""
    return format_html('<li><a href="{}" dir="auto">{}</a></li>', reverse(route, args=arguments), label)


@register.simple_tag(takes_context=True)
def post_fields(context: Context, **values: object) -> SafeString:
    """`{% post_fields back=request.path once=once %}`: the CSRF token and the hidden fields of a form."""
    token = context.get("csrf_token")
    return format_html(
        "{}{}", _hidden("csrfmiddlewaretoken", token) if token else "",
        format_html_join("", "{}", ((_hidden(name, value),) for name, value in values.items())),
    )  # fmt: skip


def _hidden(name: str, value: object) -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)


@register.simple_tag
def optional() -> SafeString:
    """The word behind the label of a field that may stay empty."""
    return format_html(' <span class="field-optional">{}</span>', _("optional"))


@register.simple_block_tag
def field(
    content: str, dom_id: str, label: str, may_be_empty: bool = False, css: str = "field"
) -> SafeString:
    """`{% field "hold-why" _("Reason") may_be_empty=True %}<input id="hold-why" …>{% endfield %}`: label and control.

    For a control that is written by hand; a form's own field is drawn by `form_fields`.
    """
    return format_html(
        '<div class="{}"><label for="{}">{}{}</label>{}</div>',
        css, dom_id, label, optional() if may_be_empty else "", content,
    )  # fmt: skip


@register.simple_tag
def form_fields(*fields: BoundField) -> SafeString:
    """`{% form_fields form.name form.email %}`: fields of a form, each with label, help and errors."""
    return format_html_join(
        "", "{}", ((render_to_string("kept/parts/field.html", {"field": one}),) for one in fields)
    )


@register.inclusion_tag("kept/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """Show what is wrong with a form as a whole."""
    return {"errors": form.non_field_errors()}


def moment_text(local: datetime, form: str) -> str:
    """Return the text of `moment` without markup; `local` is in the time zone to be shown."""
    minute = local.replace(second=0, microsecond=0, tzinfo=None)
    return _moment_text(minute, form, get_language() or "en", formats_country())


@lru_cache(maxsize=4096)
def _moment_text(local: datetime, form: str, _language: str, _country: str) -> str:
    """Format and cache it: a list of orders shows the same days many times."""
    locale = formats_locale()
    at = format_time(local.time(), "short", locale=locale)
    if form == "time":
        return at
    day = format_skeleton(_DAY_FORMS.get(form, "MMMEd"), local, locale=locale)
    if form == "short":
        # A line break may fall between day and time only.
        day, at = day.replace(" ", "\xa0"), at.replace(" ", "\xa0")
    return day if form == "day" else f"{day}, {at}"


def _svg(classes: str, field: int, drawing: str, label: str) -> SafeString:
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    class_part = format_html(' class="{}"', classes) if classes else SafeString("")
    return format_html(
        '<svg{} viewBox="0 0 {} {}" {}>{}</svg>',
        class_part,
        field,
        field,
        role,
        mark_safe(drawing),  # noqa: S308 - a constant of icons.py
    )
