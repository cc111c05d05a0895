"""Makes as many requests from the OpenAPI document as there is time for, against a whole installation.

    python -m tools.schema_cases --cases 250 --seconds 3600

`--cases`: for each operation and phase; `--seconds`: when to stop. Prints what schemathesis says, and beside it how
often a request that fits the document was refused, by code: what a document cannot say (which numbers exist, in which
state an order is), and nothing else, belongs there.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tools.installation import ROOT, Installation, installation

# Nobody can see from a document alone whether a number exists, a step is possible, or somebody was faster.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = [200, 201, 204, 304, 404, 409, 412, 422]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 414, 415, 422]
"""


def main() -> int:
    """Run it; the status is schemathesis's own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=40, help="for each operation and phase (default 40)")
    parser.add_argument("--seconds", type=int, default=600, help="when to stop (default 600)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    chosen = parser.parse_args()
    with installation(chosen.database) as it:
        it.environment["KEPT_WEBHOOK_PRIVATE"] = "off"
        it.start_all()
        prepare(it)
        config, answers = it.folder / "schemathesis.toml", it.folder / "answers.jsonl"
        config.write_text(CONFIG)
        status = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config),
                "run", f"http://127.0.0.1:{it.port}/api/v1/openapi.json",
                "--header", f"Authorization: Bearer {it.facts['key']}", "--checks", "all",
                "--max-examples", str(chosen.cases), "--max-time", str(chosen.seconds), "--continue-on-failure",
            ],
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tools.schema_hooks", "KEPT_ANSWERS": str(answers),
                 "PYTHONPATH": str(ROOT)},
            cwd=it.folder, check=False,
        ).returncode  # fmt: skip
        report(answers)
        errors = [line for line in (it.folder / "web.log").read_text().splitlines() if " ERROR " in line]
        print(f"errors in the server's log: {len(errors)}", *errors[:5], sep="\n  ")
        return status


def prepare(it: Installation) -> None:
    """The store of the document's examples: its article number, its way of paying."""
    with it.client() as client:
        client.send("PATCH", f"/api/v1/variants/{it.facts['variants'][0]}", {"sku": "BOUQUET-M"})
        _status, methods = client.send("GET", "/api/v1/fulfilment-methods")
        for method in methods["items"]:
            client.send(
                "PATCH",
                f"/api/v1/fulfilment-methods/{method['id']}",
                {"payment_methods": ["transfer", "demo_card", "pickup"]},
            )


def report(answers: Path) -> None:
    """Of the requests that fit the document: how many were done, and why the others were not."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in answers.read_text().splitlines()]
    sound = [line for line in lines if line["sound"]]
    done = sum(line["status"] < 400 for line in sound)
    print(f"requests: {len(lines)}; that fit the document: {len(sound)}, of which done: {done}")
    refused = [line for line in sound if line["status"] >= 400]
    why = Counter((line["status"], line["code"]) for line in refused)
    for (status, code), count in why.most_common():
        same = [line for line in refused if (line["status"], line["code"]) == (status, code)]
        where = Counter(line["operation"] for line in same).most_common(4)
        print(f"  {count:6} {status} {code}: " + ", ".join(f"{name} {of}" for name, of in where))
        fields = Counter(f"{field}: {said}" for line in same for field, said in line["fields"].items())
        for said, of in fields.most_common(12):
            print(f"           {of} {said[:150]}")


if __name__ == "__main__":
    sys.exit(main())
