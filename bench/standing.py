"""What a machine carries before anyone works: start, sign-in page, memory when idle; and how a long record opens."""

from __future__ import annotations

import gc
import http.client
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from application.child_case import AddNote, OpenCase, add_note, open_case
from application.history import SeeHistory, see_history
from bench.measure import milliseconds, times
from domain.account import Role
from infrastructure.work import PgWork
from tests.faults.served import postgres_of
from tests.ledger.given import Town
from tests.startup.running import ROOT, children_of, environment, free_port

EVENTS, CALLS, WARM = 1_000, 40, 3
NOTE = "Đã gọi cho gia đình; cháu đi học đều, chưa thấy dấu hiệu mới. Hẹn gọi lại tuần sau."
PATIENCE_SECONDS, REST_SECONDS = 600, 10
SIGN_IN = "/dang-nhap"
_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "var", "build", "__pycache__", ".*_cache", ".hypothesis"
)
Row = tuple[str, ...]


def history_rows(town: Town) -> Iterator[Row]:
    """Yield how long a record with a thousand events takes: its history for an auditor, and its own page."""
    case = _long_case(town)
    gc.collect()
    gc.freeze()  # as a web process does with what it has read before it answers (api/main.py)
    asked: dict[str, Callable[[], object]] = {
        "history of a record with {:,} events, the auditor's page of 200": _asking(
            town, Role.AUDITOR, lambda work: see_history(SeeHistory(case_id=case), work)
        ),
        "the same record opened by its counsellor, all {:,} events decrypted": _asking(
            town, Role.COUNSELLOR, lambda work: open_case(OpenCase(case_id=case), work)
        ),
    }
    for what, once in asked.items():
        times(once, WARM)
        yield what.format(EVENTS), milliseconds(times(once, CALLS)), "", "", "≤ 150 ms"


def _long_case(town: Town) -> UUID:
    case = town.case()
    for _ in range(EVENTS - 1):
        with town.work(Role.COUNSELLOR) as work:
            add_note(AddNote(case_id=case, note=NOTE), work)
            work.commit()
    town.followed()
    return case


def _asking(town: Town, role: Role, ask: Callable[[PgWork], object]) -> Callable[[], None]:
    def once() -> None:
        with town.work(role) as work:
            ask(work)
            work.commit()

    return once


def start_rows() -> Iterator[Row]:
    """Yield the start of a fresh copy by `make run`, the sign-in page, and the memory of all processes when idle."""
    with TemporaryDirectory(prefix="lachan-bench-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        tree, port = place / "tree", free_port()
        shutil.copytree(ROOT, tree, ignore=_NOT_COPIED)
        began = time.monotonic()
        with _made(tree, place / "var", port) as pid:
            took = time.monotonic() - began
            yield (
                "start: `make run` in a fresh copy, package cache as it is",
                f"{took:.0f} s",
                "",
                "",
                "≤ 60 s",
            )
            times(lambda: _sign_in_page(port), WARM)
            yield "sign-in page", milliseconds(times(lambda: _sign_in_page(port), CALLS)), "", "", "≤ 50 ms"
            time.sleep(REST_SECONDS)
            of_database = postgres_of(place / "var")
            ours, theirs = _megabytes(_with_descendants(pid)), _megabytes(of_database)
            said = f"{ours + theirs:.0f} MB (PostgreSQL {theirs:.0f} of them)"
            yield "memory when idle, shared pages counted once, with PostgreSQL", said, "", "", "< 400 MB"


@contextmanager
def _made(tree: Path, home: Path, port: int) -> Iterator[int]:
    said = (tree.parent / "said").open("w+")
    making = subprocess.Popen(
        ["make", "run"],
        cwd=tree,
        env=environment(home, LACHAN_PORT=str(port)),
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            if making.poll() is not None or time.monotonic() > end:
                raise RuntimeError(Path(said.name).read_text()[-2000:])
            time.sleep(0.05)
        yield making.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(making.pid, signal.SIGTERM)
        making.wait(60)
        said.close()


def _answers(port: int) -> bool:
    try:
        _sign_in_page(port)
    except (OSError, http.client.HTTPException, RuntimeError):
        return False
    return True


def _sign_in_page(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", SIGN_IN)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"answered {answer.status}")
    finally:
        connection.close()


def _with_descendants(pid: int) -> list[int]:
    return [pid, *(one for child in children_of(pid) for one in _with_descendants(child))]


def _megabytes(processes: list[int]) -> float:
    """Return the memory of these processes; a page that several share counts once between them."""
    found = 0
    for pid in processes:
        with suppress(OSError):
            share = re.search(
                r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE
            )
            found += int(share[1]) if share else 0
    return found / 1024
