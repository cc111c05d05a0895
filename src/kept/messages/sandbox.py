"""Liquid in a sandbox: whatever a template says, it reads nothing but its values, ends soon and stays small.

A template is looked at before Liquid sees it, because Liquid's own lexer needs time that grows with the square
of some texts. What it may then do is little: say a value, choose, repeat. Between two looks at the clock lies
work of a few milliseconds at most, so no template runs much longer than it may.
"""

import re
import time
from collections.abc import Mapping
from io import StringIO
from typing import Any, TextIO

from liquid import BoundTemplate, Environment, RenderContext, StrictUndefined, Token
from liquid.builtin import content, illegal, output
from liquid.builtin.filters.string import newline_to_br
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag, ForNode, ForTag
from liquid.builtin.tags.if_tag import IfNode, IfTag
from liquid.builtin.tags.unless_tag import UnlessNode, UnlessTag
from liquid.exceptions import LiquidSyntaxError, OutputStreamLimitError
from liquid.undefined import UNDEFINED

LARGEST_BYTES = 1_000_000
# Half of what reliability.md allows (test 17), because the clock is looked at only now and then. CPU of this
# thread: a busy machine must not shorten a message.
LONGEST_CPU_SECONDS = 0.1
# The longest message of Kept's own has 18,000 characters and 117 tags.
LONGEST_SOURCE = 50_000  # characters
MOST_TAGS = 1_000
LONGEST_TAG = 200  # characters

_LOOK_EVERY = 32
_LONG_TEXT = 1_000
_WORDS = frozenset(
    ("if", "elsif", "else", "endif", "unless", "endunless", "for", "endfor", "break", "continue")
)
_BEGINS = re.compile(r"\{[{%]")
_TAG = re.compile(r"\{\{[^{}%]*\}\}|\{%-?\s*(\w+)\b[^{}%]*%\}")


def plain_templates() -> Environment:
    """For subjects and plain text."""
    return _SandboxEnvironment(undefined=StrictUndefined)


def escaped_templates() -> Environment:
    """For HTML: every value is escaped."""
    return _SandboxEnvironment(undefined=StrictUndefined, autoescape=True)


def check(source: str) -> None:
    """Refuse (LiquidSyntaxError) a template that is too large, or says something that has no bound."""
    if len(source) > LONGEST_SOURCE:
        raise LiquidSyntaxError(f"A template has at most {LONGEST_SOURCE} characters.", token=None)
    if any("\ud800" <= sign <= "\udfff" for sign in source):
        raise LiquidSyntaxError("A template holds a character that no mail can carry.", token=None)
    at = tags = 0
    while begin := _BEGINS.search(source, at):
        tag = _TAG.match(source, begin.start(), begin.start() + LONGEST_TAG)
        excerpt = source[begin.start() : begin.start() + 40]
        if tag is None:
            raise LiquidSyntaxError(f"A tag is not closed, or too long: {excerpt!r}", token=None)
        if tag[1] is not None and tag[1] not in _WORDS:
            raise LiquidSyntaxError(f"There is no tag {tag[1]!r} here.", token=None)
        if ".." in tag[0]:
            raise LiquidSyntaxError(f"There are no ranges here: {excerpt!r}", token=None)
        at, tags = tag.end(), tags + 1
    if tags > MOST_TAGS:
        raise LiquidSyntaxError(f"A template has at most {MOST_TAGS} tags.", token=None)


class _Watch:
    """The time that one rendering has used."""

    def __init__(self) -> None:
        self._until = time.thread_time() + LONGEST_CPU_SECONDS
        self._left = _LOOK_EVERY

    def step(self) -> None:
        """One small step more. The clock is asked now and then only: the answer costs a call to the system."""
        self._left -= 1
        if not self._left:
            self.look()

    def look(self) -> None:
        """Refuse to go on when the time is up."""
        self._left = _LOOK_EVERY
        if time.thread_time() > self._until:
            raise OutputStreamLimitError("The message took too long.", token=None)


class _Bounded(StringIO):
    """The buffer that a message is written into: it refuses when the message gets too long or takes too long."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[str] = []
        self._room = LARGEST_BYTES
        self._watch = _Watch()

    def write(self, text: str, /) -> int:
        self._written.append(text)
        size = len(text)
        self._room -= size if text.isascii() else len(text.encode())
        if self._room < 0:
            raise OutputStreamLimitError("The message got too long.", token=None)
        if size > _LONG_TEXT:
            self._watch.look()
        else:
            self._watch.step()
        return size

    def getvalue(self) -> str:
        return "".join(self._written)


class _Plain(RenderContext):
    """A render context for dictionaries, lists and texts alone: the short way to those is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch = _Watch()

    def get(self, path: list[Any], *, token: Token | None, default: object = UNDEFINED) -> object:
        # Outside of loops there are no names but those it was given: no tag here makes any.
        names = self.scope if self.loops else self.globals
        try:
            value: Any = names[path[0]]
            for name in path[1:]:
                value = value[name]
        except (KeyError, TypeError, IndexError):
            return super().get(path, token=token, default=default)
        return value


class _Template(BoundTemplate):
    context_class = _Plain

    def make_globals(self, render_args: Mapping[str, object] | None = None) -> Mapping[str, object]:
        """Return the arguments alone: neither the environment nor a template brings names of its own."""
        return render_args or {}

    def _get_buffer(self) -> StringIO:
        return _Bounded()


def _watch(context: RenderContext) -> _Watch:
    """Return the rendering's watch. A tag that writes nothing is seen by no buffer, so tags count their own steps."""
    if not isinstance(context, _Plain):
        raise TypeError("A template of these bounds is rendered by its own context.")
    return context.watch


class _For(ForNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        _watch(context).look()
        return super().render_to_output(context, buffer)


class _If(IfNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        _watch(context).step()
        return super().render_to_output(context, buffer)


class _Unless(UnlessNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        _watch(context).step()
        return super().render_to_output(context, buffer)


class _ForTag(ForTag):
    node_class = _For


class _IfTag(IfTag):
    node_class = _If


class _UnlessTag(UnlessTag):
    node_class = _Unless


class _SandboxEnvironment(Environment):
    """Bounds that no honest message reaches. An order has at most 500 lines."""

    block_nesting_limit = 12
    context_depth_limit = 8
    loop_iteration_limit = 5_000
    template_class = _Template

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Only what Kept's own messages use, each of which can neither call, nor load, nor grow by more than it got."""
        del extra
        for tag in (content.Literal, output.Output, illegal.Illegal):
            self.add_tag(tag)
        for block in (_IfTag, _UnlessTag, _ForTag, BreakTag, ContinueTag):
            self.add_tag(block)
        self.add_filter("newline_to_br", newline_to_br)

    def from_string(self, source: str, *args: Any, **kwargs: Any) -> BoundTemplate:
        """Parse a template. Raises LiquidError when it is not within the bounds."""
        check(source)
        return super().from_string(source, *args, **kwargs)
