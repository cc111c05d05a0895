"""Open a store and make its owner, who can then sign in and invite the others."""

import argparse
import getpass
import sys
from typing import Any


def arguments(parser: argparse.ArgumentParser) -> None:
    """The store's slug and name, the owner's e-mail and name."""
    parser.add_argument("slug", help="the store's address in the shop, such as wren-and-ivy")
    parser.add_argument("name", help="the store's name")
    parser.add_argument("email", help="the owner's e-mail address, and the store's until it is changed")
    parser.add_argument("--owner", default="", help="the owner's name (default: the e-mail address)")
    parser.add_argument("--country", default="DE", help="country of the store, ISO 3166 (default DE)")
    parser.add_argument("--currency", default="EUR", help="currency of the store, ISO 4217 (default EUR)")
    parser.add_argument("--language", default="en", help="language of the store: en, de or es (default en)")
    parser.add_argument("--timezone", default="Europe/Berlin", help="time zone, IANA (default Europe/Berlin)")


def run(chosen: argparse.Namespace) -> int:
    """Ask for a password (or read one line from standard input) and open the store."""
    import django  # noqa: PLC0415

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from kept.kit.refusals import Refusal  # noqa: PLC0415
    from kept.stores.actions.open_store import open_store  # noqa: PLC0415
    from kept.stores.inputs import StoreInput  # noqa: PLC0415
    from kept.stores.models import User  # noqa: PLC0415

    asked = StoreInput(
        name=chosen.name,
        email=chosen.email,
        country=chosen.country,
        currency=chosen.currency,
        language=chosen.language,
        languages=(chosen.language,),
        timezone=chosen.timezone,
    )
    try:
        owner = User.objects.filter(email=chosen.email.strip().lower()).first() or _new_person(chosen)
        store = open_store(owner=owner, slug=chosen.slug, details=asked, now=timezone.now())
    except Refusal as refusal:
        about = refusal.facts.get("field", "")
        print(f"kept: {about and about + ': '}{refusal}", file=sys.stderr)
        return 2
    except Unusable as refusal:
        print(f"kept: {refusal}", file=sys.stderr)
        return 2
    print(f"{store.name} is open. Sign in at /desk/{store.slug}/ as {owner.email}.")
    return 0


class Unusable(Exception):
    """A password that cannot be used; the sentence says why."""


def _new_person(chosen: argparse.Namespace) -> Any:
    """Not saved yet: who has no store has nothing to sign in to."""
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from kept.stores.models import User  # noqa: PLC0415

    asked = "Password for the owner: "
    password = getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().strip()
    person = User(email=chosen.email.strip().lower(), name=chosen.owner or chosen.email)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Unusable(" ".join(error.messages)) from error
    person.set_password(password)
    return person
