"""Unguessable tokens: made once, stored hashed, and sealed where they must be said again."""

import hashlib
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

# Bytes, new for each sealing: with so many drawn at random one key seals 2^32 times (NIST SP 800-38D, 8.3).
_NONCE = 12


def new_token() -> str:
    """192 random bits, URL-safe (32 characters)."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """SHA-256 of a token, in hex. The token is random, so no salt or stretching is called for."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(secret: str) -> str:
    """Encrypt a secret that must be read again (AES-256-GCM). Gives base64 of the nonce and what it sealed."""
    nonce = os.urandom(_NONCE)
    newest = _ciphers(settings.ENVIRONMENT.seal_keys)[0]
    return urlsafe_b64encode(nonce + newest.encrypt(nonce, secret.encode(), None)).decode()


def unseal(sealed: str) -> str | None:
    """The secret again, or None when it was sealed under a key that is no longer known, or is no sealed secret."""
    try:
        raw = urlsafe_b64decode(sealed)
    except ValueError:
        return None
    for cipher in _ciphers(settings.ENVIRONMENT.seal_keys):
        try:
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
        except (InvalidTag, ValueError):
            continue
    return None


@lru_cache(maxsize=8)
def _ciphers(keys: tuple[str, ...]) -> tuple[AESGCM, ...]:
    return tuple(AESGCM(urlsafe_b64decode(key)) for key in keys)
