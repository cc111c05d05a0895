"""The settings of the inbox and a message that has left serve here, too."""

from tests.inbox.conftest import environment, message
from tests.providers.mailgun import mailgun

__all__ = ["environment", "mailgun", "message"]
