"""Settings are checked at the start, with sentences; secrets are made, never shipped, and stay (I1)."""

import inspect
import os
import re
import stat
from pathlib import Path

import pytest

from kept.config.environment import NAMES, PRIVATE_NETWORKS, Environment, Imap, MailApi, Smtp, read
from kept.config.parsing import BadSetting


def environment(folder: Path, **values: str) -> Environment:
    return read({"KEPT_DATA_DIR": str(folder / "data"), **values})


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    result = environment(tmp_path)
    assert result.data_dir.is_dir()
    assert result.database["NAME"] == str(result.data_dir / "kept.sqlite3")
    assert (result.public_url, result.mail_from) == ("http://localhost:8000", "orders@localhost")
    assert (result.smtp.host, result.smtp.port, result.trusted_proxies) == ("localhost", 8025, 0)
    assert [result.demo, result.debug, result.webhook_private] == [False, False, False]


def test_what_is_set_is_used(tmp_path: Path) -> None:
    result = environment(
        tmp_path,
        KEPT_PUBLIC_URL="https://orders.example.com/",
        KEPT_DATABASE_URL="postgresql://me:p%40ss@db1,db2/shop?sslmode=require",
        KEPT_SMTP_URL="smtp+starttls://me:s%2Fcret@mail.example.com",
        KEPT_ALLOWED_HOSTS="orders.example.com, shop.example.com",
        KEPT_TRUSTED_PROXIES="1",
        KEPT_WEBHOOK_PRIVATE="ON",
    )
    assert (result.public_url, result.mail_from) == (
        "https://orders.example.com",
        "orders@orders.example.com",
    )
    assert result.smtp == Smtp("mail.example.com", 587, "me", "s/cret", "starttls", 20.0)
    database = result.database
    assert (database["HOST"], database["NAME"], database["PASSWORD"]) == ("db1,db2", "shop", "p@ss")
    options = database["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["target_session_attrs"]) == ("require", "read-write")
    assert result.allowed_hosts == ("orders.example.com", "shop.example.com")
    assert (result.trusted_proxies, result.webhook_private) == (1, True)


def test_a_mailbox_for_returned_mail_is_one_address(tmp_path: Path) -> None:
    url = "imaps://me%40example.com:p%2Fss@imap.example.com/Returned%20mail"
    result = environment(tmp_path, KEPT_BOUNCE_ADDRESS="bounces@example.com", KEPT_BOUNCE_MAILBOX_URL=url)
    mailbox = Imap("imap.example.com", 993, "me@example.com", "p/ss", "tls", "Returned mail", 20.0)
    assert result.bounce_mailbox == mailbox
    assert environment(tmp_path).bounce_mailbox is None
    with pytest.raises(BadSetting, match="KEPT_BOUNCE_ADDRESS"):
        environment(tmp_path, KEPT_BOUNCE_MAILBOX_URL=url)


def test_proxies_may_be_beside_kept_or_where_it_is_said(tmp_path: Path) -> None:
    assert environment(tmp_path).proxy_addresses == PRIVATE_NETWORKS
    named = environment(tmp_path, KEPT_PROXY_ADDRESSES="10.0.0.5, 2001:db8::/32")
    assert named.proxy_addresses == ("10.0.0.5/32", "2001:db8::/32")


def test_a_mail_provider_is_one_address(tmp_path: Path) -> None:
    result = environment(tmp_path, KEPT_MAIL_API_URL="mailgun://k%2Fey@api.eu.mailgun.net/mg.example.com")
    assert result.mail_api == MailApi("https://api.eu.mailgun.net/v3", "k/ey", "mg.example.com", 20.0)
    local = environment(tmp_path, KEPT_MAIL_API_URL="mailgun+http://key@127.0.0.1:8026/mg.example.com")
    assert local.mail_api is not None
    assert local.mail_api.url == "http://127.0.0.1:8026/v3"
    assert environment(tmp_path).mail_api is None


@pytest.mark.parametrize(
    ("hosts", "host", "port"),
    [
        ("db1:5433,db2:5434", "db1,db2", "5433,5434"),
        ("db1,db2:5434", "db1,db2", ",5434"),
        ("[::1]:5433,db2", "::1,db2", "5433,"),
        ("db1", "db1", ""),
        ("", "", ""),
    ],
)
def test_every_host_of_the_database_may_have_its_port(
    tmp_path: Path, hosts: str, host: str, port: str
) -> None:
    """As libpq reads them: an empty port is the usual one."""
    url = f"postgresql://me:p%40%2Css@{hosts}/shop?target_session_attrs=primary&application_name=till%202"
    result = environment(tmp_path, KEPT_DATABASE_URL=url).database
    assert (result["HOST"], result["PORT"], result["PASSWORD"]) == (host, port, "p@,ss")
    options = result["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["target_session_attrs"], options["application_name"]) == ("primary", "till 2")


@pytest.mark.parametrize(
    ("words", "threshold"), [("", 3), ("?prepare_threshold=off", None), ("?prepare_threshold=7", 7)]
)
def test_statements_are_planned_once_unless_a_pooler_forbids_it(
    tmp_path: Path, words: str, threshold: int | None
) -> None:
    result = environment(tmp_path, KEPT_DATABASE_URL=f"postgresql://me@db/shop{words}").database
    options = result["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["prepare_threshold"], options["server_side_binding"]) == (threshold, True)
    assert {options[f"keepalives_{name}"] for name in ("idle", "interval", "count")} == {"10", "3"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEPT_PUBLIC_URL", "orders.example.com"),
        ("KEPT_PUBLIC_URL", "http://[::1"),
        ("KEPT_PUBLIC_URL", "http://localhost:http"),
        ("KEPT_DATABASE_URL", "mysql://me:secret@db/kept"),
        ("KEPT_DATABASE_URL", "sqlite://"),
        ("KEPT_DATABASE_URL", "postgresql://me:secret@db:many/kept"),
        ("KEPT_DATABASE_URL", "postgresql://me:secret@db1:5432,db2:many/kept"),
        ("KEPT_DATABASE_URL", "postgresql://me:secret@db1,,db2/kept"),
        ("KEPT_DATABASE_URL", "postgresql://me:secret@db/kept?prepare_threshold=never"),
        ("KEPT_SMTP_URL", "mail.example.com:587"),
        ("KEPT_BOUNCE_MAILBOX_URL", "imaps://imap.example.com"),
        ("KEPT_BOUNCE_MAILBOX_URL", "pop3://me:secret@mail.example.com"),
        ("KEPT_SMTP_URL", "smtp://me:secret@mail.example.com:25x"),
        ("KEPT_MAIL_FROM", "Wren & Ivy"),
        ("KEPT_MAIL_FROM", "a@example.com\nBcc: b@example.com"),
        ("KEPT_MAIL_API_URL", "https://key@api.mailgun.net/mg.example.com"),
        ("KEPT_MAIL_API_URL", "mailgun://api.mailgun.net/mg.example.com"),
        ("KEPT_MAIL_API_URL", "mailgun://key@api.mailgun.net"),
        ("KEPT_MAIL_API_URL", "mailgun://key@api.mailgun.net/v3/mg.example.com"),
        ("KEPT_MAIL_API_URL", "mailgun://key@api.mailgun.net:0/mg.example.com"),
        ("KEPT_MAIL_WEBHOOK_KEY", "two words"),
        ("KEPT_BOUNCE_ADDRESS", "bounces"),
        ("KEPT_BOUNCE_ADDRESS", "bounces+here@example.com"),
        ("KEPT_BOUNCE_ADDRESS", "a-mailbox-with-a-long-name@example.com"),
        ("KEPT_BOUNCE_ADDRESS", "rückläufer@example.com"),
        ("KEPT_INBOUND_SECRET", "short"),
        ("KEPT_INBOUND_SECRET", "with/a/slash/in/an/address/it/means"),
        ("KEPT_TRUSTED_PROXIES", "-1"),
        ("KEPT_TRUSTED_PROXIES", "²"),
        ("KEPT_PROXY_ADDRESSES", "proxy.example.com"),
        ("KEPT_PROXY_ADDRESSES", "10.0.0.1/8"),
        ("KEPT_DEMO", "yes"),
        ("KEPT_DEBUG", "1"),
        ("KEPT_WEBHOOK_PRIVATE", ""),
        ("KEPT_DATA_DIR", "/dev/null/data"),
    ],
)
def test_what_cannot_be_used_stops_the_start_with_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as stopped:
        environment(tmp_path, **{name: value})
    message = str(stopped.value)
    assert message.startswith(name)
    assert "; write " in message
    assert "secret" not in message


def test_secrets_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    first, again = environment(tmp_path), environment(tmp_path)
    kept = tmp_path / "data" / "secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (first.secret_key, first.seal_keys) == (again.secret_key, again.seal_keys)
    elsewhere = environment(tmp_path / "elsewhere")
    assert first.secret_key != elsewhere.secret_key
    assert first.seal_keys != elsewhere.seal_keys
    assert list(kept.parent.iterdir()) == [kept]


def test_a_new_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = environment(tmp_path / "new").data_dir
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("text", ["", "{}", "[]", "{broken"])
def test_secrets_that_are_damaged_are_never_made_anew(tmp_path: Path, text: str) -> None:
    """New ones would open no sealed link any more: the old ones have to come back."""
    environment(tmp_path)
    kept = tmp_path / "data" / "secrets.json"
    kept.write_text(text)
    with pytest.raises(BadSetting, match="backup"):
        environment(tmp_path)
    assert kept.read_text() == text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEPT_PUBLIC_URL", "https://x.com/shop"),
        ("KEPT_PUBLIC_URL", "https://x.com?a=b"),
        ("KEPT_PUBLIC_URL", "https://mia@x.com"),
        ("KEPT_ALLOWED_HOSTS", "https://x.com"),
        ("KEPT_ALLOWED_HOSTS", "x.com,y.com:8000"),
        ("KEPT_PUBLC_URL", "https://x.com"),
        ("KEPT_TRUSTED_PROXY", "1"),
    ],
)
def test_what_could_not_work_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read({"KEPT_DATA_DIR": str(tmp_path), name: value})


def test_names_that_are_nothing_like_a_setting_are_somebody_elses(tmp_path: Path) -> None:
    assert read(
        {"KEPT_DATA_DIR": str(tmp_path), "KEPT_CHROMIUM": "x", "KEPT_ALLOWED_HOSTS": "x.com,.y.com,[::1],*"}
    )


def test_a_folder_where_nothing_can_be_written_is_named() -> None:
    with pytest.raises(BadSetting, match="KEPT_DATA_DIR is '/proc'"):
        read({"KEPT_DATA_DIR": "/proc"})


def test_every_setting_that_is_read_has_a_name_to_be_meant() -> None:
    """`NAMES` and what `read` asks for are one list."""
    names = set(re.findall(r'env.get\("(KEPT_[A-Z_]+)"', inspect.getsource(read)))
    assert names == set(NAMES)
