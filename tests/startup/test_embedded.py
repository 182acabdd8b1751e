"""The embedded server: several starters, stale locks, long and closed paths, lost passwords."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from infrastructure.postgres import binaries
from infrastructure.postgres.database import open_embedded
from infrastructure.postgres.server import SUPERUSER, EmbeddedServer
from infrastructure.refusal import CannotStart
from tests.startup.running import ROOT, until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedServer]:
    embedded = EmbeddedServer(home, durable=False)
    yield embedded
    embedded.stop()


def roundtrip(server: EmbeddedServer) -> object:
    with psycopg.connect(server.root_dsn()) as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    return row and row[0]


def test_it_listens_on_its_socket_only_and_asks_everyone_for_a_password(server: EmbeddedServer) -> None:
    server.start()
    assert roundtrip(server) == ""
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.dsn("postgres", SUPERUSER, "guess"))


def test_durable_is_the_default(home: Path) -> None:
    durable = EmbeddedServer(home)
    durable.start()
    try:
        with psycopg.connect(durable.root_dsn()) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
                assert connection.execute(f"SHOW {name}".encode()).fetchone() == ("on",), name
    finally:
        durable.stop()


def test_of_several_starters_one_starts_it_and_the_others_find_it(home: Path) -> None:
    starters = [EmbeddedServer(home, durable=False) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(EmbeddedServer.start, starters))
    assert sum(starter.is_ours for starter in starters) == 1
    for starter in starters:
        assert roundtrip(starter) == ""
    for starter in starters:
        starter.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_lock_files_that_name_another_live_process_do_not_keep_it_from_starting(
    server: EmbeddedServer,
) -> None:
    server.start()
    lock = (server.data / "postmaster.pid").read_text()
    server.stop()
    user = {"user": server.run_as.uid} if server.run_as else {}
    other = subprocess.Popen(["sleep", "60"], **user)  # type: ignore[call-overload] # same user, reused pid
    try:
        stale = "\n".join([str(other.pid), *lock.splitlines()[1:], ""])
        for file in (server.data / "postmaster.pid", server.socket / ".s.PGSQL.5432.lock"):
            file.write_text(stale)
            if server.run_as:
                server.run_as.own(file)
        server.start()
        assert roundtrip(server) == ""
    finally:
        other.kill()
        other.wait()


def test_a_half_made_cluster_is_made_again(server: EmbeddedServer) -> None:
    (server.folder / "data.new").mkdir(parents=True)
    (server.folder / "data.new" / "half").touch()
    server.start()
    assert roundtrip(server) == ""


@pytest.mark.parametrize("lost", ["the version file", "the whole folder"])
def test_a_cluster_that_was_lost_is_never_replaced_by_an_empty_one(server: EmbeddedServer, lost: str) -> None:
    server.start()
    server.stop()
    if lost == "the whole folder":
        server.data.rename(server.data.with_name("elsewhere"))
    else:
        (server.data / "PG_VERSION").unlink()
    with pytest.raises(CannotStart, match="restore a backup"):
        server.start()
    assert server.data.exists() == (lost == "the version file")


def test_a_server_that_cannot_be_restarted_at_once_is_tried_again(server: EmbeddedServer) -> None:
    server.start()
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    until(server.has_ended)
    elsewhere = server.data.with_name("elsewhere")
    server.data.rename(elsewhere)
    with pytest.raises(CannotStart):
        server.start()
    assert server.has_ended()
    elsewhere.rename(server.data)
    server.start()
    assert not server.has_ended()
    assert roundtrip(server) == ""


def test_a_lost_password_of_the_superuser_is_replaced(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    shutil.rmtree(server.secrets.folder)
    server.start()
    assert roundtrip(server) == ""
    database = open_embedded(server, "lachan")
    with psycopg.connect(database.app_dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_passwords_of_another_cluster_are_refused_at_once(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (server.secrets.folder / SUPERUSER).write_text("of-another-backup")
    with pytest.raises(CannotStart, match="do not fit the database"):
        server.start(timeout=20)
    assert not server.is_ours


def test_a_long_path_keeps_its_socket_short(home: Path) -> None:
    far = home / ("d" * 60) / ("e" * 60)
    embedded = EmbeddedServer(far, durable=False)
    embedded.start()
    try:
        assert roundtrip(embedded) == ""
        assert len(str(embedded.socket)) < 60
        assert embedded.data.is_relative_to(far)
    finally:
        embedded.stop()
        shutil.rmtree(embedded.socket)


@as_root
def test_below_a_closed_folder_it_lives_in_roots_shared_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = home.parent / "shared"
    monkeypatch.setattr(binaries, "SHARED", shared)
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    embedded = EmbeddedServer(closed / "var", durable=False)
    embedded.start()
    try:
        assert roundtrip(embedded) == ""
        assert embedded.folder.parent == shared
        closed.chmod(0o711)
        assert EmbeddedServer(closed / "var").folder == embedded.folder, "the same place whatever the rights"
    finally:
        embedded.stop()


@as_root
def test_programs_below_a_closed_folder_are_copied_for_the_servers_user(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "SHARED", home.parent / "shared")
    real = binaries.find_programs(None)
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    package = real.parent.parent
    for tree in (package, package.parent / f"{package.name}.libs"):
        shutil.copytree(tree, closed / tree.name, symlinks=True)
    monkeypatch.setattr(binaries, "_from_wheel", lambda: closed / real.relative_to(package.parent))
    embedded = EmbeddedServer(home, durable=False)
    embedded.start()
    try:
        assert roundtrip(embedded) == ""
        assert embedded.programs.is_relative_to(home.parent / "shared")
    finally:
        embedded.stop()


ORDINARY = """
from pathlib import Path
from infrastructure.postgres.server import EmbeddedServer
server = EmbeddedServer(Path("PLACE"), durable=False)
server.start()
assert server.run_as is None and server.answers()
server.stop()
"""


def python_for(run_as: binaries.RunAs) -> str | None:
    """A Python of our version that this user may run: ours may lie below a closed folder."""
    candidates = (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}")
    return next((c for c in candidates if Path(c).exists() and run_as.can_enter(Path(c).resolve())), None)


@as_root
def test_an_ordinary_user_runs_it_as_themselves() -> None:
    run_as = binaries.user_to_run_as()
    assert run_as is not None
    python = python_for(run_as)
    if python is None:
        pytest.skip("every Python of this version lies below a folder that is closed to other users")
    folder = Path(tempfile.mkdtemp(prefix="lachan-home-"))
    folder.chmod(0o777)
    packages = [path for path in sys.path if path.endswith("site-packages")]
    try:
        done = subprocess.run(
            [python, "-c", ORDINARY.replace("PLACE", str(folder / "var"))],
            cwd=ROOT,
            user=run_as.uid,
            group=run_as.gid,
            extra_groups=[],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": os.pathsep.join(packages),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    finally:
        shutil.rmtree(folder)
