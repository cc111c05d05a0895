"""Checks of what a saved view is made of (C1)."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from kept.kit.text import one_line
from kept.orders.reading.search import LONGEST
from kept.views.models import SavedView
from kept.views.refusals import BadView, TooManyViews, ViewNameTaken

# What a view can say, by the names that the address of a board or a list has for it; `q` is what is searched for.
WORDS = ("due", "channel", "fulfilment_kind", "money", "attention", "sort", "status", "q")
MOST_VIEWS = 20
LONGEST_NAME = 40


def checked_name(name: str) -> str:
    """Return the name as it is stored. Raises BadView, or Invalid where it is too long."""
    checked = one_line(name, LONGEST_NAME, "name")
    if not checked:
        raise BadView(_("A view needs a name."), field="name")
    return checked


def checked_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return the filters as they are stored. Raises BadView where nothing is left that a view could show again."""
    values = {name: one_line(words.get(name, ""), LONGEST, name) for name in WORDS}
    filters = {name: word for name, word in values.items() if word}
    if not filters:
        raise BadView(_("Choose a filter, a search or an order first; a view shows it again."), field="words")
    return filters


def check_room(mine: Iterable[SavedView], name: str) -> None:
    """Refuse one more view of this name beside somebody's own. Raises TooManyViews or ViewNameTaken."""
    own = list(mine)
    if len(own) >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    check_name_free(own, name)


def check_name_free(others: Iterable[SavedView], name: str) -> None:
    """Refuse a name that another view of the same person has, however it is spelled. Raises ViewNameTaken."""
    if any(other.name.casefold() == name.casefold() for other in others):
        raise ViewNameTaken(name=name)
