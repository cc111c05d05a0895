"""Kill web and worker at random instants under load: what is lost, and what comes twice (I4).

kill.<db>.rounds     kills, each followed by a restart; four orders are under way in each
kill.<db>.lost       acknowledged orders, and confirmations, that are not there: 0
kill.<db>.doubled    orders or confirmations that are there twice: 0
kill.<db>.repeated   mails that came again under the same Message-ID, which SMTP cannot avoid

    python -m benchmarks.kill [rounds] [sqlite|postgres …]
"""

import sys
import time

from tools.installation import DATABASES, figure, installation
from tools.killing import rounds

ROUNDS = 100


def main(words: list[str]) -> None:
    """The databases one after the other; another seed each time it is run."""
    count = next((int(word) for word in words if word.isdigit()), ROUNDS)
    for database in [word for word in words if word in DATABASES] or DATABASES:
        with installation(database) as it:
            report = rounds(it, count=count, seed=time.time_ns())
        if report.stuck or report.wrong or not report.verified:
            raise SystemExit(f"stuck {report.stuck}, wrong {report.wrong}, verified {report.verified}")
        figure(f"kill.{database}.rounds", report.rounds, "kills")
        figure(f"kill.{database}.lost", len(report.lost), f"of {report.acknowledged} orders")
        figure(f"kill.{database}.doubled", len(report.doubled), f"of {report.acknowledged} orders")
        figure(f"kill.{database}.repeated", report.repeated, f"of {report.mails} mails")


if __name__ == "__main__":
    main(sys.argv[1:])
