"""Refusals: what Kept says when it will not do something.

A refusal is an answer, not an accident. It has a sentence a person can act on, a code a program can
act on, and the HTTP status that every face uses (RFC 9110). Each package names its own in refusals.py.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Base of every named refusal.

    `sentence` says what to do, in the reader's language. `facts` are plain values a program may use.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    sentence: ClassVar[str | Promise] = _("This cannot be done.")

    def __init__(self, sentence: str | Promise | None = None, **facts: Any) -> None:
        self.facts = facts
        self._said = sentence if sentence is not None else self.sentence
        super().__init__(str(self._said))

    def __str__(self) -> str:
        said = str(self._said)
        return said % self.facts if self.facts and "%(" in said else said


class NotFound(Refusal):
    """Nothing there that this person may reach. Unknown and foreign look the same."""

    status = 404
    code = "not_found"
    sentence = _("There is nothing here that you can reach.")


class NotAllowed(Refusal):
    """The thing is theirs to see, but not theirs to do."""

    status = 403
    code = "not_allowed"
    sentence = _("Your role does not include this. Ask the owner of the store.")


class Invalid(Refusal):
    """The input cannot be used. Where it is known which part: `facts["field"]` names the one that this sentence
    is about, or `facts["fields"]` maps each to a sentence of its own."""

    status = 422
    code = "invalid"
    sentence = _("Something in what you sent cannot be used.")


class Changed(Refusal):
    """It has changed since the caller looked at it. `facts`: `seen` and `now`, two revisions of the row."""

    status = 412
    code = "has_changed"
    sentence = _("This has changed since you looked at it. Look again, then decide.")


class Gone(Refusal):
    """It was there and is no longer."""

    status = 410
    code = "gone"
    sentence = _("This is no longer available.")
