"""Memory of everything that runs, after work: web server and worker on the embedded database.

memory.rss_mb    proportional set size, so that pages which processes share count once
"""

from tools.installation import crowd, figure, installation, order_of


def main() -> None:
    """After 400 orders by 8 clients."""
    with installation("sqlite") as it:
        it.start_all()

        def act(place: int) -> None:
            client = it.client()
            for n in range(50):
                status, body = client.send("POST", "/api/v1/orders", order_of(it.facts, f"{place}x{n}"))
                if status != 201:
                    raise SystemExit(f"{status}: {body}")

        crowd(8, act)
        it.wait_for_mails(400)
        figure("memory.rss_mb", it.rss_mb(), "MB")


if __name__ == "__main__":
    main()
