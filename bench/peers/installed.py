"""The peers' own virtual environment, made when they are measured; nothing of it comes into ours."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS, SITE = HERE / "requirements.txt", HERE / "site"
BUILD = HERE.parent.parent / "build"
LONGEST_INSTALL_SECONDS = 600


class PeersAreNotHere(Exception):
    """The package index gave nothing."""


def peers() -> Path:
    """Return the folder of the peers' programs.

    Raises:
        PeersAreNotHere: They were not installed before and cannot be now.
    """
    mark = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    place = BUILD / f"peers-{mark}"
    programs, complete = place / "bin", place / ".complete"
    if not complete.exists():
        shutil.rmtree(place, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(place))
        pip = (str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-qq")
        _run(*pip, "--requirement", str(REQUIREMENTS))
        complete.touch()
    return programs


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_INSTALL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise PeersAreNotHere from failure
    if done.returncode:
        raise PeersAreNotHere(done.stderr.decode(errors="replace"))
