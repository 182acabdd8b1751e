"""The verifier as one file: what an auditor carries to a machine of their own. Python and `cryptography` are enough."""

from __future__ import annotations

import zipfile
from pathlib import Path

import infrastructure
import infrastructure.verifier

START = """from infrastructure.verifier.__main__ import main

if __name__ == "__main__":
    raise SystemExit(main())
"""
MOMENT = (2026, 1, 1, 0, 0, 0)
"""Of every file inside, so that the same program is the same bytes, and its digest can be compared."""


def write_kit(file: Path) -> None:
    """Write the verifier and the witness as a runnable archive of readable sources."""
    room, folder = Path(infrastructure.__path__[0]), Path(infrastructure.verifier.__path__[0])
    with file.open("wb") as out:
        out.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(out, "w") as packed:
            _add(packed, "__main__.py", START)
            for source in (room / "__init__.py", *sorted(folder.glob("*.py"))):
                _add(
                    packed,
                    f"infrastructure/{source.relative_to(room).as_posix()}",
                    source.read_text(encoding="utf-8"),
                )


def _add(packed: zipfile.ZipFile, name: str, content: str) -> None:
    packed.writestr(zipfile.ZipInfo(name, MOMENT), content)
