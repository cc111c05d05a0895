"""Prevents the mistake of an exception that outlives its reason, and later covers what nobody meant."""

from types import ModuleType

import pytest

from tests.architecture import test_clock, test_network, test_on_commit, test_writes
from tests.architecture.tree import ROOT

RULES = {
    test_clock: "clock_readings",
    test_network: "network_imports",
    test_on_commit: "work_after_the_commit",
    test_writes: "writes_in_passing",
}
EXCEPTIONS = [(rule, place) for rule in RULES for place in rule.ALLOWED]


def is_needed(rule: ModuleType, place: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether the rule would find something there without the exception."""
    monkeypatch.setattr(rule, "ALLOWED", {p: why for p, why in rule.ALLOWED.items() if p != place})
    return any(b.path.startswith(f"src/kept/{place}") for b in getattr(rule, RULES[rule])(ROOT))


@pytest.mark.parametrize(("rule", "place"), EXCEPTIONS, ids=[f"{r.__name__}-{p}" for r, p in EXCEPTIONS])
def test_every_exception_is_needed(rule, place, monkeypatch):
    assert is_needed(rule, place, monkeypatch)


def test_control_an_exception_for_nothing_is_found(monkeypatch):
    monkeypatch.setitem(test_clock.ALLOWED, "nowhere/", "planted")
    assert not is_needed(test_clock, "nowhere/", monkeypatch)
