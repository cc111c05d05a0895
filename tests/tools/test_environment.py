"""Setting up is asked for before every command: it costs nothing when nothing changed."""

import sys

import pytest

from tools import environment


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """An unpacked Kept in which pip only remembers what it was asked for."""
    asked: list[str] = []
    (tmp_path / "requirements").mkdir()
    for name in ("demo", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("flowers==2.1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "kept-environment.json")

    def make_venv():
        environment.PYTHON.parent.mkdir(parents=True)
        environment.PYTHON.touch()

    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(environment, "pip", lambda *arguments: asked.append(" ".join(arguments)))
    return asked


def test_the_first_time_installs_what_is_locked_and_kept_itself(installed):
    environment.prepare("demo")
    first, second = installed
    assert first.startswith("install --require-hashes --no-deps -r ")
    assert first.endswith("demo.txt")
    assert "--no-build-isolation --editable" in second


def test_again_does_nothing(installed):
    environment.prepare("demo")
    installed.clear()
    environment.prepare("demo")
    assert installed == []


def test_what_tests_need_includes_what_the_demo_needs(installed):
    environment.prepare("dev")
    installed.clear()
    environment.prepare("demo")
    assert installed == []


@pytest.mark.parametrize("changed", ["requirements/demo.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_installs_again(installed, changed):
    environment.prepare("demo")
    installed.clear()
    with (environment.ROOT / changed).open("a") as file:
        file.write("# changed\n")
    environment.prepare("demo")
    assert installed


def test_an_environment_whose_python_is_gone_is_made_anew(installed):
    environment.prepare("demo")
    installed.clear()
    environment.PYTHON.unlink()
    environment.PYTHON.parent.rmdir()
    environment.prepare("demo")
    assert installed


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    with pytest.raises(environment.SetupError, match=r"needs Python 3\.11 or newer, and .* is 3\.9"):
        environment.check_python()


def test_a_wrong_word_is_answered_with_the_right_ones():
    assert "demo|dev" in environment.main(["everything"])
