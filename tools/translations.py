"""The message catalogues: collect texts from the source, compile what the desk reads.

    python -m tools.translations update      `make messages`: new texts into the .po files, gone ones out
    python -m tools.translations compile     `make translations`: .po to .mo, where something changed

Babel does both, so no gettext programs need to be installed. English is the source; every other language has
one catalogue under src/kept/config/locale. Texts come from Python and from Django templates. What the shop's own
letters say is not here: their words have names, not sources, and live in src/kept/messages/words.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "es")
LINE_WIDTH = 110

# Which arguments of which call are texts; "c" marks the context that tells two equal words apart.
Arguments = tuple[int | tuple[int, str], ...] | None
KEYWORDS: dict[str, Arguments] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
COMMENT_TAGS = ["Translators:"]

Found = Iterator[tuple[int, str, Any, list[str]]]
Extractor = str | Callable[..., Any]  # Babel's own by name, or the one below


@dataclass(frozen=True)
class Gap:
    """One thing that is wrong with a catalogue, said so that a translator can mend it."""

    language: str
    text: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.language}: {self.wrong}: {self.text!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description="The message catalogues.")
    parser.add_argument("verb", choices=("compile", "update"))
    if parser.parse_args().verb == "update":
        update(ROOT)
    else:
        compile_all(ROOT)
    return 0


def update(root: Path) -> None:
    """Bring every catalogue in line with the source, and say what is left to translate."""
    template = collect(root)
    for language in LANGUAGES:
        path = catalogue_path(root, language)
        catalogue = read(path, language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=LINE_WIDTH, ignore_obsolete=True, include_lineno=False)
        untranslated = sum(not is_translated(message) for message in catalogue if message.id)
        print(f"{language}: {len(catalogue)} texts, {untranslated} to translate ({path.relative_to(root)})")


def compile_all(root: Path) -> None:
    """Write the .mo beside each .po that is newer."""
    for source in sorted(catalogue_path(root, "*").parent.parent.parent.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with target.open("wb") as file:
            write_mo(file, read(source, source.parent.parent.name))


def gaps(root: Path) -> list[Gap]:
    """Everything that keeps a catalogue from being whole: the check behind tests/architecture."""
    found: list[Gap] = []
    template = collect(root)
    wanted = {key(message) for message in template if message.id}
    for language in LANGUAGES if wanted else ():
        catalogue = read(catalogue_path(root, language), language)
        there = {key(message): message for message in catalogue if message.id}
        found += [Gap(language, text, "not in the catalogue") for text, _ in sorted(wanted - there.keys())]
        found += [Gap(language, text, "no longer in the source") for text, _ in sorted(there.keys() - wanted)]
        for text, _ in sorted(wanted & there.keys()):
            message = there[text, _]
            if message.fuzzy:
                found.append(Gap(language, text, "marked as fuzzy"))
            elif not is_translated(message):
                found.append(Gap(language, text, "not translated"))
        for message, errors in catalogue.check():
            found += [Gap(language, key(message)[0], str(error)) for error in errors]
    return found


def collect(root: Path) -> Catalog:
    """Every text a person may see, from all sources under src/kept."""
    template = new_catalogue()
    for path in sorted((root / "src" / "kept").rglob("*")):
        extractor = extractor_for(path)
        if extractor is None:
            continue
        with path.open("rb") as file:
            for line, text, comments, context in extract(extractor, file, KEYWORDS, COMMENT_TAGS):
                place = (path.relative_to(root).as_posix(), line)
                template.add(text, locations=[place], auto_comments=comments, context=context)
    return template


def extractor_for(path: Path) -> Extractor | None:
    if path.suffix == ".py" and "migrations" not in path.parts:
        return "python"
    if path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts:
        return from_django_template
    return None


CALL = re.compile(
    r"""(?<!\w)(?P<name>_|n?p?gettext)\(
        (?P<texts>\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")(?:\s*,\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))*)
        \s*(?P<count>,\s*count\s*)?\)""",
    re.VERBOSE,
)


def from_django_template(
    file: IO[bytes], _keywords: Collection[str], _tags: Collection[str], **_options: Any
) -> Found:
    """Texts of a Django template. Django itself turns the tags into calls of gettext; here they are read."""
    source = templatize(file.read().decode())
    for call in CALL.finditer(source):
        line = source.count("\n", 0, call.start()) + 1
        texts = ast.literal_eval(f"({call['texts'].strip()},)")
        # The number a plural depends on is an argument too; Babel counts on its place.
        yield line, call["name"], [*texts, *([None] if call["count"] else [])], []


def read(path: Path, language: str) -> Catalog:
    """The catalogue as it stands; an empty one where there is none yet."""
    if not path.exists():
        return new_catalogue(language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def new_catalogue(language: str | None = None) -> Catalog:
    return Catalog(
        locale=language,
        project="Kept",
        version="1",
        header_comment="# Texts of Kept. New ones come in by `make messages`.\n#",
        msgid_bugs_address="the project's issues",
        last_translator="the translators of Kept",
        language_team="the translators of Kept",
        fuzzy=False,
    )


def catalogue_path(root: Path, language: str) -> Path:
    return root / "src" / "kept" / "config" / "locale" / language / "LC_MESSAGES" / "django.po"


def key(message: Message) -> tuple[str, str]:
    """Return what identifies a text: its (singular) words and its context."""
    return (message.id if isinstance(message.id, str) else message.id[0], message.context or "")


def is_translated(message: Message) -> bool:
    words = message.string
    return bool(words) if words is None or isinstance(words, str) else all(words)


if __name__ == "__main__":
    sys.exit(main())
