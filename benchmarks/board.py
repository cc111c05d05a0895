"""The cost of showing the newest fifty orders of the back office, in a young store and in an old one.

board.<db>.cpu_ms_1k     the board at 1,000 orders: CPU of web server and database for each page
board.<db>.cpu_ms_100k   at 100,000
board.<db>.ratio         the one over the other
list.<db>.…, api.<db>.…  the same for the desk's list of orders, and for `GET /api/v1/orders?limit=50`
"""

import http.client
import sys

from tools.installation import DATABASES, Installation, figure, installation, order_of

SIZES = {"1k": 1_000, "100k": 100_000}
PAGES = {"board": "/desk/bench/board/", "list": "/desk/bench/orders/", "api": "/api/v1/orders?limit=50"}
WARM_UP = 15
TURNS = 60


def main(databases: tuple[str, ...]) -> None:
    """Both databases, one after the other."""
    for database in databases:
        with installation(database) as it:
            it.start_all()
            with it.client() as client:
                status, body = client.send("POST", "/api/v1/orders", order_of(it.facts, "first"))
            if status != 201:
                raise SystemExit(f"{status}: {body}")
            costs = {size: _costs(it, count) for size, count in SIZES.items()}
        for page in PAGES:
            for size in SIZES:
                figure(f"{page}.{database}.cpu_ms_{size}", costs[size][page], "ms")
            figure(f"{page}.{database}.ratio", costs["100k"][page] / costs["1k"][page], "x")


def _costs(it: Installation, count: int) -> dict[str, float]:
    session = it.run("benchmarks._many_orders", str(count)).strip()
    headers = {"Cookie": f"sessionid={session}", "Authorization": f"Bearer {it.facts['key']}"}
    connection = http.client.HTTPConnection("127.0.0.1", it.port, timeout=60)
    costs = {}
    for name, path in PAGES.items():
        _show(connection, path, headers, WARM_UP)
        before = it.cpu_ms()
        _show(connection, path, headers, TURNS)
        costs[name] = (it.cpu_ms() - before) / TURNS
    connection.close()
    return costs


def _show(connection: http.client.HTTPConnection, path: str, headers: dict[str, str], turns: int) -> None:
    for _ in range(turns):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200 or (b"1001" not in body and len(body) < 5_000):
            raise SystemExit(f"{path} answered {response.status}: {body[:300]!r}")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or DATABASES)
