"""The settings of an installation: every KEPT_* variable, read once and checked.

`docs/running/settings.md` describes each of them; tests/architecture/test_documents.py compares the two.
"""

import json
import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kept.config.database_url import database_of
from kept.config.parsing import BadSetting, split_url

NAMES = (
    *("KEPT_DATA_DIR", "KEPT_PUBLIC_URL", "KEPT_DATABASE_URL", "KEPT_SMTP_URL", "KEPT_MAIL_FROM"),
    *("KEPT_MAIL_API_URL", "KEPT_MAIL_WEBHOOK_KEY", "KEPT_BOUNCE_ADDRESS", "KEPT_INBOUND_SECRET"),
    "KEPT_BOUNCE_MAILBOX_URL",
    *("KEPT_ALLOWED_HOSTS", "KEPT_TRUSTED_PROXIES", "KEPT_PROXY_ADDRESSES", "KEPT_WEBHOOK_PRIVATE"),
    *("KEPT_API_PER_MINUTE", "KEPT_DEMO", "KEPT_DEBUG"),
)
# At most 64 characters may stand before the @, and a message's reference is added there.
LONGEST_BOUNCE_MAILBOX = 20
# This machine, and addresses that nobody has on the internet (RFC 1918, RFC 4193): where a proxy beside Kept may be.
PRIVATE_NETWORKS = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    *("::1/128", "fc00::/7"),
)
_HOST = re.compile(r"\*|\.?[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True)
class Smtp:
    """The mail server (`KEPT_SMTP_URL`)."""

    host: str
    port: int
    user: str
    password: str
    security: str  # "none", "starttls" or "tls"
    timeout_seconds: float


@dataclass(frozen=True)
class Imap:
    """The mailbox to which mail comes back (`KEPT_BOUNCE_MAILBOX_URL`)."""

    host: str
    port: int
    user: str
    password: str
    security: str  # "none", "starttls" or "tls"
    folder: str
    timeout_seconds: float


@dataclass(frozen=True)
class MailApi:
    """A mail provider's API (`KEPT_MAIL_API_URL`): its address, its key, and the sending domain."""

    url: str
    key: str
    domain: str
    timeout_seconds: float


@dataclass(frozen=True)
class Environment:
    """The settings of one installation."""

    data_dir: Path
    public_url: str
    database: dict[str, object]
    smtp: Smtp
    mail_api: MailApi | None
    mail_webhook_key: str
    mail_from: str
    bounce_address: str
    bounce_mailbox: Imap | None
    inbound_secret: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: int
    proxy_addresses: tuple[str, ...]
    secret_key: str
    seal_keys: tuple[str, ...]
    webhook_private: bool
    api_per_minute: int | None
    demo: bool
    debug: bool


def read(env: Mapping[str, str] = os.environ) -> Environment:
    """Read every setting. Raises BadSetting with a sentence for the first that cannot be used."""
    _refuse_misspelt(env)
    data_dir = _data_dir(env.get("KEPT_DATA_DIR", "data"))
    public_url = _public_url(env.get("KEPT_PUBLIC_URL", "http://localhost:8000"))
    bounce_address = _bounce_address(env.get("KEPT_BOUNCE_ADDRESS", ""))
    keys = _secrets(data_dir / "secrets.json")
    return Environment(
        data_dir=data_dir,
        public_url=public_url,
        database=database_of(env.get("KEPT_DATABASE_URL", ""), data_dir),
        smtp=_smtp(env.get("KEPT_SMTP_URL", "smtp://localhost:8025")),
        mail_api=_mail_api(env.get("KEPT_MAIL_API_URL", "")),
        mail_webhook_key=_checked_ascii("KEPT_MAIL_WEBHOOK_KEY", env.get("KEPT_MAIL_WEBHOOK_KEY", "")),
        mail_from=_address(
            "KEPT_MAIL_FROM", env.get("KEPT_MAIL_FROM", f"orders@{urlsplit(public_url).hostname}")
        ),
        bounce_address=bounce_address,
        bounce_mailbox=_bounce_mailbox(env.get("KEPT_BOUNCE_MAILBOX_URL", ""), bounce_address),
        inbound_secret=_inbound_secret(env.get("KEPT_INBOUND_SECRET", "")),
        allowed_hosts=_hosts(env.get("KEPT_ALLOWED_HOSTS", ""), public_url),
        trusted_proxies=_count("KEPT_TRUSTED_PROXIES", env.get("KEPT_TRUSTED_PROXIES", "0")),
        proxy_addresses=_networks("KEPT_PROXY_ADDRESSES", env.get("KEPT_PROXY_ADDRESSES", "private")),
        secret_key=keys["session"],
        seal_keys=(keys["seal"],),
        webhook_private=_switch("KEPT_WEBHOOK_PRIVATE", env.get("KEPT_WEBHOOK_PRIVATE", "off")),
        api_per_minute=_limit("KEPT_API_PER_MINUTE", env.get("KEPT_API_PER_MINUTE", "1200")),
        demo=_switch("KEPT_DEMO", env.get("KEPT_DEMO", "off")),
        debug=_switch("KEPT_DEBUG", env.get("KEPT_DEBUG", "off")),
    )


def _refuse_misspelt(env: Mapping[str, str]) -> None:
    """Refuse a name that is almost a setting's, which would otherwise be ignored silently."""
    for name in sorted(env):
        similar = get_close_matches(name, NAMES, n=1, cutoff=0.85) if name.startswith("KEPT_") else []
        if similar and name not in NAMES:
            raise BadSetting(f"{name} is no setting; did you mean {similar[0]}?")


def _data_dir(text: str) -> Path:
    path = Path(text).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"KEPT_DATA_DIR is {text!r}, which cannot be made ({error.strerror}); write a folder that is yours"
        ) from error
    return path


