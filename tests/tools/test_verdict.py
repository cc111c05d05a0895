"""The last line is true: it says FAILED whenever something failed, hung, or did not run at all."""

import sys
import time
from pathlib import Path

import pytest

from tools import browser, postgres, verdict
from tools.verdict import Outcome, Step

GOOD = "def test_good():\n    assert True\n"
BAD = "def test_bad():\n    assert False\n"
SKIPPED = "import pytest\n\ndef test_skipped():\n    pytest.skip('no printer')\n"
BROKEN = "import nowhere_at_all\n"


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """Runs a step over planted tests, away from Kept's own configuration."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # starting all of them takes seconds
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p xdist.plugin -p no:cacheprovider\n")
    monkeypatch.setattr(verdict, "ROOT", tmp_path)
    monkeypatch.setattr(verdict, "WORKERS", "0")

    def run(**files: str) -> Outcome:
        for name, text in files.items():
            (tmp_path / f"test_{name}.py").write_text(text)
        return verdict.run(Step("planted", ["."]))

    return run


def test_counts_what_passed(suite):
    outcome = suite(good=GOOD, skipped=SKIPPED)
    assert (outcome.passed, outcome.skipped, outcome.problem) == (1, 1, "")


def test_names_what_failed(suite):
    outcome = suite(good=GOOD, bad=BAD)
    assert outcome.problem == "planted: 1 failed"
    assert outcome.failures == ("test_bad::test_bad",)


def test_a_file_that_does_not_import_is_a_failure(suite):
    assert suite(good=GOOD, broken=BROKEN).problem


def test_nothing_run_is_a_failure(suite):
    assert suite().problem == "planted: no tests ran"


def test_all_skipped_is_a_failure(suite):
    assert suite(skipped=SKIPPED).problem == "planted: no tests ran"


def test_a_hanging_run_is_ended_and_is_a_failure(suite, monkeypatch):
    monkeypatch.setattr(verdict, "STEP_MINUTES", 2 / 60)
    started = time.monotonic()
    outcome = suite(hang="import time\n\ndef test_hang():\n    time.sleep(600)\n")
    assert "not done after" in outcome.problem
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("refusal", [postgres.NoPostgres("No server."), browser.NoBrowser("No browser.")])
def test_what_is_missing_is_a_failure_with_its_sentence(refusal):
    def needs(_stack):
        raise refusal

    assert verdict.run(Step("planted", ["."], needs)).problem == f"planted: {refusal}"


def test_no_setting_of_the_persons_own_desk_reaches_a_test(suite, monkeypatch):
    monkeypatch.setenv("KEPT_DATABASE_URL", "postgresql://the-real-shop")
    body = "import os\n\ndef test_clean():\n    assert 'KEPT_DATABASE_URL' not in os.environ\n"
    assert suite(clean=body).problem == ""


def test_files_of_a_step_are_its_own_and_gone_with_it(suite, tmp_path):
    body = "import tempfile\n\ndef test_it():\n    open('where', 'w').write(tempfile.mkdtemp())\n"
    assert suite(folder=body).problem == ""
    where = Path((tmp_path / "where").read_text())
    assert where.parent.name.startswith("kept-verdict-")
    assert not where.parent.exists()


def test_memory_is_taken_where_there_is_room(monkeypatch, tmp_path):
    monkeypatch.setattr(verdict, "MEMORY", tmp_path)
    monkeypatch.setattr(verdict, "MEMORY_BYTES", 1)
    assert verdict.quick_folder() == str(tmp_path)
    monkeypatch.setattr(verdict, "MEMORY_BYTES", 2**70)
    assert verdict.quick_folder() is None
    monkeypatch.setattr(verdict, "MEMORY", tmp_path / "nowhere")
    assert verdict.quick_folder() is None


def test_python_keeps_what_it_compiled(suite, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    body = "import sys\n\ndef test_kept():\n    assert not sys.dont_write_bytecode\n"
    assert suite(compiled=body).problem == ""


def test_the_last_line():
    passed = {"the rules": 40, "SQLite": 7, "PostgreSQL": 6, "browser flows": 2}
    fine = [Outcome(step, number) for step, number in passed.items()]
    line = verdict.verdict("test", fine, minutes=3.21)
    assert line == ("KEPT: all checks passed — 7 tests on SQLite, 6 on PostgreSQL, 2 browser flows, 3.2 min")
    assert verdict.verdict("check", fine[:1], minutes=0.5) == "KEPT: the rules hold — 40 checks, 0.5 min"
    worse = [*fine[:3], Outcome("browser flows", 1, problem="browser flows: 1 failed")]
    assert verdict.verdict("test", worse, minutes=3) == "KEPT: FAILED — browser flows: 1 failed"


def test_one_failed_step_makes_the_exit_code(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["verdict", "check"])
    monkeypatch.setattr(verdict, "run", lambda step: Outcome(step.name, problem="planted"))
    assert verdict.main() == 1
    monkeypatch.setattr(verdict, "run", lambda step: Outcome(step.name, passed=1))
    assert verdict.main() == 0
