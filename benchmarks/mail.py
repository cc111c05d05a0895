"""From "placed" (the client has its answer) to the mail at the SMTP server, with 8 clients.

mail.<db>.p50_ms
mail.<db>.p99_ms
"""

import time

from tools.installation import DATABASES, crowd, figure, installation, order_of, percentile

CLIENTS = 8
EACH = 40
# About twenty orders a second in all: more than the fastest peer that was measured places with 8 clients. Without
# a pause the clients keep both cores busy, and what is measured is the length of the queue.
PAUSE_SECONDS = 0.4


def main() -> None:
    """Both databases."""
    for database in DATABASES:
        with installation(database) as it:
            it.start_all()
            placed: dict[str, float] = {}

            def act(place: int) -> None:
                client = it.client()
                for n in range(EACH):
                    who = f"{place}x{n}"
                    status, body = client.send("POST", "/api/v1/orders", order_of(it.facts, who))
                    placed[f"buyer{who}@example.com"] = time.time()  # noqa: B023
                    if status != 201:
                        raise SystemExit(f"{status}: {body}")
                    time.sleep(PAUSE_SECONDS)

            crowd(CLIENTS, act)
            arrived = {mail.to: mail.at for mail in it.wait_for_mails(CLIENTS * EACH)}
        missing = placed.keys() - arrived.keys()
        if missing:
            raise SystemExit(f"{len(missing)} of {len(placed)} mails did not arrive")
        waits = [max(0.0, (arrived[address] - at) * 1000) for address, at in placed.items()]
        figure(f"mail.{database}.p50_ms", percentile(waits, 0.5), "ms")
        figure(f"mail.{database}.p99_ms", percentile(waits, 0.99), "ms")


if __name__ == "__main__":
    main()
