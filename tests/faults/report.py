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

What `make test-faults` found when it last ran: processes killed with SIGKILL, the database stopped, many writers at
once, machines lost and restored, backups damaged, an upgrade that fails. The promises are those of the design:
nothing acknowledged is lost, nothing is saved twice, a follower skips nothing. The control shows what the same faults
do without an idempotency key.
"""


def report(title: str, figures: Mapping[str, object]) -> None:
    """Print the figures and put them into the page in place of those of the last run."""
    day = datetime.now(UTC).date().isoformat()
    machine = f"{day}, {os.cpu_count()} cores, Python {platform.python_version()}, embedded PostgreSQL"
    rows = "".join(f"| {name} | {value} |\n" for name, value in figures.items())
    section = f"\n## {title}\n\n{machine}.\n\n| What | Figure |\n|---|---|\n{rows}"
    print(section)
    page = PAGE.read_text() if PAGE.exists() else HEAD
    page = re.sub(rf"\n## {re.escape(title)}\n.*?(?=\n## |\Z)", "", page, flags=re.DOTALL)
    PAGE.write_text(page.rstrip("\n") + "\n" + section)
