"""Find the browser in which the flows run; print its path, or a sentence that says what to do.

    python tools/browser.py             look, and install one where none is found
    python tools/browser.py --look      only look

In this order: the one KEPT_CHROMIUM names, Chromium or Chrome on the PATH, Playwright's own, Playwright's own
freshly fetched, the distribution's package (as root on Debian and Ubuntu). A browser counts when it starts.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
ADVICE = (
    "No Chromium was found, and none could be installed. Install Chromium or Chrome with your system's "
    "package manager, or name one: export KEPT_CHROMIUM=/path/to/chromium"
)


class NoBrowser(Exception):
    """A sentence that says why there is no browser, and what to do."""


def find() -> Path:
    """A browser that starts, without installing anything. Raises NoBrowser."""
    named = os.environ.get("KEPT_CHROMIUM")
    if named:
        if not starts(Path(named)):
            raise NoBrowser(f"KEPT_CHROMIUM names {named}, and that does not start as a browser.")
        return Path(named)
    for candidate in candidates():
        if starts(candidate):
            return candidate
    raise NoBrowser(ADVICE)


def find_or_install() -> Path:
    """A browser that starts, fetched if need be. Raises NoBrowser."""
    try:
        return find()
    except NoBrowser:
        if os.environ.get("KEPT_CHROMIUM"):
            raise
    for install in (install_from_playwright, install_from_distribution):
        install()
        try:
            return find()
        except NoBrowser:
            continue
    raise NoBrowser(ADVICE)


def flags() -> list[str]:
    """Return the flags that start the browser without a window, and without talking to its maker."""
    # Chromium's own sandbox refuses to work for root, and only for root.
    return [*QUIET_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def candidates() -> Iterator[Path]:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from (Path(place) for place in MAC_APPLICATIONS if Path(place).exists())
    fetched = playwrights_own()
    if fetched is not None:
        yield fetched


def playwrights_own() -> Path | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def starts(browser: Path) -> bool:
    """Tell whether it can show an empty page: a browser that lacks a library is found, but does not start."""
    command = [str(browser), *flags(), "--dump-dom", "about:blank"]
    try:
        shown = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return shown.returncode == 0 and b"<html" in shown.stdout


def install_from_playwright() -> None:
    say("No browser found; fetching Playwright's Chromium.")
    attempt(sys.executable, "-m", "playwright", "install", "chromium")


def install_from_distribution() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    say("Installing Chromium with apt-get.")
    attempt("apt-get", "update", "--quiet")
    attempt("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")


def attempt(*command: str) -> None:
    """Run an installer; whether it helped is seen by looking again. Its words go to stderr."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdout=sys.stderr, env=environment, check=False)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Find a browser for the flows.")
    parser.add_argument("--look", action="store_true", help="only look, install nothing")
    try:
        print(find() if parser.parse_args().look else find_or_install())
    except NoBrowser as refusal:
        say(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
