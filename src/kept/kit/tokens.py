"""Unguessable tokens: made once, stored hashed, and sealed where they must be said again."""

import hashlib
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def new_token() -> str:
    """192 random bits, URL-safe (32 characters)."""
    return secrets.token_urlsafe(24)


def hashed(token: str) -> str:
    """SHA-256 of a token, in hex. The token is random, so no salt or stretching is called for."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(secret: str) -> str:
    """Encrypt a secret that must be read again (Fernet: AES-128-CBC + HMAC-SHA-256)."""
    return _fernet(settings.ENVIRONMENT.seal_keys).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The secret again, or None when it was sealed under a key that is no longer known."""
    try:
        return _fernet(settings.ENVIRONMENT.seal_keys).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=8)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
