"""The hashing of the passwords of those who work in a store."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

# In each process. One more waits for a moment; many at once would take all memory and every core from the shop.
AT_ONCE = 2
_turns = threading.BoundedSemaphore(AT_ONCE)


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as OWASP's Password Storage Cheat Sheet recommends it, for a few passwords at a time.

    Django's own parameters take 100 MB for each. A password that was hashed with those is hashed anew when its owner
    signs in.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # in KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a new password."""
        with _turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Tell whether this is the password."""
        with _turns:
            return super().verify(password, encoded)
