"""The settings of the inbox and a message that has left serve here, too."""

from tests.rig.inbox import environment, message
from tests.rig.mailgun import mailgun

__all__ = ["environment", "mailgun", "message"]
