"""Prevents the mistake of a source whose items nobody handles: they would come in, be answered, and lie there.

Every source of the inbox has its handler in reactions/inbox.py, and no handler waits for a source that is none.
"""

from collections.abc import Iterable, Mapping

from kept.inbox.models import Source
from kept.reactions.inbox import HANDLERS
from tests.architecture.tree import none_of


def unhandled(sources: Iterable[str], handlers: Mapping[str, object]) -> list[str]:
    known = set(sources)
    return [
        *(f"{source} has no handler in reactions/inbox.py" for source in sorted(known - set(handlers))),
        *(f"{source} is handled and is no source" for source in sorted(set(handlers) - known)),
    ]


def test_every_source_has_its_handler():
    none_of(unhandled(Source.values, HANDLERS))


def test_control_a_source_without_a_handler_is_found():
    assert unhandled([*Source.values, "pigeon"], HANDLERS) == ["pigeon has no handler in reactions/inbox.py"]


def test_control_a_handler_without_a_source_is_found():
    assert unhandled(["mail"], {"mail": None, "owl": None}) == ["owl is handled and is no source"]
