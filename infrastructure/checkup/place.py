"""The disk under the home."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from infrastructure.checkup.finding import Finding

FREE_MEGABYTES_WANTED = 500
"""Below this, the doctor warns. Source: practice of the house: a year of work of one province is under 100 MB."""


def disk(home: Path) -> Iterator[Finding]:
    """Look at free space and at the right to write, in the home and where the cluster lies."""
    elsewhere = home / "postgres.folder"
    places = [home, home / elsewhere.read_text().strip()] if elsewhere.is_file() else [home]
    ahead = places[-1] / "data" / "pg_wal"
    if ahead.is_symlink():  # on a disk of its own
        places.append(ahead.resolve())
    for place in places:
        there = next((one for one in (place, *place.parents) if one.exists()), Path("/"))
        yield from _free(there)
    there = next((one for one in (home, *home.parents) if one.exists()), Path("/"))
    if not os.access(there, os.W_OK):
        yield Finding.bad(f"Không ghi được vào {there}.", f"{there} cannot be written.")


def _free(place: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(place).free // 1_000_000
    if free < FREE_MEGABYTES_WANTED:
        yield Finding.bad(
            f"Ổ đĩa của {place} chỉ còn {free} MB: giải phóng thêm.",
            f"Only {free} MB of disk left for {place}: free some.",
        )
    else:
        yield Finding(f"Ổ đĩa của {place} còn {free} MB.", f"{free} MB of disk free for {place}.")