def _public_url(text: str) -> str:
    parts = split_url(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(
            f"KEPT_PUBLIC_URL is {text!r}; write the address people use, such as https://orders.example.com"
        )
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadSetting(
            f"KEPT_PUBLIC_URL is {text!r}; write it without a path or anything behind it, "
            "such as https://orders.example.com: Kept has an address of its own"
        )
    return text.rstrip("/")


def _smtp(url: str) -> Smtp:
    parts = split_url(url)
    kinds = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    if parts is None or parts.scheme not in kinds or not parts.hostname:
        # As above: it may contain a password.
        raise BadSetting(
            f"KEPT_SMTP_URL begins with {url.partition(':')[0]!r} and cannot be used; "
            "write smtps://user:password@host, smtp+starttls://… or smtp://…"
        )
    security, port = kinds[parts.scheme]
    return Smtp(
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
        timeout_seconds=20.0,
    )


def _mail_api(url: str) -> MailApi | None:
    if not url:
        return None
    parts = split_url(url)
    kinds = {
        "mailgun": "https",
        "mailgun+http": "http",
    }  # the second for a provider on this machine, as in tests
    domain = parts.path.strip("/") if parts else ""
    if parts is None or parts.scheme not in kinds or not parts.hostname or not parts.username:
        domain = ""
    if not domain or "/" in domain or parts is None:
        # As above: it contains a key.
        raise BadSetting(
            f"KEPT_MAIL_API_URL begins with {url.partition(':')[0]!r} and cannot be used; "
            "write mailgun://key@api.mailgun.net/domain, or with api.eu.mailgun.net"
        )
    host = parts.netloc.rpartition("@")[2]
    return MailApi(
        url=f"{kinds[parts.scheme]}://{host}/v3",
        key=unquote(parts.username or ""),
        domain=domain,
        timeout_seconds=20.0,
    )


def _address(name: str, text: str) -> str:
    mailbox, _, host = text.partition("@")
    if not mailbox or not host or any(sign.isspace() or sign in "<>,@" for sign in mailbox + host):
        raise BadSetting(f"{name} is {text!r}; write one address, such as orders@example.com")
    return text


def _bounce_address(text: str) -> str:
    mailbox = _address("KEPT_BOUNCE_ADDRESS", text).partition("@")[0] if text else ""
    if len(mailbox) > LONGEST_BOUNCE_MAILBOX or "+" in mailbox or not text.isascii():
        raise BadSetting(
            f"KEPT_BOUNCE_ADDRESS is {text!r}; write one with at most {LONGEST_BOUNCE_MAILBOX} plain letters "
            "before the @ and no +, such as bounces@example.com: a reference is added there for each mail"
        )
    return text


def _bounce_mailbox(url: str, bounce_address: str) -> Imap | None:
    if not url:
        return None
    parts = split_url(url)
    kinds = {"imap": ("none", 143), "imap+starttls": ("starttls", 143), "imaps": ("tls", 993)}
    if parts is None or parts.scheme not in kinds or not parts.hostname or not parts.username:
        # As above: it contains a password.
        raise BadSetting(
            f"KEPT_BOUNCE_MAILBOX_URL begins with {url.partition(':')[0]!r} and cannot be used; "
            "write imaps://user:password@host or imaps://user:password@host/Folder"
        )
    if not bounce_address:
        raise BadSetting("KEPT_BOUNCE_MAILBOX_URL needs KEPT_BOUNCE_ADDRESS, the address whose mail is in it")
    security, port = kinds[parts.scheme]
    return Imap(
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        security=security,
        folder=unquote(parts.path.strip("/")) or "INBOX",
        timeout_seconds=20.0,
    )


def _inbound_secret(text: str) -> str:
    """Check the secret, which is part of an address and may contain only characters without a meaning there."""
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{24,200}", text):
        raise BadSetting(
            "KEPT_INBOUND_SECRET can be guessed or cannot stand in an address; "
            "write 24 to 200 random letters and digits"
        )
    return text


def _checked_ascii(name: str, text: str) -> str:
    if not text.isascii() or any(sign.isspace() for sign in text):
        raise BadSetting(f"{name} has letters that no key has; write it as the provider shows it")
    return text


def _hosts(text: str, public_url: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise BadSetting(
                f"KEPT_ALLOWED_HOSTS names {host!r}; write names alone, such as orders.example.com, "
                "with commas between them"
            )
    own = urlsplit(public_url).hostname or "localhost"
    return hosts or (own, "localhost", "127.0.0.1", "[::1]")


def _networks(name: str, text: str) -> tuple[str, ...]:
    if text.strip().lower() == "private":
        return PRIVATE_NETWORKS
    try:
        return tuple(str(ip_network(one.strip())) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise BadSetting(
            f"{name} is {text!r}; write addresses or networks with commas between them, such as 10.0.0.5, 10.1.0.0/16, "
            "or private"
        ) from error


def _count(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise BadSetting(f"{name} is {text!r}; write how many, such as 0 or 1")
    return int(text)


def _limit(name: str, text: str) -> int | None:
    if text.lower() == "off":
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise BadSetting(f"{name} is {text!r}; write how many, such as 600, or off")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise BadSetting(f"{name} is {text!r}; write on or off")
    return text.lower() == "on"


def _secrets(path: Path) -> dict[str, str]:
    """Return the installation's secrets, which are created on first start and readable by their owner only."""
    if not path.exists():
        _make_secrets(path)
    try:
        stored = json.loads(path.read_text())
        return {"session": str(stored["session"]), "seal": str(stored["seal"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadSetting(
            f"{path} cannot be read as the secrets of this installation; bring it back from a backup"
        ) from error


def _make_secrets(path: Path) -> None:
    seal = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    keys = {"session": secrets.token_urlsafe(50), "seal": seal}
    temporary = path.with_name(f"secrets.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(keys, file)
        # The first of several processes wins, and no process reads an incomplete file.
        with suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    except OSError as error:
        raise BadSetting(
            f"KEPT_DATA_DIR is {str(path.parent)!r}, where nothing can be written ({error.strerror}); "
            "write a folder that is yours"
        ) from error
