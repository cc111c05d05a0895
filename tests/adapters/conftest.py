"""The mail server of the tests of messages serves here, too, and the mail provider."""

from tests.rig.mailgun import mailgun
from tests.rig.post import post

__all__ = ["mailgun", "post"]
