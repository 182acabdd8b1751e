"""Killed at any moment, paused for half a minute: nothing acknowledged is lost, nothing is saved twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from infrastructure.follower import compare
from infrastructure.seal.desk import public_keys, sign_now
from infrastructure.seal.export import export
from infrastructure.settings import Settings
from infrastructure.verifier.checking import Check, Trusted
from tests.faults.counts import times
from tests.faults.report import report
from tests.faults.served import (
    Association,
    Saver,
    ask,
    everything_of,
    kill_everything,
    kill_one_web_process,
)
from tests.startup.running import Serving, free_port, until

pytestmark = pytest.mark.faults
KILLS = times("LACHAN_FAULTS_KILLS", 10, 10)
SAVERS, PAUSE_SECONDS, SEED = 4, 30, 20261124
SETTINGS = {"LACHAN_WORKERS": "3", "LACHAN_REQUIRE_SECOND_FACTOR": "nobody"}


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-faults-"))
    folder.chmod(0o711)
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)


def savers_of(association: Association, stop: threading.Event) -> list[Saver]:
    return [Saver(association, "keyed", True, stop) for _ in range(SAVERS)]


def test_killed_at_any_moment(place: Path) -> None:
    chance, stop, began = random.Random(SEED), threading.Event(), time.monotonic()
    with Serving(place, SETTINGS, free_port()) as serving:
        _killed_while_saving(serving, chance, stop, began)


def _killed_while_saving(
    serving: Serving, chance: random.Random, stop: threading.Event, began: float
) -> None:
    association = Association(serving)
    association.set_up()
    savers = savers_of(association, stop)
    for saver in savers:
        saver.start()
    of_all = 0
    for turn in range(KILLS):
        time.sleep(chance.uniform(0.2, 0.9))
        if turn % 10 == 9:
            kill_everything(serving)
            serving.__enter__()
            of_all += 1
            print(f"{turn + 1} of {KILLS} kills", flush=True)
        else:
            kill_one_web_process(serving, chance.choice)
    until(serving.is_healthy)
    stop.set()
    for saver in savers:
        saver.join(120)
    _judge(association, savers, of_all, time.monotonic() - began)


def _judge(association: Association, savers: list[Saver], of_all: int, seconds: float) -> None:
    entries = association.query(
        "SELECT idempotency_key, stream_id::text FROM es.events WHERE topic = 'case.opened.1'"
    )
    stored = {stream for _, stream in entries}
    with_key = [key for key, _ in entries if key]
    promised = [where.rpartition("/")[2] for saver in savers for where in saver.acknowledged.values()]
    top, count = association.query("SELECT max(position), count(*) FROM es.events")[0]
    last = "SELECT position FROM views.progress WHERE name = 'all'"
    until(lambda: association.query(last)[0][0] == top)
    differences = compare(association.database().follower_dsn)
    figures = {
        "kills": KILLS,
        "of them every process at once": of_all,
        "of them one web process": KILLS - of_all,
        "entries acknowledged": len(promised),
        "requests sent again": sum(saver.retries for saver in savers),
        "acknowledged entries lost": len(set(promised) - stored),
        "entries saved twice": len(with_key) - len(set(with_key)),
        "gaps in the log": int(top - count),
        "rows of views that differ from the log": sum(d.only_live + d.only_rebuilt for d in differences),
        **_sealed(association),
        "seconds": round(seconds),
    }
    report("Killed while saving", figures)
    assert len(promised) > KILLS
    for promise in ("acknowledged entries lost", "entries saved twice", "gaps in the log"):
        assert figures[promise] == 0, figures
    assert figures["rows of views that differ from the log"] == 0
    assert figures["entries or heads that do not fit the trees"] == 0 < figures["heads signed"], figures
    assert figures["entries not under them"] == 0 < figures["control: the same with one leaf changed"]
    assert not any(status >= 500 and status != 503 for saver in savers for status in saver.statuses)


def _sealed(association: Association) -> dict[str, int]:
    """Hold both logs against every head that was signed meanwhile, by the verifier alone (bar I-3)."""
    settings = Settings(home=association.serving.home)
    list(sign_now(association.database(), settings))
    file = association.serving.home / "so.jsonl"
    export(association.database().auditor_dsn, public_keys(association.database(), settings), file)
    result = Check(file, Trusted()).run()
    changed = file.with_name("sua.jsonl")
    changed.write_text(
        file.read_text(encoding="utf-8").replace('"counsellor"', '"auditor"', 1), encoding="utf-8"
    )
    return {
        "heads signed": sum(log.heads for log in result.logs),
        "entries under them": sum(log.signed_size for log in result.logs),
        "entries not under them": sum(log.size - log.signed_size for log in result.logs),
        "entries or heads that do not fit the trees": len(result.findings),
        "control: the same with one leaf changed": len(Check(changed, Trusted()).run().findings),
    }


def test_database_paused_for_half_a_minute(place: Path) -> None:
    stop = threading.Event()
    with Serving(place, SETTINGS, free_port()) as serving:
        association = Association(serving)
        association.set_up()
        savers = savers_of(association, stop)
        for saver in savers:
            saver.start()
        time.sleep(1)
        frozen = [pid for pid in everything_of(serving) if "postgres" in _name(pid)]
        assert frozen
        for pid in frozen:
            with suppress(ProcessLookupError):  # a backend that ended meanwhile
                os.kill(pid, signal.SIGSTOP)
        paused, answered = time.monotonic(), _statuses_while_paused(serving)
        waited = [_seconds_until_refused(association, path, body) for path, body in _WISHES]
        time.sleep(max(0.0, PAUSE_SECONDS - (time.monotonic() - paused)))
        for pid in frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        resumed = time.monotonic()
        _saved_again(association)
        recovered = time.monotonic() - resumed
        stop.set()
        for saver in savers:
            saver.join(120)
        kept = association.query(
            "SELECT idempotency_key, stream_id::text FROM es.events WHERE topic = 'case.opened.1'"
        )
        keys, streams = [key for key, _ in kept], {stream for _, stream in kept}
        promised = [where.rpartition("/")[2] for saver in savers for where in saver.acknowledged.values()]
        figures = {
            "seconds paused": PAUSE_SECONDS,
            "answer of /readyz while paused": answered,
            "longest wait for an answer while paused, seconds": round(
                max(seconds for seconds, _ in waited), 1
            ),
            "answers while paused": ", ".join(str(status) for _, status in waited),
            "seconds until an entry is saved again": round(recovered, 2),
            "entries acknowledged": len(promised),
            "answers 503": sum(saver.statuses.get(503, 0) for saver in savers),
            "acknowledged entries lost": len(set(promised) - streams),
            "entries saved twice": len(keys) - len(set(keys)),
        }
        report("Database paused", figures)
        assert figures["acknowledged entries lost"] == figures["entries saved twice"] == 0
        assert [status for _, status in waited] == [503] * len(_WISHES)
        assert sum(saver.statuses.get(503, 0) for saver in savers) > 0
        assert not any(status >= 500 and status != 503 for saver in savers for status in saver.statuses)


_WISHES: tuple[tuple[str, object], ...] = (
    ("/api/v1/cases", {"situation": {"what": "Cháu bé được kể lại khi máy chủ đang dừng."}}),
    ("/api/v1/emergencies", {"emergency": {"what": "Cháu bé bị nhốt khi máy chủ đang dừng."}}),
)


def _seconds_until_refused(association: Association, path: str, body: object) -> tuple[float, int]:
    headers = {"Authorization": association.bearers["keyed"], "Idempotency-Key": f"while-paused-{path}"}
    began = time.monotonic()
    status, _ = ask(association.serving.port, "POST", path, body, **headers)
    return time.monotonic() - began, status


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _statuses_while_paused(serving: Serving) -> str:
    try:
        return str(ask(serving.port, "GET", "/readyz")[0])
    except (OSError, ValueError):
        return "none"


def _saved_again(association: Association) -> None:
    body = {"situation": {"what": "Cháu bé được kể lại sau khi máy chủ trở lại."}}
    headers = {"Authorization": association.bearers["keyed"], "Idempotency-Key": "after-the-pause"}

    def saved() -> bool:
        try:
            return ask(association.serving.port, "POST", "/api/v1/cases", body, **headers)[0] == 201
        except (OSError, ValueError):
            return False

    until(saved)
