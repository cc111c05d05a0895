"""Kill web and worker at random instants under load: what is lost, and what comes twice (I4).

kill.<db>.rounds     kills, each followed by a restart; four orders are under way in each
kill.<db>.round_s    seconds of one round, restart included
kill.<db>.drained_s  from the last restart of a series until nothing waited any more, at worst: at most 60
kill.<db>.lost       acknowledged orders, and confirmations, that are not there: 0
kill.<db>.doubled    orders or confirmations that are there twice: 0
kill.<db>.repeated   mails that came again under the same Message-ID, which SMTP cannot avoid

    python -m benchmarks.kill [rounds] [sqlite|postgres …]
    python -m benchmarks.kill calls [sqlite|postgres …]     inside every system call of an order, at every instant

Many rounds are killed in series of 200, each on a fresh installation and with another seed; two installations
work side by side, so that one is busy while the other waits. Every series is checked whole.
"""

import secrets
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tools.installation import DATABASES, figure, installation
from tools.killing import Report, by_syscall, rounds

ROUNDS = 100
SERIES = 200
SIDE_BY_SIDE = 2


def main(words: list[str]) -> None:
    """The databases one after the other; other seeds each time it is run."""
    count = next((int(word) for word in words if word.isdigit()), ROUNDS)
    for database in [word for word in words if word in DATABASES] or DATABASES:
        begun = time.monotonic()
        reports = [_calls(database)] if "calls" in words else list(_all_series(database, count))
        _figures(database, reports, time.monotonic() - begun)


def _figures(database: str, reports: list[Report], seconds: float) -> None:
    kills = sum(report.rounds for report in reports)
    orders = sum(report.acknowledged for report in reports)
    mails = sum(report.mails for report in reports)
    figure(f"kill.{database}.rounds", kills, f"kills in {seconds:.0f} s")
    figure(f"kill.{database}.round_s", sum(report.seconds for report in reports) / kills, "s")
    figure(f"kill.{database}.drained_s", max(report.drained_seconds for report in reports), "s")
    for what, found in (("lost", [r.lost for r in reports]), ("doubled", [r.doubled for r in reports])):
        figure(f"kill.{database}.{what}", sum(map(len, found)), f"of {orders} orders")
    figure(f"kill.{database}.repeated", sum(report.repeated for report in reports), f"of {mails} mails")


def _all_series(database: str, count: int) -> Iterator[Report]:
    """One report after the other; the first that shows something stuck or untrue ends everything."""
    sizes = [min(SERIES, count - done) for done in range(0, count, SERIES)]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as side_by_side:
        try:
            for report in side_by_side.map(lambda size: _series(database, size), sizes):
                if report.stuck or report.wrong or not report.verified:
                    raise SystemExit(
                        f"stuck {report.stuck}, wrong {report.wrong}, verified {report.verified}"
                    )
                yield report
        finally:
            side_by_side.shutdown(wait=False, cancel_futures=True)


def _calls(database: str) -> Report:
    with installation(database) as it:
        begun = time.monotonic()
        report = by_syscall(it, most=sys.maxsize)
        report.seconds = time.monotonic() - begun
    if not report.holds:
        raise SystemExit(f"{report}")
    print(f"# {dict(report.kills)}", flush=True)
    return report


def _series(database: str, count: int) -> Report:
    with installation(database) as it:
        report = rounds(it, count=count, seed=secrets.randbits(32))
    found = (
        f"lost {report.lost}, doubled {report.doubled}" if report.lost or report.doubled else "nothing amiss"
    )
    print(f"# {report.rounds} rounds of {report.seconds / report.rounds:.2f} s, drained after "
          f"{report.drained_seconds:.1f} s, {found}", flush=True)  # fmt: skip
    return report


if __name__ == "__main__":
    main(sys.argv[1:])
