"""When the last backup of the records was made here, for `lachan doctor` and for whoever watches the machine."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from infrastructure.postgres.secrets import write_private

LAST = "backup.json"
"""Below the home."""


def note_made(home: Path, now: datetime) -> None:
    """Note that a backup is whole and in its place."""
    write_private(home / LAST, json.dumps({"made_at": now.isoformat(timespec="seconds")}))


def last_made(home: Path) -> datetime | None:
    """Return when the last backup of the records was made here, as far as is known."""
    try:
        return datetime.fromisoformat(json.loads((home / LAST).read_text())["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
