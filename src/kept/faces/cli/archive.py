"""A backup: one gzipped tar with every row as JSON lines, the photos, the secrets, and a manifest of digests.

The rows are portable: a backup of SQLite can be restored into PostgreSQL and the other way round (I2, I3).
"""

import gzip
import hashlib
import itertools
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

from kept.kit.models import RateLimitBucket
from kept.kit.text import strip_unstorable
from kept.kit.transactions import snapshot
from kept.messages.models import Message
from kept.messages.steps import record_failure
from kept.stores.models import Store
from kept.webhooks.models import Delivery

# 2: sealed values use AES-256-GCM. 3: the journal has the public names of events and their schemas.
# 4: saved views are rows of their own package. 5: the secrets of second factors are sealed.
FORMAT = 5
# Apps whose rows the new installation creates itself, or that mean nothing there.
LEFT_OUT = {"contenttypes", "auth", "sessions"}
LEFT_OUT_MODELS = {RateLimitBucket}  # a lock belongs to the installation
ROWS_AT_ONCE = 500
NOT_SENT = "It was not sent yet when the backup was made; send it again if it is still wanted."


class DamagedBackup(Exception):
    """The backup cannot be restored; the sentence says why."""


def write_backup(target: Path) -> int:
    """Write a backup; return the number of its rows. The file appears complete or not at all."""
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
class RestoreResult:
    """`unsent`: messages that were not sent yet. `cleaned`: rows that lost characters which PostgreSQL cannot store."""

    unsent: int
    cleaned: int


def restore_backup(source: Path) -> RestoreResult:
    """Restore a backup. Raises DamagedBackup; then nothing was changed."""
    if Store.objects.exists():
        raise DamagedBackup(
            "This installation has a store already. Restore into an empty one (another KEPT_DATA_DIR)."
        )
    with tempfile.TemporaryDirectory(dir=settings.ENVIRONMENT.data_dir) as unpacked:
        folder = Path(unpacked)
        manifest = _unpack(source, folder)
        with transaction.atomic(durable=True):
            try:
                count, cleaned = _read_rows(folder / "rows.jsonl")
            except (DeserializationError, DatabaseError) as error:
                raise DamagedBackup(f"The database refuses the content of the backup: {error}") from error
            if count != manifest["rows"]:
                raise DamagedBackup(f"The backup should have {manifest['rows']} rows and has {count}.")
            unsent = _fail_unsent()
            # Before the COMMIT: an empty installation with other secrets harms nobody, and can be restored into again.
            for name in sorted(manifest["digests"]):
                if name != "rows.jsonl":
                    target = settings.ENVIRONMENT.data_dir / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(folder / name, target)
    return RestoreResult(unsent, cleaned)


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model._meta.app_label not in LEFT_OUT and model not in LEFT_OUT_MODELS and model._meta.managed:
            yield model


def _write_rows(stream: Any) -> int:
    count = 0

    def every() -> Iterator[Model]:
        nonlocal count
        for model in _models():
            for row in model._default_manager.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
                count += 1
                yield row

    serializers.serialize("jsonl", every(), stream=stream)
    return count


def _read_rows(path: Path) -> tuple[int, int]:
    count = cleaned = 0
    with connection.constraint_checks_disabled(), path.open() as stream:
        rows = (row.object for row in serializers.deserialize("jsonl", stream))
        for model, of_model in itertools.groupby(rows, key=type):
            while batch := list(itertools.islice(of_model, ROWS_AT_ONCE)):
                cleaned += sum(map(_clean, batch))
                model._base_manager.bulk_create(batch)  # type: ignore[attr-defined]
                count += len(batch)
    connection.check_constraints()
    _renew_sequences(_models())
    return count, cleaned


def _clean(row: Model) -> bool:
    """Remove NUL and half characters, which SQLite once stored and PostgreSQL refuses; return True if there were any.

    It is done on either database, so that both are equal afterwards. Frozen terms are not touched: their canonical JSON
    writes a NUL as six plain characters, so digests and chains stay valid, and reading leaves it out.
    """
    changed = False
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        cleaned = strip_unstorable(value)
        if cleaned != value:
            setattr(row, field.attname, cleaned)
            changed = True
    return changed


def _renew_sequences(models: Iterable[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _fail_unsent() -> int:
    """Mark unsent messages and webhooks as failed; return the number of messages.

    They may have been sent between the backup and the accident, and a restore must send nothing twice.
    """
    now = timezone.now()
    queued = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
    messages = list(queued.defer("text", "html").order_by("pk"))
    queued.update(state=Message.State.FAILED, failed_at=now, last_error=NOT_SENT)
    Delivery.objects.filter(state__in=[Delivery.State.QUEUED, Delivery.State.SENDING]).update(
        state=Delivery.State.FAILED, last_error=NOT_SENT
    )
    for message in messages:
        record_failure(message, now=now)
    return len(messages)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        _read_to_the_end(source)
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise DamagedBackup(f"{source} cannot be read as a backup: {error}") from error
    if manifest.get("format") != FORMAT:
        raise DamagedBackup(
            f"{source} was written by another version of Kept. Restore it with that one, then upgrade."
        )
    for name, digest in manifest["digests"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise DamagedBackup(f"{name} in {source} was changed after it was written.")
    return manifest


def _read_to_the_end(source: Path) -> None:
    """Read the whole file: one that was cut off is damaged, even where every needed part came before the cut."""
    with gzip.open(source) as whole:
        while whole.read(1_000_000):
            pass


def _media() -> dict[str, Path]:
    root = Path(settings.MEDIA_ROOT)
    return {f"media/{path.relative_to(root)}": path for path in sorted(root.rglob("*")) if path.is_file()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
