"""From a message and its facts to subject, plain text and HTML. A broken template never stops a message."""

import logging
import re
from dataclasses import dataclass
from typing import Any

from kept.messages.composition import CHANGED, CONFIRMED_ANEW, NEW_ORDERS, message_template
from kept.messages.models import Message, MessageKind
from kept.messages.template_values import template_values
from kept.messages.words import supported_language

log = logging.getLogger(__name__)

LONGEST_SUBJECT = 300
_GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# In a header nothing may end the line or turn the reading direction around.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n") + b"\x7f"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it is handed over, but for the secret part of its link.

    `html` is "" in the plain message of last resort.
    """

    subject: str
    text: str
    html: str
    problem: str = ""


def render(message: Message, facts: dict[str, Any]) -> Rendered:
    """Write the message.

    When its template fails, a plain one says the same, and `problem` says what was wrong.
    """
    values = template_values(message, facts)
    try:
        template = message_template(
            _name(message), supported_language(message.language), values["word_choices"]
        )
        subject = one_line(template.subject.render(values))[:LONGEST_SUBJECT]
        text = _GAPS.sub("\n\n", _tidy(template.text.render(values))).strip() + "\n"
        return Rendered(subject, text, _page(template.html.render(values | {"subject": subject})))
    except Exception as error:  # whatever a template does, the message leaves
        log.exception(
            "The template of message %s (%s) failed; a plain one goes out instead.",
            message.pk,
            message.kind,
        )
        return _plain(values, problem=one_line(f"The template failed: {error}")[:400])


def _name(message: Message) -> str:
    """Return which key of MESSAGE_PARTS the message is written by."""
    if message.kind == MessageKind.CONFIRMATION and message.facts.get("changes"):
        return CONFIRMED_ANEW if "note" in message.facts else CHANGED
    if message.kind == MessageKind.NEW_ORDER and message.facts.get("orders"):
        return NEW_ORDERS
    return message.kind


def one_line(text: str) -> str:
    """`text` without line ends and other control characters: nothing in it can begin another header."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _tidy(text: str) -> str:
    """One kind of line end, and no control characters: what is stored is, to the letter, what is sent."""
    return _clean(text.encode())


def _page(page: str) -> str:
    """Tidy, and every letter beyond ASCII as a reference (HTML, 13.5), so that no mail server changes a byte."""
    return _clean(page.encode("ascii", "xmlcharrefreplace"))


def _clean(octets: bytes) -> str:
    return octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n").translate(None, _CONTROL).decode()


def _plain(values: dict[str, Any], problem: str) -> Rendered:
    """Write what must be said without any template."""
    order, store = values["order"], values["store"]
    if order is None:
        return Rendered(
            one_line(store["name"])[:LONGEST_SUBJECT], f"{store['name']}\n\n{values['url']}\n", "", problem
        )
    lines = [f"{line['quantity']} × {line['title']}: {line['total']}" for line in values["lines"]]
    parts = [
        f"{store['name']}: {order['number']} (v{order['version']})",
        "\n".join(lines),
        f"= {values['amounts']['total']}",
        values["promise"],
        "\n".join([values["fulfilment"]["name"], *values["fulfilment"]["address_lines"]]),
        values["url"],
        "\n".join(filter(None, [store["email"], store["phone"]])),
    ]
    subject = one_line(f"{order['number']}: {store['name']}")[:LONGEST_SUBJECT]
    return Rendered(subject, _tidy("\n\n".join(filter(None, parts))) + "\n", "", problem)
