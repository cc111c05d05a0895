"""The cost of placing and confirming an order of three lines: everything from HTTP to the mail handed over.

placing.<db>.cpu_ms          CPU of web, worker and database for each order, 8 clients
placing.<db>.floor_cpu_ms    the same rows by raw SQL on the same database, committed one by one
placing.<db>.ratio           the one over the other
placing.<db>.sql_statements  of one placement, with sign-in and idempotency key
placing.<db>.orders_per_s_8  with 8 clients on this machine
"""

import time
import uuid

from tools.installation import DATABASES, Installation, crowd, figure, installation, order_of

CLIENTS = 8
ORDERS = 800
WARM_UP = 80


def main() -> None:
    """Both databases, one after the other."""
    for database in DATABASES:
        with installation(database) as it:
            it.start_all()
            _place(it, WARM_UP, "w")
            it.wait_for_mails(WARM_UP)
            before, started = it.cpu_ms(), time.monotonic()
            _place(it, ORDERS, "m")
            seconds = time.monotonic() - started
            mails = len(it.wait_for_mails(WARM_UP + ORDERS))
            cpu = (it.cpu_ms() - before) / ORDERS
            it.stop_all()
            statements = int(it.run("benchmarks._statements"))
            floor = float(it.run("benchmarks._floor"))
            if mails != WARM_UP + ORDERS:
                raise SystemExit(f"{mails} mails for {WARM_UP + ORDERS} orders")
        figure(f"placing.{database}.cpu_ms", cpu, "ms")
        figure(f"placing.{database}.floor_cpu_ms", floor, "ms")
        figure(f"placing.{database}.ratio", cpu / floor, "x")
        figure(f"placing.{database}.sql_statements", statements, "statements")
        figure(f"placing.{database}.orders_per_s_8", ORDERS / seconds, "orders/s")


def _place(it: Installation, count: int, name: str) -> None:
    def act(place: int) -> None:
        client = it.client()
        for n in range(count // CLIENTS):
            who = f"{name}{place}x{n}"
            status, body = client.send(
                "POST", "/api/v1/orders", order_of(it.facts, who), **{"Idempotency-Key": str(uuid.uuid4())}
            )
            if status != 201:
                raise SystemExit(f"{status}: {body}")

    crowd(CLIENTS, act)


if __name__ == "__main__":
    main()
