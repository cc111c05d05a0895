"""The most that a request may bring, for every address of an installation.

The web server asks before it reads (faces/web_server/), and so does the middleware `config.request_bodies`, whatever
the server. Everything that is sent is held in memory, and nothing of it is written to a file on the way.
"""

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from kept.inbox.writes import LARGEST_MAIL
from kept.kit.pictures import MOST_BYTES as MOST_PICTURE_BYTES
from kept.kit.refusals import Refusal

MOST_BYTES = 1_000_000
# Up to this everything is taken everywhere, so that nothing has to be looked up for an ordinary request.
ALWAYS_TAKEN_BYTES = 64 * 1024
# A report of a mail provider has a few thousand characters.
LARGEST_WEBHOOK = 256 * 1024
# The photo, and what stands around it in a form.
_PICTURE_FORM_BYTES = MOST_PICTURE_BYTES + MOST_BYTES

# Forms in which a file may be chosen: view → the most bytes.
_FILE_FORMS = {
    "desk:product": _PICTURE_FORM_BYTES,
    "desk:product_new": _PICTURE_FORM_BYTES,
    "desk:settings_logo": _PICTURE_FORM_BYTES,
}
_OTHERS = {
    "api:api-v1:update_photo": MOST_PICTURE_BYTES,
    "api:api-v1:update_logo": MOST_PICTURE_BYTES,
    "inbound:mailgun": LARGEST_WEBHOOK,
    "inbound:mail": LARGEST_MAIL,
}
_BY_VIEW = {**_FILE_FORMS, **_OTHERS}


class TooLarge(Refusal):
    """The body is larger than any order could be. `facts["most"]`: bytes."""

    status = 413
    code = "too_large"
    sentence = _("The body is too large. Send at most 1 MB.")


class PictureTooLarge(TooLarge):
    """The picture is larger than any photo needs to be. `facts["most"]`: bytes."""

    sentence = _("The photo is larger than 12 MB. Send a smaller one.")


class LengthRequired(Refusal):
    """The length of the body is not known before it is read."""

    status = 411
    code = "length_required"
    sentence = _("Say how long the body is (Content-Length).")


def most_body_bytes(path: str) -> int:
    """Return the most bytes that the body of a request to this path may have."""
    return _BY_VIEW.get(_view_name(path), MOST_BYTES)


def takes_file(path: str) -> bool:
    """Tell whether a file may be sent with a form to this path."""
    return _view_name(path) in _FILE_FORMS


def refuse_too_large(path: str, size: int) -> None:
    """Raise TooLarge if a body of this size, in bytes, is more than this path takes."""
    if size <= ALWAYS_TAKEN_BYTES:
        return
    most = most_body_bytes(path)
    if size > most:
        raise PictureTooLarge(most=most) if most >= MOST_PICTURE_BYTES else TooLarge(most=most)


def _view_name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
