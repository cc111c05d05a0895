"""The page of the process says what stands in the reactions, in words for people."""

from dataclasses import dataclass

from kept.journal.events import Event, Happened
from kept.journal.reactions import on, story
from kept.kit.queue import NewRow
from kept.stores.models import Store
from kept.webhooks.payloads import payload
from tools.process import events, process


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event[Store]):
    """The bell rang. `times` is for programmers."""

    name = "bell.rang"
    schema = 1
    webhook = True

    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event[Store]):
    """Somebody opened
    the door."""

    name = "door.opened"
    schema = 1

    wide: bool


def open_the_door(happened: Happened[Rang]) -> None:
    """Open the door (A1, B2).

    Only where it is not locked.
    """


def call_the_owner(happened: Happened[Rang]) -> list[NewRow]:
    """Call the owner."""
    return []


STORIES = [story("Somebody comes", on(Rang, does=(open_the_door,), tells=(call_the_owner,)), on(Opened))]


def test_a_merchant_reads_a_sentence_for_what_happens_and_one_for_each_thing_that_follows():
    page = process(STORIES)
    assert page.endswith(
        "## Somebody comes\n\n"
        "- **The bell rang.** `bell.rang`\n"
        "  - *does:* Open the door.\n"
        "  - *tells:* Call the owner.\n"
        "- **Somebody opened the door.**\n"
    )


def test_a_programmer_reads_what_programs_are_told_and_else_what_the_journal_keeps():
    page = events(STORIES, dict([payload(Rang, lambda event: {"rings": event.times})]))
    assert "| `bell.rang` | Rang | The bell rang. `times` is for programmers. | `rings` | yes |" in page
    assert "| `door.opened` | Opened | Somebody opened the door. | `wide` | |" in page
