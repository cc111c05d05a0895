"""Fill an empty installation with the demo stores and print its addresses. Run by `kept demo`."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from kept.faces.cli.demo_data.shops import DemoStore

PASSWORD = "promises are kept"  # noqa: S105  (for a demo on this machine alone)


def main() -> int:
    """Migrate the database, fill it if there is no store yet, and print the addresses."""
    from kept.faces.cli.commands import migrate  # noqa: PLC0415

    status = migrate.run(argparse.Namespace())
    if status:
        return status
    from kept.faces.cli.demo_data.shops import STORES  # noqa: PLC0415  (models are ready only now)
    from kept.faces.cli.demo_fill import fill  # noqa: PLC0415
    from kept.stores.models import Store  # noqa: PLC0415

    if not Store.objects.exists():
        print("kept: creating the demo stores …", flush=True)
        for shop in STORES:
            fill(shop, PASSWORD)
    _print_addresses(STORES)
    return 0


def _print_addresses(stores: "Sequence[DemoStore]") -> None:
    from django.conf import settings  # noqa: PLC0415

    url = settings.ENVIRONMENT.public_url
    print("\n  Kept is running. An order is a promise; Kept keeps it.\n")
    print(f"  Shops     {url}/")
    print(f"  Desk      {url}/desk/")
    print(f"  Mailbox   {url}/mailbox/      all mail that was sent")
    print(f"  API       {url}/api/v1/docs\n")
    print(f"  Sign in at the desk; the password of all is “{PASSWORD}”:")
    for store in stores:
        print(f"    {store.owner[0]:<34} owner of {store.store.name}")
    print("\n  Ctrl-C stops it; the data stays.\n", flush=True)


if __name__ == "__main__":
    django.setup()
    sys.exit(main())
