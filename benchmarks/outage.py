"""The mail server is away while people order (F3; reliability test 7): what is accepted, told, and sent afterwards.

outage.<db>.orders          placed while it was away
outage.<db>.accepted_ratio  orders per second while it is away, against the same load while it is there: at least 0.95
outage.<db>.alarm_s         from its end until `kept check` says so: at most 120
outage.<db>.drained_s       from its return until nothing waits, while ten orders a second go on coming in
outage.<db>.mails_per_s     handed over meanwhile
outage.<db>.mail_cpu_ms     CPU of the worker for each of them, which does not hang on who else uses the machine
outage.<db>.hour_drained_s  what the backlog of an hour at ten orders a second takes at that rate: at most 900
outage.<db>.lost            mails to a customer that never arrived, and orders that no message to the store tells of: 0
outage.<db>.doubled         mails that arrived twice: 0

    python -m benchmarks.outage [orders] [sqlite|postgres …]

400 orders take about a minute for each database; the hour at its full size is 36000.
"""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import count

from tools.installation import (
    DATABASES,
    Installation,
    cpu_ms_of,
    crowd,
    family,
    figure,
    installation,
    order_of,
)

ORDERS = 400
CLIENTS = 4
MEASURED_SECONDS = 8.0
AN_HOUR = 36_000
AFTERWARDS_PER_SECOND = 10
MOST_SECONDS = 3_600.0


class Customers:
    """Everybody who was promised something; each has an address of their own."""

    def __init__(self, it: Installation) -> None:
        self.it = it
        self.served: list[str] = []
        self._names = count(1)
        self._mutex = threading.Lock()

    def order(self, client_place: int, until: float, most: int = sys.maxsize, rate: float = 0.0) -> None:
        """Order again and again until that moment, or until so many are served in all."""
        del client_place
        with self.it.client() as client:
            while time.monotonic() < until and len(self.served) < most:
                with self._mutex:
                    who = f"{next(self._names)}"
                begun = time.monotonic()
                status, body = client.send("POST", "/api/v1/orders", order_of(self.it.facts, who))
                if status != 201:
                    raise SystemExit(f"{status}: {body}")
                self.served.append(f"buyer{who}@example.com")
                if rate:
                    time.sleep(max(0.0, begun + 1 / rate - time.monotonic()))

    def per_second(self) -> float:
        """Return how many orders a second four clients place that do nothing else."""
        before, begun = len(self.served), time.monotonic()
        crowd(CLIENTS, lambda place: self.order(place, begun + MEASURED_SECONDS))
        return (len(self.served) - before) / (time.monotonic() - begun)


def main(words: list[str]) -> None:
    """The databases one after the other."""
    orders = next((int(word) for word in words if word.isdigit()), ORDERS)
    for database in [word for word in words if word in DATABASES] or DATABASES:
        with installation(database) as it:
            it.start_all()
            _one(database, it, orders)


def _one(database: str, it: Installation, orders: int) -> None:
    customers = Customers(it)
    customers.per_second()  # everything has been used once: templates are compiled, pages are in memory
    _wait_until_arrived(it, customers, len(customers.served))
    usual = customers.per_second()
    _wait_until_arrived(it, customers, len(customers.served))
    it.mail_server_goes()
    gone, before = time.monotonic(), len(customers.served)
    heard: list[float] = []
    alarm = threading.Thread(target=_listen, args=(it, heard))
    while_away = customers.per_second()
    alarm.start()
    crowd(CLIENTS, lambda place: customers.order(place, gone + MOST_SECONDS, before + orders))
    alarm.join()
    waiting = len(customers.served) - before
    it.mail_server_comes()
    back, there, used = time.monotonic(), len(it.mails()), _worker_cpu_ms(it)
    goes_on = threading.Thread(
        target=customers.order,
        args=(0, back + max(10.0, waiting / 100)),
        kwargs={"rate": AFTERWARDS_PER_SECOND},
    )
    goes_on.start()
    _wait_until_arrived(it, customers, waiting + before)
    drained = time.monotonic() - back
    sent = len(it.mails()) - there
    rate, each = sent / drained, (_worker_cpu_ms(it) - used) / sent
    goes_on.join()
    _wait_until_arrived(it, customers, len(customers.served))
    figure(f"outage.{database}.orders", waiting, "orders")
    figure(f"outage.{database}.accepted_ratio", while_away / usual, f"of {usual:.0f} orders/s")
    figure(f"outage.{database}.alarm_s", heard[0] - gone, "s")
    figure(f"outage.{database}.drained_s", drained, "s")
    figure(f"outage.{database}.mails_per_s", rate, "mails/s")
    figure(f"outage.{database}.mail_cpu_ms", each, "ms")
    # Ten new orders come in in each second that it takes.
    left = max(waiting / drained, 0.001)
    figure(f"outage.{database}.hour_drained_s", AN_HOUR / left, "s")
    arrived = Counter(mail.to for mail in it.mails())
    lost = [address for address in customers.served if not arrived[address]]
    figure(
        f"outage.{database}.lost",
        len(lost) + len(_untold(it, set(customers.served))),
        f"of {len(customers.served)} orders",
    )
    doubled = len(it.mails()) - len({mail.message_id for mail in it.mails()})
    figure(f"outage.{database}.doubled", doubled, f"of {len(it.mails())} mails")


def _worker_cpu_ms(it: Installation) -> float:
    return sum(cpu_ms_of(pid) for pid in family(it.processes["worker"].pid))


def _listen(it: Installation, heard: list[float]) -> None:
    """Ask `kept check` until it says that mail does not leave."""
    while True:
        said = subprocess.run(
            [sys.executable, "-m", "kept.faces.cli.main", "check"],
            env=it.environment, capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        if "FAIL mail" in said and "FAIL worker" in said:
            heard.append(time.monotonic())
            return
        time.sleep(2)


def _untold(it: Installation, customers: set[str]) -> set[object]:
    """The orders of these customers of which no message has reached the store: their own, or one for several."""
    found = json.loads(it.run("tools.rows"))
    arrived = {mail.message_id.strip("<>") for mail in it.mails()}
    told = {
        order
        for order, kind, _, state, known_as, _ in found["messages"]
        if kind == "new_order" and state == "handed_over" and known_as.strip("<>") in arrived
    }
    told |= {order for (order,) in found["together"]}
    return {number for number, email, _ in found["orders"] if email in customers} - told


def _wait_until_arrived(it: Installation, customers: Customers, first: int) -> None:
    """Wait until each of the first so many customers has a mail, and the store has all of its own."""
    wanted = set(customers.served[:first])
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        arrived = Counter(mail.to for mail in it.mails())
        if wanted <= arrived.keys() and not _untold(it, wanted):
            return
        time.sleep(0.5)


if __name__ == "__main__":
    main(sys.argv[1:])
