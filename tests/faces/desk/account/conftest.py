"""A mail server, and a delivery to it."""

from tests.rig.post import deliver, post

__all__ = ["deliver", "post"]
