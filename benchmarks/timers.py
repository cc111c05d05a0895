"""Timers: how late a thousand fire that fall due at once, and what a hundred thousand that wait cost an idle worker.

timers.<db>.late_s_1000    seconds from the moment at which 1,000 fall due until the last has fired
timers.<db>.idle_percent   CPU of one core that the worker uses while 100,000 wait and none is due
"""

import time

from tools.installation import DATABASES, cpu_ms_of, family, figure, installation

MANY = 100_000
AT_ONCE = 1_000
IDLE_SECONDS = 20.0
MOST_SECONDS = 300.0


def main() -> None:
    """Both databases."""
    for database in DATABASES:
        with installation(database) as it:
            it.run("tools.some_timers", f"later={MANY}")
            it.start("worker", "worker")
            time.sleep(5)  # it has started, and looked
            worker = it.processes["worker"].pid
            before = sum(map(cpu_ms_of, family(worker)))
            time.sleep(IDLE_SECONDS)
            used = sum(map(cpu_ms_of, family(worker))) - before
            figure(f"timers.{database}.idle_percent", used / (IDLE_SECONDS * 10), "%")
            due = float(it.run("tools.some_timers", f"orders={AT_ONCE}", "seconds=2"))
            until = time.monotonic() + MOST_SECONDS
            while (last := float(it.run("tools.some_timers", "fired"))) == 0.0:
                if time.monotonic() > until:
                    raise SystemExit(f"{AT_ONCE} timers have not fired in {MOST_SECONDS:.0f} s")
                time.sleep(0.5)
            figure(f"timers.{database}.late_s_1000", last - due, "s")


if __name__ == "__main__":
    main()
