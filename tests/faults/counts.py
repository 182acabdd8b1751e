"""How often: a few times by default, so that `make test-faults` ends within a quarter of an hour; in full when asked.

`LACHAN_FAULTS=full make test-faults` counts as the bars of SECURITY do, and puts its figures into docs/faults.md; each
count may also be named alone, by its own setting.
"""

from __future__ import annotations

import os

FULL = os.environ.get("LACHAN_FAULTS") == "full"


def times(setting: str, few: int, full: int) -> int:
    """Return how often something is done: what the setting says, else a few times, or in full."""
    return int(os.environ.get(setting, str(full if FULL else few)))
