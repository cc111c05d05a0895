"""A backup: one gzipped tar with every row as JSON lines, the photos, the secrets, and a manifest of digests.

The rows are portable: a backup of SQLite can be restored into PostgreSQL and the other way round (I2, I3).
"""

import gzip
import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from kept.kit.text import strip_unstorable
from kept.kit.transactions import snapshot
from kept.messages.models import Message
from kept.messages.steps import record_failure
from kept.stores.models import Store
from kept.webhooks.models import Delivery

# 2: what is sealed is sealed with AES-256-GCM. 3: the journal has the public names of events, and their schemas.
# 4: saved views are rows of their own package.
FORMAT = 4
# Rows that the new installation makes by itself, or that mean nothing there.
LEFT_OUT = {"contenttypes", "auth", "sessions"}
HELD_BACK = "It had not left when the backup was made; send it again if it is still wanted."


class Damaged(Exception):
    """A backup that cannot be brought back; the sentence says why."""


def write(target: Path) -> int:
    """Write a backup. Returns how many rows it holds. The file appears complete or not at all."""
    with tempfile.TemporaryDirectory(dir=target.resolve().parent) as folder:
        rows = Path(folder) / "rows.jsonl"
        with snapshot(), rows.open("w") as stream:
            count = _write_rows(stream)
        parts = {
            "rows.jsonl": rows,
            "secrets.json": settings.ENVIRONMENT.data_dir / "secrets.json",
            **_media(),
        }
        manifest = Path(folder) / "manifest.json"
        digests = {name: _digest(path) for name, path in parts.items()}
        manifest.write_text(json.dumps({"format": FORMAT, "rows": count, "digests": digests}))
        packed = Path(folder) / "packed"
        with tarfile.open(packed, "w:gz") as archive:
            for name, path in {"manifest.json": manifest, **parts}.items():
                archive.add(path, arcname=name)
        packed.chmod(0o600)
        with packed.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(packed, target)
    return count


@dataclass(frozen=True, slots=True)
class Restored:
    """`held`: messages that were waiting. `cleaned`: rows that lost characters which PostgreSQL cannot keep."""

    held: int
    cleaned: int


def restore(source: Path) -> Restored:
    """Bring a backup back. Raises Damaged; then nothing was changed."""
    if Store.objects.exists():
        raise Damaged(
            "This installation has a store already. Restore into an empty one (another KEPT_DATA_DIR)."
        )
    with tempfile.TemporaryDirectory(dir=settings.ENVIRONMENT.data_dir) as unpacked:
        folder = Path(unpacked)
        manifest = _unpack(source, folder)
        with transaction.atomic(durable=True):
            try:
                count, cleaned = _read_rows(folder / "rows.jsonl")
            except (DeserializationError, DatabaseError) as error:
                raise Damaged(f"The database does not take what stands in the backup: {error}") from error
            if count != manifest["rows"]:
                raise Damaged(f"The backup should hold {manifest['rows']} rows and holds {count}.")
            held = _hold_back()
        for name in manifest["digests"]:
            if name != "rows.jsonl":
                target = settings.ENVIRONMENT.data_dir / name
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(folder / name, target)
    return Restored(held, cleaned)


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model._meta.app_label not in LEFT_OUT and model._meta.managed:
            yield model


def _write_rows(stream: Any) -> int:
    count = 0

    def every() -> Iterator[Model]:
        nonlocal count
        for model in _models():
            for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
                count += 1
                yield row

    serializers.serialize("jsonl", every(), stream=stream)
    return count


def _read_rows(path: Path) -> tuple[int, int]:
    count = cleaned = 0
    with connection.constraint_checks_disabled(), path.open() as stream:
        for row in serializers.deserialize("jsonl", stream):
            cleaned += _clean(row.object)
            row.save()
            count += 1
    connection.check_constraints()
    _renew_sequences(_models())
    return count, cleaned


def _clean(row: Model) -> bool:
    """Leave NUL and half characters out, which SQLite once kept and PostgreSQL refuses. Whether there were any.

    On either database, so that both hold the same afterwards. Frozen terms are not touched: in their canonical
    JSON a NUL is written as six plain characters, so digests and chains stay true, and reading leaves it out.
    """
    changed = False
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        kept = strip_unstorable(value)
        if kept != value:
            setattr(row, field.attname, kept)
            changed = True
    return changed


def _renew_sequences(models: Iterable[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _hold_back() -> int:
    """Nobody knows what left between the backup and the accident: nothing is sent twice by a restore."""
    now = timezone.now()
    unsent = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
    held = list(unsent.defer("text", "html").order_by("pk"))
    unsent.update(state=Message.State.FAILED, failed_at=now, last_error=HELD_BACK)
    Delivery.objects.filter(state__in=[Delivery.State.QUEUED, Delivery.State.SENDING]).update(
        state=Delivery.State.FAILED, last_error=HELD_BACK
    )
    for message in held:
        record_failure(message, now=now)
    return len(held)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        _read_to_the_end(source)
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise Damaged(f"{source} cannot be read as a backup: {error}") from error
    if manifest.get("format") != FORMAT:
        raise Damaged(
            f"{source} was written by another version of Kept. Restore it with that one, then upgrade."
        )
    for name, digest in manifest["digests"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise Damaged(f"{name} in {source} is not what was written.")
    return manifest


def _read_to_the_end(source: Path) -> None:
    """A file that was cut off is damaged even where every part that counts came before the cut."""
    with gzip.open(source) as whole:
        while whole.read(1_000_000):
            pass


def _media() -> dict[str, Path]:
    root = Path(settings.MEDIA_ROOT)
    return {f"media/{path.relative_to(root)}": path for path in sorted(root.rglob("*")) if path.is_file()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
