"""The one clock of every test: it stands still, at an instant that the run chooses, until the test moves it.

    timezone.now()                          the instant, for the code and for the test
    clock.shift(timedelta(days=3))          the fixture `clock`: three days later
    @pytest.mark.at(TUESDAY)                this test is about that moment, whatever the run chooses
    @pytest.mark.wall_clock                 other processes take part, and theirs cannot be stopped

`--instants=each` gives every test file one of INSTANTS, the same one each time; `--instants=leap_day` gives all
files that one. Without it all stand at TUESDAY.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Ten in the morning in Berlin, where the factory's store is; it has been open for an hour."""

INSTANTS = {
    "tuesday": TUESDAY,
    "a_year_later": datetime(2027, 11, 24, 9, 0, tzinfo=UTC),
    "leap_day": datetime(2028, 2, 29, 9, 0, tzinfo=UTC),
    "spring_night": datetime(2027, 3, 28, 0, 59, 30, tzinfo=UTC),  # half a minute before 2:00 becomes 3:00
    "autumn_night": datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # the first of two half past two
    "new_years_eve": datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
    "closed_day": datetime(2026, 11, 29, 11, 0, tzinfo=UTC),  # a Sunday
}

ORDINARY, EACH = "tuesday", "each"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--instants", default=ORDINARY, choices=(*INSTANTS, EACH),
        help="when the tests take place; each: every file at one of them",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "at(moment): the clock stands there, whatever the run chooses")
    config.addinivalue_line(
        "markers", "wall_clock: real processes take part, so the clock runs as theirs does"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """The clock stands while the test is set up, runs and is taken down, for its wider fixtures, too."""
    moment = moment_of(item)
    if moment is None:
        return (yield)
    with time_machine.travel(moment, tick=False) as traveller:
        item.stash[TRAVELLER] = traveller
        return (yield)


TRAVELLER = pytest.StashKey[time_machine.Traveller]()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> time_machine.Traveller:
    """The clock that stands, to be moved: `shift(timedelta)`, `move_to(datetime)`."""
    return request.node.stash[TRAVELLER]


def moment_of(item: pytest.Item) -> datetime | None:
    """Where the clock stands for this test; None: it runs."""
    pinned = item.get_closest_marker("at")
    if item.get_closest_marker("wall_clock"):
        if pinned:
            raise pytest.UsageError(f"{item.nodeid} has two clocks: at() and wall_clock.")
        return None
    if pinned:
        return pinned.args[0]
    name = item.config.getoption("--instants")
    return INSTANTS[
        instant_of(item.path.relative_to(item.config.rootpath).as_posix()) if name == EACH else name
    ]


def instant_of(path: str) -> str:
    """The instant at which this test file takes place in a run of each."""
    others = [name for name in INSTANTS if name != ORDINARY]
    return others[int(hashlib.sha256(path.encode()).hexdigest(), 16) % len(others)]
