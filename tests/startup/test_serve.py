"""`lachan serve` as an operator meets it: the first start, the second, Ctrl-C, kill -9, crashes of children."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import socket
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg
import pytest

from infrastructure.postgres import Database, attach_database
from infrastructure.settings import Settings
from tests.startup.given import Server
from tests.startup.running import (
    ROOT,
    Serving,
    assert_refused,
    environment,
    free_port,
    is_running,
    lachan,
    until,
)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="looks at processes through /proc, which this system does not have"
)


def ways_into(home: Path) -> Database:
    return attach_database(Settings.model_validate({"home": home, "DATABASE_URL": ""}))


def database_answers(home: Path) -> bool:
    try:
        psycopg.connect(ways_into(home).app_dsn).close()
    except psycopg.OperationalError:
        return False
    return True


def note(home: Path, text: str) -> None:
    database = ways_into(home)
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.noted (text text)")
        connection.execute("INSERT INTO public.noted VALUES (%s)", (text,))


def noted(home: Path) -> list[str]:
    database = ways_into(home)
    with psycopg.connect(database.owner_dsn) as connection:
        return [str(row[0]) for row in connection.execute("SELECT text FROM public.noted ORDER BY text")]


def test_first_start_prints_a_password_once_and_ctrl_c_stops_everything(home: Path) -> None:
    """Then, at the second: secrets are private, a second server is refused, and the doctor is content."""
    _the_doctor_misses_the_database(home)
    with Serving(home, workers=None) as first:
        assert first.is_healthy()
        assert "one-time password" in first.said()
        note(home, "kept")
        family = first.all_processes()
        assert len(family) == 6, "parent, postgres, follower, signer and two web processes"
        assert first.stop(signal.SIGINT) == 0
        assert not any(is_running(pid) for pid in family)
        assert "Traceback" not in first.said()
    with Serving(home) as second:
        assert "one-time password" not in second.said()
        assert noted(home) == ["kept"]
        _secrets_are_private(home, second)
        _a_second_one_is_refused_and_the_doctor_is_content(home, second)
        assert second.stop(signal.SIGTERM) == 0


@pytest.mark.long
def test_on_a_terminal_nothing_scrolls_the_one_time_password_away(home: Path) -> None:
    """The log keeps quiet where a person watches, also while pages are fetched; a file gets it whole."""
    ours, theirs = pty.openpty()
    port = free_port()
    command = [sys.executable, "-m", "api.cli", "serve"]
    settings = environment(home, LACHAN_PORT=str(port))
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, cwd=ROOT, env=settings
    )
    os.close(theirs)
    said = b""
    while f"Lá Chắn: http://127.0.0.1:{port}".encode() not in said:
        said += os.read(ours, 65536)
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(b"POST /dang-nhap HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
        assert b"HTTP/1.1 4" in caller.recv(65536)
    process.terminate()
    assert process.wait(60) == 0
    with contextlib.suppress(OSError):  # the end of a terminal
        while more := os.read(ours, 65536):
            said += more
    lines = [line for line in said.decode().splitlines() if line]
    assert [line for line in lines if line.startswith("{")] == []
    vietnamese, english, ready = lines[-3:]
    assert "mật khẩu dùng một lần" in vietnamese and "one-time password" in english
    assert ready == f"Lá Chắn: http://127.0.0.1:{port}"


def _the_doctor_misses_the_database(home: Path) -> None:
    before = lachan("doctor", home=home)
    assert before.returncode == 1
    assert "There is no database yet" in before.stdout
    for name in ("LACHAN_HOME", "LACHAN_PORT", "LACHAN_WORKERS", "DATABASE_URL", "KEYSTORE_URL"):
        assert f"{name} = " in before.stdout


def _a_second_one_is_refused_and_the_doctor_is_content(home: Path, serving: Serving) -> None:
    refused = lachan("serve", home=home, LACHAN_PORT=str(serving.port + 1))
    assert_refused(refused, "đang chạy với", "is already running with")
    done = lachan("doctor", "--full", home=home)
    assert serving.is_healthy()
    assert done.returncode == 0, done.stdout + done.stderr
    for sentence in ("All is well", "they fit", "no gap", "signed head", "Key store: "):
        assert sentence in done.stdout


def _secrets_are_private(home: Path, serving: Serving) -> None:
    """Passwords are in files of one reader, and nowhere on a command line."""
    secrets = [file for file in (home / "secrets").rglob("*") if file.is_file()]
    assert len(secrets) == 7
    for file in secrets:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "secrets").stat().st_mode) == 0o700
    passwords = [file.read_text() for file in secrets]
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in serving.all_processes()]
    assert not any(password in line for password in passwords for line in lines)


@pytest.mark.faults
def test_children_end_when_the_parent_is_killed_and_the_next_start_works(home: Path) -> None:
    with Serving(home) as serving:
        note(home, "kept")
        family = serving.all_processes()
        os.kill(serving.process.pid, signal.SIGKILL)
        serving.process.wait()
        until(lambda: not any(is_running(pid) for pid in family), seconds=15)
    with Serving(home, port=serving.port) as again:
        assert again.is_healthy()
        assert noted(home) == ["kept"]


@pytest.mark.faults
def test_after_kill_9_of_everything_the_next_start_recovers(home: Path) -> None:
    with Serving(home) as serving:
        for number in range(3):
            note(home, f"kept {number}")
        family = serving.all_processes()
        for pid in reversed(family):
            os.kill(pid, signal.SIGKILL)
        serving.process.wait()
    with Serving(home, port=serving.port) as again:
        assert again.is_healthy()
        assert noted(home) == ["kept 0", "kept 1", "kept 2"]


@pytest.mark.faults
def test_each_child_that_is_killed_comes_back(home: Path) -> None:
    with Serving(home) as serving:
        for number, child in enumerate(("lachan-follower", "lachan-signer", "lachan-web", "bin/postgres"), 1):
            before = serving.child(child)
            os.kill(before, signal.SIGKILL)
            until(partial(_is_back, serving, child, before), seconds=120)
            until(serving.is_healthy, seconds=120)
            until(lambda: database_answers(home), seconds=120)
            note(home, f"after {number}")
        assert noted(home) == [f"after {number}" for number in range(1, 5)]
        assert serving.stop(signal.SIGINT) == 0


def _is_back(serving: Serving, child: str, before: int) -> bool:
    try:
        return serving.child(child) != before
    except StopIteration:
        return False


def test_it_serves_on_a_server_of_the_operators(server: Server, home: Path) -> None:
    with Serving(home, {"DATABASE_URL": server.url()}, workers=None) as first:
        assert first.is_healthy()
        assert "one-time password" in first.said()
        assert len(first.all_processes()) == 5, "no PostgreSQL of our own"
        assert first.stop(signal.SIGINT) == 0
    with Serving(home, {"DATABASE_URL": server.url()}) as second:
        assert "one-time password" not in second.said()
