"""The mail server of the tests of messages serves here, too, and the mail provider."""

from tests.messages.conftest import post
from tests.providers.mailgun import mailgun

__all__ = ["mailgun", "post"]
