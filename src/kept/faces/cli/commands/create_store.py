"""Create a store and its owner, who can then sign in and invite colleagues."""

import argparse
import getpass
import sys
from typing import Any


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the store's slug and name, the owner's e-mail and name."""
    parser.add_argument("slug", help="the store's address in the shop, such as wren-and-ivy")
    parser.add_argument("name", help="the store's name")
    parser.add_argument("email", help="the owner's e-mail address, and the store's until it is changed")
    parser.add_argument("--owner", default="", help="the owner's name (default: the e-mail address)")
    parser.add_argument("--country", default="DE", help="country of the store, ISO 3166 (default DE)")
    parser.add_argument("--currency", default="EUR", help="currency of the store, ISO 4217 (default EUR)")
    parser.add_argument("--language", default="en", help="language of the store: en, de or es (default en)")
    parser.add_argument("--timezone", default="Europe/Berlin", help="time zone, IANA (default Europe/Berlin)")


def run(args: argparse.Namespace) -> int:
    """Ask for a password (or read it from standard input) and create the store."""
    import django  # noqa: PLC0415

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from kept.kit.refusals import Refusal  # noqa: PLC0415
    from kept.stores.actions.open_store import open_store  # noqa: PLC0415
    from kept.stores.inputs import StoreInput  # noqa: PLC0415
    from kept.stores.models import User  # noqa: PLC0415

    details = StoreInput(
        name=args.name,
        email=args.email,
        country=args.country,
        currency=args.currency,
        language=args.language,
        languages=(args.language,),
        timezone=args.timezone,
    )
    try:
        owner = User.objects.filter(email=args.email.strip().lower()).first() or _new_person(args)
        store = open_store(owner=owner, slug=args.slug, details=details, now=timezone.now())
    except Refusal as refusal:
        field = refusal.facts.get("field", "")
        print(f"kept: {field and field + ': '}{refusal}", file=sys.stderr)
        return 2
    except BadPassword as refusal:
        print(f"kept: {refusal}", file=sys.stderr)
        return 2
    print(f"{store.name} is open. Sign in at /desk/{store.slug}/ as {owner.email}.")
    return 0


class BadPassword(Exception):
    """The password cannot be used; the sentence says why."""


def _new_person(args: argparse.Namespace) -> Any:
    """Return a new person, not saved yet: without a store there is nothing to sign in to."""
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from kept.stores.models import User  # noqa: PLC0415

    prompt = "Password for the owner: "
    password = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().strip()
    person = User(email=args.email.strip().lower(), name=args.owner or args.email)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadPassword(" ".join(error.messages)) from error
    person.set_password(password)
    return person
