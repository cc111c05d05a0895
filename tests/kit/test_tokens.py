"""A sealed secret can be read again under the same keys, and under no others."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest

from kept.kit.tokens import seal, unseal

ONE, TWO = (urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.fixture(autouse=True)
def _one(settings: Any) -> None:
    under(settings, ONE)


def under(settings: Any, *keys: str) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_keys=keys)


@pytest.mark.parametrize("secret", ["", "a", "Grüße, 東京 " * 500])
def test_what_was_sealed_is_read_again(secret: str) -> None:
    assert unseal(seal(secret)) == secret


def test_the_same_secret_never_looks_the_same() -> None:
    assert len({seal("secret") for _ in range(100)}) == 100


def test_the_newest_key_seals_and_older_ones_still_read(settings: Any) -> None:
    old = seal("secret")
    under(settings, TWO, ONE)
    assert unseal(old) == "secret"
    new = seal("secret")
    under(settings, TWO)
    assert (unseal(old), unseal(new)) == (None, "secret")


def test_nothing_of_it_can_be_changed() -> None:
    sealed = urlsafe_b64decode(seal("secret"))
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert unseal(urlsafe_b64encode(changed).decode()) is None


@pytest.mark.parametrize("text", ["", "x", "secret", "%%%%", "é", "AAAA" * 4, "AAAA" * 40])
def test_what_is_no_sealed_secret_cannot_be_read(text: str) -> None:
    assert unseal(text) is None
