"""The events of saved views, in the past tense."""

from dataclasses import dataclass

from kept.journal.events import Event
from kept.views.models import SavedView


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSaved(Event[SavedView]):
    """Somebody saved a view of the orders. No event says its name, for people may be named in it."""

    name = "view.saved"
    schema = 1

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChanged(Event[SavedView]):
    """A saved view has another name, or shows something else. `changed` names which."""

    name = "view.changed"
    schema = 1

    view_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewShared(Event[SavedView]):
    """Everybody in the store has the view now."""

    name = "view.shared"
    schema = 1

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewUnshared(Event[SavedView]):
    """The view is its owner's alone again."""

    name = "view.unshared"
    schema = 1

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRemoved(Event[SavedView]):
    """Nobody has the view any more; its owner can bring it back for a day."""

    name = "view.removed"
    schema = 1

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewBroughtBack(Event[SavedView]):
    """A removed view is there again."""

    name = "view.brought_back"
    schema = 1

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChosen(Event[SavedView | None]):
    """Somebody chose the view that opens by itself for them. None does any more where `view_id` is null."""

    name = "view.chosen"
    schema = 1

    view_id: int | None
