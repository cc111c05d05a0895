"""Write docs/process.md, for merchants, and docs/events.md, for programmers, from the reactions (`make docs`).

python -m tools.process
"""

import dataclasses
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
django.setup()

from kept.journal.events import Event  # noqa: E402
from kept.journal.reactions import Reactions, Story  # noqa: E402
from kept.reactions.payloads import PAYLOADS  # noqa: E402
from kept.reactions.table import STORIES  # noqa: E402
from kept.webhooks.payloads import Payloads  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent

PROCESS = """\
# The process of the shop

What happens in a shop that runs on Kept, and what follows by itself. Each point is an event. It is written down and
what it *does* is done, both or neither; whom it *tells* is written to right afterwards. Where nothing follows, it is
remembered and no more. Programs that the store names under Settings, Webhooks are told the events that have a
`name.like_this`; what each says to them stands in [events](events.md).

This page is made from `src/kept/reactions/` by `make docs`.
"""

EVENTS = """\
# Events

Everything that can happen in Kept, by package, for whoever writes a program or works on Kept; what follows from what,
for everybody, is [the process](process.md). An event is written to the journal by `record()` in the transaction of the
action that made it happen. Its name and what it says are a promise to programs (`src/kept/reactions/payloads.py`); its
class may be renamed. A webhook says `event_id`, `store`, `customer` and `actor` beside that. No event carries contact
details or what a customer wrote: a program that needs them reads the order, with a key that may. Of events that are
neither told to programs nor shown with an order, this page lists what the journal keeps.

This page is made from the classes by `make docs`.
"""


def main() -> None:
    """Write both pages."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


def pages() -> dict[Path, str]:
    """Return the text of each page, by where it stands."""
    return {
        ROOT / "docs" / "process.md": process(STORIES),
        ROOT / "docs" / "events.md": events(STORIES, PAYLOADS),
    }


def process(stories: Iterable[Story]) -> str:
    """Return the process as a merchant reads it: story by story, a plain sentence for each event and reaction."""
    parts = [PROCESS]
    for story in stories:
        lines = [line for row in story.rows for line in _point(row)]
        parts.append("\n".join([f"## {story.title}", "", *lines, ""]))
    return "\n".join(parts)


def events(stories: Iterable[Story], payloads: Payloads) -> str:
    """Return every event with its name, class and facts, by package."""
    packages: dict[str, list[type[Event[Any]]]] = {}
    for row in (row for story in stories for row in story.rows):
        packages.setdefault(row.event.__module__.split(".")[1], []).append(row.event)
    parts = [EVENTS]
    for package, of in packages.items():
        rows = [
            _row(
                f"`{event.name}`",
                event.__name__,
                _whole(event),
                _facts(event, payloads),
                "yes" if event.webhook else "",
            )
            for event in of
        ]
        parts.append(_table(package.capitalize(), ("event", "class", "when", "says", "webhook"), rows))
    return "\n".join(parts)


def _point(row: Reactions[Any]) -> list[str]:
    name = f" `{row.event.name}`" if row.event.webhook else ""
    return [
        f"- **{_happening(row.event)}**{name}",
        *(f"  - *does:* {_first_line(reaction)}" for reaction in row.does),
        *(f"  - *tells:* {_first_line(reaction)}" for reaction in row.tells),
    ]


def _happening(event: type[Event[Any]]) -> str:
    """The first sentence: what comes after it is for programmers."""
    return re.split(r"(?<=\.)\s", _whole(event), maxsplit=1)[0]


def _first_line(reaction: Callable[..., object]) -> str:
    """Without the ids of requirements, which are Kept's own."""
    line = (reaction.__doc__ or "").strip().splitlines()[0]
    return re.sub(r"\s*\((?:[A-Z]\d+(?:, )?)+\)", "", line)


def _whole(event: type[Event[Any]]) -> str:
    return " ".join((event.__doc__ or "").split())


def _facts(event: type[Event[Any]], payloads: Payloads) -> str:
    own = [field.name for field in dataclasses.fields(event)]
    if event not in payloads:
        facts = [name for name in own if name not in ("order_id", "customer_id")]
    else:  # the names alone, so any value will do
        facts = list(payloads[event](event(**dict.fromkeys(own))))
    return ", ".join(f"`{name}`" for name in facts)


def _table(title: str, head: Sequence[str], rows: Sequence[str]) -> str:
    return "\n".join([f"## {title}", "", _row(*head), _row(*["---"] * len(head)).replace(" ", ""), *rows, ""])


def _row(*cells: str) -> str:
    return re.sub(r" +", " ", "| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
