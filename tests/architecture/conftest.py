"""Every rule is proved by a planted violation: a small tree that breaks it, in which it must be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.tree import Plant


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Writes files into an empty tree and returns its root: `plant({"orders/queries.py": "…"})`.

    A path that starts with a slash is taken from the root, every other from src/kept.
    """

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name[1:] if name.startswith("/") else tmp_path / "src" / "kept" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write
