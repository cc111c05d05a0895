"""The mail server and the mail provider of the tests serve here, and a message that has left."""

from tests.rig.inbox import environment, message
from tests.rig.mailgun import mailgun
from tests.rig.post import post

__all__ = ["environment", "mailgun", "message", "post"]
