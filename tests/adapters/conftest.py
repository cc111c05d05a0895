"""The mail server of the tests of messages serves here, too, and the mail provider and a certificate."""

from tests.rig.certificates import certificate
from tests.rig.mailgun import mailgun
from tests.rig.post import post

__all__ = ["certificate", "mailgun", "post"]
