"""`kept`: one command for the whole installation. Each word of it is a module in commands/."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from kept.config.environment import BadSetting

COMMANDS = (
    "up",
    "serve",
    "worker",
    "demo",
    "mailbox",
    "migrate",
    "owner",
    "inbound-mail",
    "inbox",
    "check",
    "verify",
    "backup",
    "restore",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit status: 0 for well, 1 for something found, 2 for a wrong call."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
    parser = argparse.ArgumentParser(prog="kept", description="An order is a promise; Kept keeps it.")
    words = parser.add_subparsers(dest="command", metavar="command", required=True)
    modules = {name: _module_of(name) for name in COMMANDS}
    for name, module in modules.items():
        summary = (module.__doc__ or "").strip().splitlines()[0]
        module.arguments(words.add_parser(name, help=summary, description=module.__doc__))
    chosen = parser.parse_args(argv)
    try:
        return int(modules[chosen.command].run(chosen))
    except KeyboardInterrupt:
        return 130
    except BadSetting as problem:
        print(f"kept: {problem}", file=sys.stderr)
        return 2
    except Exception as error:
        if not _is_of_the_database(error):
            raise
        print(
            f"kept: the database does not do it: {str(error).strip()}\n"
            "Look at KEPT_DATABASE_URL, and whether `kept migrate` has been run.",
            file=sys.stderr,
        )
        return 2


def _module_of(name: str) -> ModuleType:
    return importlib.import_module(f"kept.faces.cli.commands.{name.replace('-', '_')}")


def _is_of_the_database(error: Exception) -> bool:
    """It is away, or not up to date. Django is asked only where a command has loaded it."""
    django = sys.modules.get("django.db")
    return django is not None and isinstance(error, django.OperationalError | django.ProgrammingError)


if __name__ == "__main__":
    sys.exit(main())
