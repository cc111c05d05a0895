"""The mail server of the tests of messages serves here, too."""

from tests.messages.conftest import post

__all__ = ["post"]
