"""Where the figures of a run are kept: one section a test in docs/faults.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parent.parent.parent / "docs" / "faults.md"
HEAD = """# Faults

What `LACHAN_FAULTS=full make test-faults` and `make soak` found when they last ran: processes killed with SIGKILL, the
database stopped, the power cut, disks full, clocks that jump, many writers at once, machines lost and restored, backups
damaged, an upgrade that fails. The promises are those of the design: nothing acknowledged is lost, nothing is saved
twice, a follower skips nothing. Each control shows what the same faults do to something that is not built like that.

`make test-faults` alone does the same fewer times (web processes killed 150 for 600, the database 25 for 80, lines cut
500 for 2,000, power cut 15 for 45, 100 kills around the tree for 500, 30,000 events for 100,000, 50,000 restored for
200,000) and leaves the figures here; each count has a setting of its own (tests/faults/counts.py).
"""


def report(title: str, figures: Mapping[str, object], *, is_kept: bool = True) -> None:
    """Print the figures and put them into the page in place of those of the last run.

    Args:
        title: Heading of the section.
        figures: What was counted.
        is_kept: False where it was only done a few times: the page keeps the figures of the full count.
    """
    day = datetime.now(UTC).date().isoformat()
    machine = f"{day}, {os.cpu_count()} cores, Python {platform.python_version()}, embedded PostgreSQL"
    rows = "".join(f"| {name} | {value} |\n" for name, value in figures.items())
    section = f"\n## {title}\n\n{machine}.\n\n| What | Figure |\n|---|---|\n{rows}"
    print(section)
    if not is_kept:
        return
    page = PAGE.read_text() if PAGE.exists() else HEAD
    page = re.sub(rf"\n## {re.escape(title)}\n.*?(?=\n## |\Z)", "", page, flags=re.DOTALL)
    PAGE.write_text(page.rstrip("\n") + "\n" + section)
