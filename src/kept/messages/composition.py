"""The parts of each message, on one screen, and their template, which is compiled once.

A message is a list of parts; each part exists as MJML and as plain text (templates/parts), so the two always
say the same. The responsive layout is compiled by MJML once per message and language and process; what remains
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

# Aligned, so that they can be compared.
# fmt: off
MESSAGE_PARTS: dict[str, tuple[str, ...]] = {
    MessageKind.CONFIRMATION: ("opening", "personal_note", "promise", "collect", "button", "items", "details", "next",
                               "news", "contact"),
    CHANGED: ("opening", "changes", "promise", "collect", "button", "items", "details", "next", "contact"),
    CONFIRMED_ANEW: ("opening", "personal_note", "changes", "promise", "collect", "button", "items", "details", "next",
                     "news", "contact"),
    MessageKind.UNDER_REVIEW: ("opening", "promise", "collect", "button", "items", "details", "next", "news",
                               "contact"),
    MessageKind.PREPARING: ("opening", "promise", "button", "next", "contact"),
    MessageKind.READY: ("opening", "promise", "collect", "button", "items", "details", "next", "contact"),
    MessageKind.SHIPPED: ("opening", "tracking", "promise", "button", "items", "details", "next", "contact"),
    MessageKind.DONE: ("opening", "button", "next", "contact"),
    MessageKind.ON_HOLD: ("opening", "why", "button", "next", "contact"),
    MessageKind.RESUMED: ("opening", "promise", "button", "next", "contact"),
    MessageKind.CANCELLED: ("opening", "why", "items", "button", "next", "contact"),
    MessageKind.REQUEST_RECEIVED: ("opening", "request", "button", "next", "contact"),
    MessageKind.REQUEST_ANSWERED: ("opening", "answer", "request", "button", "next", "contact"),
    MessageKind.NEW_ORDER: ("opening", "promise", "button", "items", "details", "customer"),
    NEW_ORDERS: ("opening", "orders", "button"),
    MessageKind.REVIEW_OVERDUE: ("opening", "promise", "button", "items", "details", "customer"),
    MessageKind.NEW_REQUEST: ("opening", "request", "button", "customer"),
    MessageKind.ORDER_CHANGED: ("opening", "changes", "work", "button", "promise", "items", "details", "customer"),
    MessageKind.INVITATION: ("opening", "button", "private"),
    MessageKind.PASSWORD_RESET: ("opening", "button", "private"),
    MessageKind.ADDRESS_CHANGE: ("opening", "button", "private"),
    MessageKind.SIGN_IN_CHANGED: ("opening", "private", "button"),
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
    """The three compiled templates of a message in one language."""

    subject: BoundTemplate
    text: BoundTemplate
    html: BoundTemplate


@lru_cache(maxsize=500)
def message_template(name: str, language: str, choices: WordChoices = ()) -> MessageTemplate:
    """Return the compiled template. `name`: a key of MESSAGE_PARTS; `language`: as `supported_language` returns it.

    `choices`: the words for marks that depend on the order, such as how it is paid.
    """
    chosen = dict(choices)
    return MessageTemplate(
        subject=_PLAIN.from_string(_fill_in_words("[[subject]]", name, language, chosen)),
        text=_PLAIN.from_string(_fill_in_words(_parts(name, "txt"), name, language, chosen)),
        html=_ESCAPED.from_string(_fill_in_words(_page(name), name, language, chosen, escaped=True)),
    )


@cache
def _page(name: str) -> str:
    source = _FOLDER.joinpath("layout.mjml").read_text("utf-8").replace("[[parts]]", _parts(name, "mjml"))
    page: str = mjml2html(source).replace("</body>", "{{ structured }}</body>")
    return _ENDS.sub(r"\g<0>\n", page)


def _parts(name: str, ending: str) -> str:
    folder = _FOLDER / "parts"
    return "\n".join(folder.joinpath(f"{part}.{ending}").read_text("utf-8") for part in MESSAGE_PARTS[name])


def _fill_in_words(
    source: str, name: str, language: str, choices: dict[str, str], *, escaped: bool = False
) -> str:
    """Put the words of the language in the place of their marks; words may hold marks themselves."""

    def words_of(mark: re.Match[str]) -> str:
        words = _MARK.sub(words_of, _words(name, language, mark[1], choices))
        return html.escape(words, quote=False) if escaped and mark.string is source else words

    return _MARK.sub(words_of, source)


def _words(name: str, language: str, key: str, choices: dict[str, str]) -> str:
    if key == "lang":
        return language
    if key == "subject" and not has_word(language, name, "subject"):
        # What is new stands in brackets: mail programs leave them out when they look for one conversation
        # (RFC 5256, 2.1, "subj-blob"), and people see it first.
        own_tag = "{% if status_word %}{{ status_word }}{% else %}"
        return f"[{own_tag}{word(language, name, 'tag')}{{% endif %}}] {word(language, name, 'thread')}"
    if key == "next_words" and has_word(language, name, "next_special"):
        key = "next_special"
    return word(language, name, choices.get(key, key))
