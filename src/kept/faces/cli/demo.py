"""Fills an empty installation with the demo stores, and says where to look. Run by `kept demo`."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from kept.faces.cli.demo_data.shops import Shop

PASSWORD = "promises are kept"  # noqa: S105  (for a demo on this machine alone)


def main() -> int:
    """Bring the database up to date, fill it if there is no store yet, print the addresses."""
    from kept.faces.cli.commands import migrate  # noqa: PLC0415

    status = migrate.run(argparse.Namespace())
    if status:
        return status
    from kept.faces.cli.demo_data.shops import SHOPS  # noqa: PLC0415  (models are ready only now)
    from kept.faces.cli.demo_fill import fill  # noqa: PLC0415
    from kept.stores.models import Store  # noqa: PLC0415

    if not Store.objects.exists():
        print("kept: opening the demo stores …", flush=True)
        for shop in SHOPS:
            fill(shop, PASSWORD)
    _say(SHOPS)
    return 0


def _say(shops: "Sequence[Shop]") -> None:
    from django.conf import settings  # noqa: PLC0415

    url = settings.ENVIRONMENT.public_url
    print("\n  Kept is running. An order is a promise; Kept keeps it.\n")
    print(f"  Shops     {url}/")
    print(f"  Desk      {url}/desk/")
    print(f"  Mailbox   {url}/mailbox/      every mail that was sent")
    print(f"  API       {url}/api/v1/docs\n")
    print(f"  Sign in at the desk; the password is always “{PASSWORD}”:")
    for shop in shops:
        print(f"    {shop.owner[0]:<34} owner of {shop.store.name}")
    print("\n  Ctrl-C stops it; the data stays.\n", flush=True)


if __name__ == "__main__":
    django.setup()
    sys.exit(main())
