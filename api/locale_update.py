"""Keeps `locale/en.po` complete: `python -m api.locale_update` adds the ids that pages and code use and drops the rest.

English texts are filled in by hand, or from a JSON file of `{"Vào sổ": "Enter"}`:
`python -m api.locale_update english.json`. Exit code 1 while an English text is missing.
"""

import fcntl
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

API = Path(__file__).parent
ENGLISH = API / "locale" / "en.po"
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {
    "templates/**.html": {"newstyle_gettext": "true", "extensions": "jinja2.ext.do", "silent": "false"}
}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "translated": None}
HEADER = b"""# English texts of the pages; the Vietnamese text is the message id.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def used() -> Iterator[str | tuple[str, str]]:
    """Yield the message ids that templates and code use."""
    for _, _, message, _, _ in extract_from_dir(API, METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True):
        yield message if isinstance(message, str) else (message[0], message[1])


def stored() -> Catalog:
    """Return the English texts as they are kept."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en", domain="messages")


def missing(catalog: Catalog) -> list[str]:
    """Return the used ids that have no English text."""
    return sorted({_first(message) for message in used() if not _translated(catalog, message)})


def stale(catalog: Catalog) -> list[str]:
    """Return the stored ids that nothing uses."""
    wanted = {_first(message) for message in used()}
    return sorted(
        _first(message.id) for message in catalog if message.id and _first(message.id) not in wanted
    )


def updated(catalog: Catalog, english: dict[str, str]) -> Catalog:
    """Return a catalogue of exactly the used ids, with the texts known so far."""
    fresh = Catalog(
        locale="en", domain="messages", charset="utf-8", header_comment="# English texts of the pages."
    )
    for message in used():
        known = catalog.get(message)
        text = english.get(_first(message)) or (known.string if known is not None else "")
        fresh.add(message, (text, text) if isinstance(message, tuple) and isinstance(text, str) else text)
    return fresh


def _first(message: object) -> str:
    return message[0] if isinstance(message, tuple | list) else str(message)


def _translated(catalog: Catalog, message: str | tuple[str, str]) -> bool:
    known = catalog.get(message)
    if known is None:
        return False
    return all(known.string) if isinstance(known.string, tuple | list) else bool(known.string)


def main(arguments: list[str]) -> int:
    """Update the file under a lock, since several people fill it in at once; print what is missing."""
    english = json.loads(Path(arguments[0]).read_text(encoding="utf-8")) if arguments else {}
    with ENGLISH.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        catalog = updated(read_po(file, locale="en", domain="messages"), english)
        file.seek(0)
        file.write(HEADER)
        write_po(file, catalog, width=110, sort_output=True, omit_header=True, no_location=True)
        file.truncate()
    without = missing(catalog)
    sys.stdout.write("\n".join([*without, f"{len(without)} without an English text", ""]))
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
