"""The secrets of second factors lie sealed in the database: whoever reads its bytes makes no codes from them (B5)."""

import importlib
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from kept.kit import tokens
from kept.kit.rows import fetch
from tests.rig.factory import a_person, a_store

migration = importlib.import_module("kept.kit.migrations.0004_second_factors_sealed")
PASSWORD = "correct horse battery"


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def raw_bytes() -> bytes:
    """Everything that a thief of the database would have: on SQLite its files, with what was deleted from them."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        return b"".join(
            Path(f"{name}{end}").read_bytes() for end in ("", "-wal") if Path(f"{name}{end}").exists()
        )
    stored = fetch("SELECT data::text FROM mfa_authenticator UNION SELECT session_data FROM django_session")
    return "\n".join(text for (text,) in stored).encode()


@pytest.mark.django_db(transaction=True)
def test_no_secret_is_in_the_bytes_of_the_database_while_it_is_set_up_and_afterwards() -> None:
    owner = a_person(a_store())[0]
    own = Client()
    own.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    own.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = own.get(reverse("mfa_activate_totp")).context["form"].secret
    while_set_up = raw_bytes() + _unpacked_sessions()
    own.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    (codes,) = Authenticator.objects.filter(type="recovery_codes")
    seed = tokens.unseal(codes.data["seed"]) or ""
    assert len(seed) > 20
    for found in (while_set_up, raw_bytes()):
        assert owner.email.encode() in found or connection.vendor != "sqlite", "these are not its bytes"
        for plain in (secret, seed, *codes.wrap().get_unused_codes()):
            assert plain.encode() not in found
    (app,) = Authenticator.objects.filter(type="totp")
    assert app.wrap().validate_code(code_of(secret))


def _unpacked_sessions() -> bytes:
    """Sessions are compressed and signed, which hides nothing from anybody."""
    return b"".join(_unpacked(text) for (text,) in fetch("SELECT session_data FROM django_session"))


def _unpacked(session_data: str) -> bytes:
    raw = signing.b64_decode(session_data.split(":")[0].lstrip(".").encode())
    return zlib.decompress(raw) if session_data.startswith(".") else raw


@pytest.mark.django_db
def test_what_was_stored_in_the_clear_is_sealed_and_still_works() -> None:
    owner = a_person(a_store())[0]
    secret, seed = totp.generate_totp_secret(), RecoveryCodes.generate_seed()
    for kind, data in (
        ("totp", {"secret": secret}),
        ("recovery_codes", {"seed": seed, "used_mask": 1}),
        ("webauthn", {"name": "Key", "credential": {"id": "public"}}),
    ):
        Authenticator.objects.create(user=owner, type=kind, data=data)
    for _ in range(2):  # the second time it finds nothing to do
        migration.seal_secrets(apps, None)
    rows = {row.type: row for row in Authenticator.objects.all()}
    assert rows["totp"].data["secret"] != secret
    assert rows["totp"].wrap().validate_code(code_of(secret))
    assert rows["recovery_codes"].data["seed"] != seed
    assert len(rows["recovery_codes"].wrap().get_unused_codes()) == 9
    assert rows["webauthn"].data["credential"] == {"id": "public"}


@pytest.mark.django_db
def test_with_the_key_lost_no_code_is_right_and_a_sentence_says_so(settings: Any) -> None:
    """An empty secret has codes, too, which anybody can compute."""
    owner = a_person(a_store())[0]
    totp.TOTP.activate(owner, totp.generate_totp_secret())
    client = Client()
    client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    key = urlsafe_b64encode(AESGCM.generate_key(256)).decode()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seal_keys=(key,))
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of("")})
    assert answer.status_code == 409
    assert "The second factor cannot be read any more" in answer.text
