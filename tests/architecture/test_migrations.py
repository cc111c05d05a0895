"""Prevents the mistake of a model that the database does not follow: a column that no migration makes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState

from tests.architecture.tree import ROOT, none_of

SETTINGS = "kept.config.settings"


def missing_migrations(source: Path, settings: str) -> list[str]:
    if not (source / f"{settings.replace('.', '/')}.py").exists():
        return []
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        env=os.environ | {"PYTHONPATH": str(source), "DJANGO_SETTINGS_MODULE": settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


def test_every_model_has_its_migration():
    none_of(missing_migrations(ROOT / "src", SETTINGS))


WITHOUT_REPLACING = MigrationLoader(None, replace_migrations=False)
SQUASHED = sorted(key for key, migration in WITHOUT_REPLACING.disk_migrations.items() if migration.replaces)


@pytest.mark.parametrize("key", SQUASHED, ids=".".join)
def test_a_new_installation_has_the_tables_of_one_that_has_grown(key):
    """A migration that replaces others ends where the last of them does."""
    replaced = WITHOUT_REPLACING.disk_migrations[key].replaces
    assert _models(key) == _models(replaced[-1])


def _models(key: tuple[str, str]) -> dict[str, tuple]:
    models = WITHOUT_REPLACING.project_state([key]).models
    return {name: _plain(state) for (package, name), state in models.items() if package == key[0]}


def _plain(state: ModelState) -> tuple:
    fields = {name: field.deconstruct()[1:] for name, field in state.fields.items()}
    options = {
        name: sorted(map(repr, value)) if name in ("indexes", "constraints") else value
        for name, value in state.options.items()
        if value
    }
    return repr(sorted(fields.items())), options


def test_control(tmp_path):
    planted = {
        "planted_settings.py": (
            "SECRET_KEY = 'planted'\nINSTALLED_APPS = ['florist']\n"
            "DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
            "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
        ),
        "florist/__init__.py": "",
        "florist/migrations/__init__.py": "",
        "florist/models.py": "",
    }
    for name, text in planted.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert missing_migrations(tmp_path, "planted_settings") == []
    model = "from django.db import models\n\nclass Bouquet(models.Model):\n    name = models.TextField()\n"
    (tmp_path / "florist/models.py").write_text(model)
    assert "Bouquet" in "\n".join(missing_migrations(tmp_path, "planted_settings"))
