"""A flash sale: 64 buyers at once, 500 pieces, 1,500 attempts.

flash.<db>.sold       exactly 500
flash.<db>.refused    exactly 1,000, each with 409 out_of_stock
flash.<db>.errors     anything else
"""

from collections import Counter

from tools.installation import DATABASES, crowd, figure, installation, order_of

BUYERS = 64
ATTEMPTS = 1500
PIECES = 500


def main() -> None:
    """Both databases."""
    for database in DATABASES:
        with installation(database, prepare=(f"stock={PIECES}",)) as it:
            it.start_all()
            answers: Counter[str] = Counter()

            def act(place: int) -> None:
                client = it.client()
                for n in range(place, ATTEMPTS, BUYERS):
                    status, body = client.send("POST", "/api/v1/orders", order_of(it.facts, n, lines=1))
                    answers["sold" if status == 201 else body.get("code", str(status))] += 1  # noqa: B023

            crowd(BUYERS, act)
            it.stop_all()
            it.run("kept.faces.cli.main", "verify")
        errors = sum(answers.values()) - answers["sold"] - answers["out_of_stock"]
        figure(f"flash.{database}.sold", answers["sold"], "orders")
        figure(f"flash.{database}.refused", answers["out_of_stock"], "answers")
        figure(f"flash.{database}.errors", errors, "answers")


if __name__ == "__main__":
    main()
