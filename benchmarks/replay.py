"""Two months of a real shop, placed again: 2,115 orders in time order over the API, all confirmed by SMTP.

    replay.<db>.orders            2,115
    replay.<db>.lines             45,142
    replay.<db>.total_minor       106,369,012 pence, to the penny
    replay.<db>.mails             one confirmation for each order at the mail server
    replay.<db>.cpu_ms_per_order  web, worker and database; 21 lines on average
    replay.<db>.sql_statements    of one placement, 199 lines or one

The data: UCI Machine Learning Repository, "Online Retail II" (Chen 2019), CC BY 4.0. It is not part of Kept;
it is read from ../shared/data beside the checkout, or from the file that KEPT_REPLAY_FILE names.
"""

import csv
import gzip
import os
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from tools.installation import DATABASES, ROOT, Installation, figure, installation

NAME = "online-retail/2010-01_2010-02.csv.gz"
SOURCE = Path(os.environ.get("KEPT_REPLAY_FILE", ROOT.parent / "shared" / "data" / NAME))
EXPECTED = {"orders": 2115, "lines": 45_142, "total_minor": 106_369_012}


def main() -> None:
    """Both databases; skips with a sentence where the data is absent."""
    if not SOURCE.exists():
        print(f"replay skipped: {SOURCE.name} is not there; name it with KEPT_REPLAY_FILE", file=sys.stderr)
        return
    for database in DATABASES:
        with installation(database, prepare=("currency=GBP",)) as it:
            codes = _products(it)
            it.start_all()
            before = it.cpu_ms()
            orders = _orders()
            total = sum(_place(it, codes, invoice, lines) for invoice, lines in orders)
            mails = len(it.wait_for_mails(len(orders), seconds=300))
            cpu = (it.cpu_ms() - before) / len(orders)
            it.stop_all()
            print(it.run("kept.faces.cli.main", "verify"), file=sys.stderr)
            statements = int(it.run("benchmarks._statements"))
        got = {
            "orders": len(orders),
            "lines": sum(len(lines) for _invoice, lines in orders),
            "total_minor": total,
        }
        if got != EXPECTED or mails != EXPECTED["orders"]:
            raise SystemExit(f"expected {EXPECTED} and as many mails, got {got} and {mails} mails")
        for name, value in got.items():
            figure(f"replay.{database}.{name}", value, "pence" if name == "total_minor" else name)
        figure(f"replay.{database}.mails", mails, "mails")
        figure(f"replay.{database}.cpu_ms_per_order", cpu, "ms")
        figure(f"replay.{database}.sql_statements", statements, "statements")


def _rows() -> list[dict[str, str]]:
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if _counts(row)]


def _counts(row: dict[str, str]) -> bool:
    """Only what was sold to somebody: no cancellations, write-offs, gifts or lines without a customer."""
    sold = int(row["Quantity"]) > 0 and Decimal(row["Price"]) > 0
    return sold and bool(row["Customer ID"].strip()) and not row["Invoice"].startswith("C")


def _orders() -> list[tuple[str, list[dict[str, str]]]]:
    by_invoice: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows():
        by_invoice[row["Invoice"]].append(row)
    return sorted(by_invoice.items(), key=lambda item: (item[1][0]["InvoiceDate"], item[0]))


def _products(it: Installation) -> dict[str, int]:
    found = {row["StockCode"]: row["Description"].strip() or row["StockCode"] for row in _rows()}
    catalogue = it.folder / "catalogue.csv"
    with catalogue.open("w", newline="") as file:
        csv.writer(file).writerows(found.items())
    printed = it.run("benchmarks._catalogue", str(catalogue))
    return {code: int(variant) for code, variant in csv.reader(printed.splitlines())}


def _place(it: Installation, codes: dict[str, int], invoice: str, lines: list[dict[str, str]]) -> int:
    """One order; returns its total in pence."""
    buyer = lines[0]["Customer ID"].strip().removesuffix(".0")
    body: dict[str, Any] = {
        "channel": "api",
        "line_items": [
            {
                "variant": codes[line["StockCode"]],
                "quantity": int(line["Quantity"]),
                "unit_price": int(Decimal(line["Price"]) * 100),
            }
            for line in lines
        ],
        "buyer": {"name": f"Customer {buyer}", "email": f"buyer{buyer}@example.com"},
        "fulfillment": {"method": "pickup"},
        "payment_method": "pickup",
        "note": f"Invoice {invoice}",
    }
    status, answer = _client(it).send(
        "POST", "/api/v1/orders", body, **{"Idempotency-Key": f"invoice-{invoice}"}
    )
    if status != 201:
        raise SystemExit(f"invoice {invoice}: {status} {answer}")
    total: int = _total(answer)
    return total


_clients: dict[int, Any] = {}


def _client(it: Installation) -> Any:
    return _clients.setdefault(it.port, it.client())


def _total(answer: dict[str, Any]) -> int:
    return next(int(part["amount"]) for part in answer["totals"] if part["type"] == "total")


if __name__ == "__main__":
    main()
