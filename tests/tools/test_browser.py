"""The browser that is named is the one used, and a browser that does not start is none."""

import pytest

from tools import browser


def test_the_named_browser_comes_first(monkeypatch, tmp_path):
    named = pretend_browser(tmp_path / "named", shows="<html></html>")
    monkeypatch.setenv("KEPT_CHROMIUM", str(named))
    assert browser.find() == named


def test_a_named_browser_that_does_not_start_is_a_refusal_and_never_replaced(monkeypatch, tmp_path):
    monkeypatch.setenv("KEPT_CHROMIUM", str(tmp_path / "absent"))
    with pytest.raises(browser.NoBrowser, match="does not start"):
        browser.find_or_install()


def test_a_browser_that_lacks_a_library_is_passed_over(monkeypatch, tmp_path):
    monkeypatch.delenv("KEPT_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    pretend_browser(tmp_path / "chromium", shows="error while loading shared libraries", exit_code=127)
    whole = pretend_browser(tmp_path / "google-chrome", shows="<html></html>")
    assert browser.find() == whole


def test_without_any_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("KEPT_CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "candidates", lambda: iter(()))
    with pytest.raises(browser.NoBrowser, match="export KEPT_CHROMIUM="):
        browser.find()


def pretend_browser(path, *, shows: str, exit_code: int = 0):
    path.write_text(f"#!/bin/sh\necho '{shows}'\nexit {exit_code}\n")
    path.chmod(0o755)
    return path
