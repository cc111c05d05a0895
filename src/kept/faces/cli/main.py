"""The command `kept`. Each of its commands is a module in commands/."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from kept.config.parsing import BadSetting

COMMANDS = (
    "up",
    "serve",
    "worker",
    "demo",
    "mailbox",
    "migrate",
    "create-store",
    "inbound-mail",
    "inbox",
    "check",
    "verify",
    "backup",
    "restore",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status: 0 for success, 1 for a problem that it found, 2 for a usage error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
    parser = argparse.ArgumentParser(prog="kept", description="An order is a promise; Kept keeps it.")
    subparsers = parser.add_subparsers(dest="command", metavar="command", required=True)
    modules = {name: _module_of(name) for name in COMMANDS}
    for name, module in modules.items():
        summary = (module.__doc__ or "").strip().splitlines()[0]
        module.arguments(subparsers.add_parser(name, help=summary, description=module.__doc__))
    args = parser.parse_args(argv)
    try:
        return int(modules[args.command].run(args))
    except KeyboardInterrupt:
        return 130
    except BadSetting as problem:
        print(f"kept: {problem}", file=sys.stderr)
        return 2
    except Exception as error:
        if not _is_database_error(error):
            raise
        print(
            f"kept: database error: {str(error).strip()}\n"
            "Check KEPT_DATABASE_URL, and that `kept migrate` has been run.",
            file=sys.stderr,
        )
        return 2


def _module_of(name: str) -> ModuleType:
    return importlib.import_module(f"kept.faces.cli.commands.{name.replace('-', '_')}")


def _is_database_error(error: Exception) -> bool:
    """Tell whether the database is away or not migrated. Django is looked up only where a command has loaded it."""
    django = sys.modules.get("django.db")
    return django is not None and isinstance(error, django.OperationalError | django.ProgrammingError)


if __name__ == "__main__":
    sys.exit(main())
