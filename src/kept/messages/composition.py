"""What each letter is made of, on one screen, and how that becomes a template that is compiled once.

A letter is a list of parts; each part exists as MJML and as plain text (templates/parts), so the two always
say the same. The responsive layout is compiled by MJML once per letter and language and process; what remains
is Liquid, which is rendered for each message.
"""

import html
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from liquid import BoundTemplate
from mjml import mjml2html

from kept.messages.models import MessageKind
from kept.messages.sandbox import escaped_templates, plain_templates
from kept.messages.words import has_word, word

WordChoices = tuple[tuple[str, str], ...]

CHANGED = "changed"  # a confirmation of version 2 and later
CONFIRMED_ANEW = "confirmed_anew"  # the first confirmation, of something else than was ordered
NEW_ORDERS = "new_orders"  # one alert for several

# Letter under letter, so that they can be compared.
# fmt: off
MESSAGE_PARTS: dict[str, tuple[str, ...]] = {
    MessageKind.CONFIRMATION: ("opening", "personal_note", "promise", "collect", "button", "items", "details", "next",
                               "contact"),
    CHANGED: ("opening", "changes", "promise", "collect", "button", "items", "details", "next", "contact"),
    CONFIRMED_ANEW: ("opening", "personal_note", "changes", "promise", "collect", "button", "items", "details", "next",
                     "contact"),
    MessageKind.UNDER_REVIEW: ("opening", "promise", "collect", "button", "items", "details", "next", "contact"),
    MessageKind.PREPARING: ("opening", "promise", "button", "next", "contact"),
    MessageKind.READY: ("opening", "promise", "collect", "button", "items", "details", "next", "contact"),
    MessageKind.SHIPPED: ("opening", "tracking", "promise", "button", "items", "details", "next", "contact"),
    MessageKind.DONE: ("opening", "button", "next", "contact"),
    MessageKind.ON_HOLD: ("opening", "why", "button", "next", "contact"),
    MessageKind.RESUMED: ("opening", "promise", "button", "next", "contact"),
    MessageKind.CANCELLED: ("opening", "why", "items", "button", "next", "contact"),
    MessageKind.REQUEST_RECEIVED: ("opening", "asked", "button", "next", "contact"),
    MessageKind.REQUEST_ANSWERED: ("opening", "answer", "asked", "button", "next", "contact"),
    MessageKind.NEW_ORDER: ("opening", "promise", "button", "items", "details", "customer"),
    NEW_ORDERS: ("opening", "orders", "button"),
    MessageKind.REVIEW_OVERDUE: ("opening", "promise", "button", "items", "details", "customer"),
    MessageKind.NEW_REQUEST: ("opening", "asked", "button", "customer"),
    MessageKind.ORDER_CHANGED: ("opening", "changes", "work", "button", "promise", "items", "details", "customer"),
    MessageKind.INVITATION: ("opening", "button", "private"),
}
# fmt: on

_FOLDER = Path(__file__).parent / "templates"
_MARK = re.compile(r"\[\[(\w+)\]\]")
# Where a page's lines may end without a difference to be seen: no line of a mail may be longer than 998.
_ENDS = re.compile(r"</(?:table|tr|td)>|<(?:tr|tbody)>|<br />")

_PLAIN = plain_templates()
_ESCAPED = escaped_templates()


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """The three compiled templates of a letter in one language."""

    subject: BoundTemplate
    text: BoundTemplate
    html: BoundTemplate


@lru_cache(maxsize=500)
def message_template(name: str, language: str, says: WordChoices = ()) -> MessageTemplate:
    """The compiled letter. `name` is a key of LETTERS; `language` as `words.spoken` returns it.

    `says`: which words stand for a mark whose words hang on the order, such as how it is paid.
    """
    marks = dict(says)
    return MessageTemplate(
        subject=_PLAIN.from_string(_worded("[[subject]]", name, language, marks)),
        text=_PLAIN.from_string(_worded(_parts(name, "txt"), name, language, marks)),
        html=_ESCAPED.from_string(_worded(_page(name), name, language, marks, escaped=True)),
    )


@cache
def _page(name: str) -> str:
    source = _FOLDER.joinpath("layout.mjml").read_text("utf-8").replace("[[parts]]", _parts(name, "mjml"))
    page: str = mjml2html(source).replace("</body>", "{{ structured }}</body>")
    return _ENDS.sub(r"\g<0>\n", page)


def _parts(name: str, ending: str) -> str:
    folder = _FOLDER / "parts"
    return "\n".join(folder.joinpath(f"{part}.{ending}").read_text("utf-8") for part in MESSAGE_PARTS[name])


def _worded(source: str, name: str, language: str, says: dict[str, str], *, escaped: bool = False) -> str:
    """Put the words of the language in the place of their marks; words may hold marks themselves."""

    def said(mark: re.Match[str]) -> str:
        words = _MARK.sub(said, _words(name, language, mark[1], says))
        return html.escape(words, quote=False) if escaped and mark.string is source else words

    return _MARK.sub(said, source)


def _words(name: str, language: str, key: str, says: dict[str, str]) -> str:
    if key == "lang":
        return language
    if key == "subject" and not has_word(language, name, "subject"):
        # What is new stands in brackets: mail programs leave them out when they look for one conversation
        # (RFC 5256, 2.1, "subj-blob"), and people see it first.
        own = "{% if status_word %}{{ status_word }}{% else %}"
        return f"[{own}{word(language, name, 'tag')}{{% endif %}}] {word(language, name, 'thread')}"
    if key == "next_words" and has_word(language, name, "next_special"):
        key = "next_special"
    return word(language, name, says.get(key, key))
