"""The database, as `KEPT_DATABASE_URL` names it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from kept.config.parsing import BadSetting, split_url

# Statements that are repeated are prepared; rare ones take no memory of the database server.
PREPARE_AFTER = 3


def database_of(url: str, data_dir: Path) -> dict[str, object]:
    """Return Django's settings of the database that `KEPT_DATABASE_URL` names; "" is SQLite in the data folder.

    Raises BadSetting.
    """
    if not url:
        return _sqlite(str(data_dir / "kept.sqlite3"))
    scheme = url.partition(":")[0]
    if scheme == "sqlite" and len(urlsplit(url).path) > 1:
        return _sqlite(urlsplit(url).path)
    hosts = _database_hosts(url)
    if scheme in ("postgresql", "postgres") and hosts:
        return _postgresql(url, hosts)
    # It may contain a password, so only its beginning is shown.
    raise BadSetting(
        f"KEPT_DATABASE_URL begins with {scheme!r} and cannot be used; "
        "write sqlite:///path or postgresql://user@host:port/name"
    )


def _sqlite(path: str) -> dict[str, object]:
    if not Path(path).resolve().parent.is_dir():
        raise BadSetting(f"KEPT_DATABASE_URL names {path!r}, and its folder is not there; make it first")
    return {"ENGINE": "kept.kit.sqlite", "NAME": path, "CONN_MAX_AGE": None}


def _database_hosts(url: str) -> list[tuple[str, str]] | None:
    """Return every host with its port ("" for the default), or None when one of them cannot be read."""
    try:
        texts = urlsplit(url).netloc.rpartition("@")[2].split(",")
    except ValueError:
        return None
    parts = [split_url(f"//{text}") for text in texts]
    hosts = [(one.hostname or "", str(one.port or "")) for one in parts if one]
    is_readable = len(hosts) == len(texts) and (len(texts) == 1 or all(host for host, _port in hosts))
    return hosts if is_readable else None


def _postgresql(url: str, hosts: list[tuple[str, str]]) -> dict[str, object]:
    parts = urlsplit(url)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    options = {name: unquote(value) for name, value in options.items()}
    host = options.pop("host", ",".join(host for host, _port in hosts))
    ports = [port for _host, port in hosts]
    # Failover: libpq tries several hosts and takes the one that accepts writes.
    options.setdefault("target_session_attrs", "read-write")
    options.setdefault("connect_timeout", "2")
    # These detect a server that vanished: the first while data is on its way to it, the others while the connection is
    # idle (kit/postgresql). Each was tested (docs/running); libpq sets none of them where `keepalives=0`.
    options.setdefault("tcp_user_timeout", "3000")
    options.setdefault("keepalives_idle", "10")
    options.setdefault("keepalives_interval", "3")
    options.setdefault("keepalives_count", "3")
    prepare_after = _prepare_threshold(options.pop("prepare_threshold", str(PREPARE_AFTER)))
    return {
        "ENGINE": "kept.kit.postgresql",
        "NAME": parts.path.lstrip("/") or "kept",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": ",".join(ports) if any(ports) else "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A statement is parsed and planned once for each connection, and then prepared; its values are sent separately.
        "OPTIONS": {**options, "prepare_threshold": prepare_after, "server_side_binding": True},
    }


def _prepare_threshold(text: str) -> int | None:
    """Return after how many uses a statement is prepared; None for never.

    Some poolers give each transaction another connection, which does not know the prepared statement.
    """
    if text == "off":
        return None
    if not text.isdecimal():
        raise BadSetting(
            f"KEPT_DATABASE_URL ends with prepare_threshold={text}; write a number, such as {PREPARE_AFTER}, or off"
        )
    return int(text)
