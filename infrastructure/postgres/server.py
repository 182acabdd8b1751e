"""The embedded PostgreSQL server: made, started, recovered and stopped by us; reached by a unix socket only.

Everyone needs a password, the bootstrap superuser too. Durability is never weakened outside throw-away
clusters of tests.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from infrastructure.home import made_home
from infrastructure.postgres.binaries import (
    RunAs,
    clean_environment,
    find_programs,
    run,
    shared_folder,
    user_to_run_as,
)
from infrastructure.postgres.secrets import Secrets, private_folder, write_private
from infrastructure.processes import signal_on_parents_death
from infrastructure.refusal import CannotStart, disk_full, from_os_error

SUPERUSER = "lachan_root"
LONGEST_SOCKET_FOLDER = 85
"""Characters. A socket path ends below 104 bytes on every system; the file name takes 19 of them."""
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
THROW_AWAY = dict.fromkeys(DURABLE, "off")
QUIET_ABOUT_DATA = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""The server's log never quotes a statement, a parameter or a row: any of them may name a child."""
LOG_BYTES_KEPT = 5_000_000


class EmbeddedServer:
    """One cluster below a folder. `start` may be called by several processes at once: one of them starts it."""

    def __init__(self, home: Path, *, durable: bool = True, connections: int = 60) -> None:
        self.run_as = user_to_run_as()
        self.durable, self.connections = durable, connections
        self.home = home
        self.secrets = Secrets.of_embedded(home)
        self.folder = _folder_for(home, self.run_as)
        self.data, self.log = self.folder / "data", self.folder / "postgres.log"
        self.socket = _socket_folder(self.folder)
        self._process: subprocess.Popen[bytes] | None = None
        self.is_ours = False
        """Whether this process started the server, keeps it running and stops it."""

    @cached_property
    def programs(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return find_programs(self.run_as)

    def root_dsn(self, database: str = "postgres") -> str:
        """Return the superuser's way in; for making databases and roles only."""
        return self.dsn(database, SUPERUSER, self.secrets.password(SUPERUSER))

    def dsn(self, database: str, user: str, password: str) -> str:
        """Return a role's way in."""
        return make_conninfo(host=str(self.socket), dbname=database, user=user, password=password)

    def start(self, timeout: float = 120.0) -> None:
        """Start the server, or find it running; returns when it answers.

        Args:
            timeout: Seconds; includes recovery after a crash.

        Raises:
            CannotStart: With what the operator can do about it.
        """
        try:
            self._prepare_folders()
            with self._one_starter():
                if not self.answers():
                    self._make_cluster()
                    self._launch(timeout)
                    self.is_ours = True
        except OSError as error:
            raise from_os_error(error, self.folder) from None

    def answers(self) -> bool:
        """Return whether our own cluster, and no other, answers on our socket."""
        if not self.secrets.has(SUPERUSER):
            return False
        try:
            with psycopg.connect(self.root_dsn(), connect_timeout=2) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
                return row is not None and row[0] == str(self.data)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise self._failed(str(error)) from None
            return False

    def has_ended(self) -> bool:
        """Return whether the server that we started is gone."""
        return self.is_ours and (self._process is None or self._process.poll() is not None)

    def stop(self) -> None:
        """Stop the server if we started it: fast, then at once, then by force; committed data is safe each way."""
        self.is_ours = False
        self._end_process()

    def _end_process(self) -> None:
        if self._process is not None and self._process.poll() is None:
            for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
                self._process.send_signal(number)
                try:
                    self._process.wait(seconds)
                    break
                except subprocess.TimeoutExpired:
                    continue
        self._process = None

    def _prepare_folders(self) -> None:
        for folder in (self.folder, self.socket):
            private_folder(folder)
            if self.run_as:
                self.run_as.own(folder)
            elif folder.lstat().st_uid != os.geteuid():
                raise _belongs_to_another(folder)

    @contextmanager
    def _one_starter(self) -> Iterator[None]:
        """Let one process start the server at a time; the kernel frees the lock if that process dies."""
        with (self.home / "postgres.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_cluster(self) -> None:
        """Make the cluster beside its place and rename it: what is in place is complete, and is never made again."""
        made = self.home / "postgres.made"
        if (self.data / "PG_VERSION").exists():
            self._same_major()
            if not self.secrets.has(SUPERUSER):
                self._renew_superuser_password()
        elif made.exists() or self.data.exists():
            raise _records_are_missing(self.data, self.home)
        else:
            self._make_fresh_cluster()
        made.touch()

    def _make_fresh_cluster(self) -> None:
        fresh, password = self.folder / "data.new", self.folder / "password.new"
        shutil.rmtree(fresh, ignore_errors=True)
        write_private(password, self.secrets.make(SUPERUSER))
        if self.run_as:
            self.run_as.own(password)
        try:
            self._run_initdb(fresh, password)
        finally:
            password.unlink()
        fresh.rename(self.data)

    def _run_initdb(self, fresh: Path, password: Path) -> None:
        done = run(
            [
                str(self.programs / "initdb"),
                *("--pgdata", str(fresh), "--username", SUPERUSER, "--pwfile", str(password)),
                *("--auth-local=scram-sha-256", "--auth-host=reject"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
                *(() if self.durable else ("--no-sync",)),
            ],
            self.run_as,
        )
        if done.returncode:
            raise self._failed(done.stderr)

    def _renew_superuser_password(self) -> None:
        """Give the superuser a new password where its file was lost: whoever holds the cluster's files may."""
        statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{self.secrets.make(SUPERUSER)}'\n"
        done = run(
            [str(self.programs / "postgres"), "--single", "-D", str(self.data), "postgres"],
            self.run_as,
            statement,
        )
        if done.returncode:
            raise self._failed(done.stderr)

    def _same_major(self) -> None:
        have = (self.data / "PG_VERSION").read_text().strip()
        said = run([str(self.programs / "postgres"), "--version"], self.run_as).stdout
        major = said.partition(") ")[2].partition(".")[0]
        if have != major:
            raise CannotStart(
                f"{self.data} do PostgreSQL {have} tạo, còn bản đi kèm là {major}: dùng lại bản cài đặt cũ để xuất dữ "
                f"liệu (pg_dump), hoặc chuyển bằng pg_upgrade; xem docs/runbook.md.",
                f"{self.data} was made by PostgreSQL {have} and the embedded one is {major}: export with the former "
                f"installation (pg_dump), or use pg_upgrade; see docs/runbook.md.",
            )

    def _launch(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        self._keep_log_small()
        while True:
            said = self._try_launch(end)
            if said is None:
                return
            if not self._may_try_again(said) or time.monotonic() > end:
                raise self._failed(said)
            time.sleep(0.1)

    def _try_launch(self, end: float) -> str | None:
        """Return None when the server answers, else what it said before it ended."""
        from_main_thread = threading.current_thread() is threading.main_thread()
        with self.log.open("ab") as log:
            began = log.tell()
            process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
                [str(self.programs / "postgres"), "-D", str(self.data), *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=clean_environment(),
                start_new_session=True,
                preexec_fn=_stop_with_parent if from_main_thread else None,
                user=self.run_as.uid if self.run_as else None,
                group=self.run_as.gid if self.run_as else None,
                extra_groups=[] if self.run_as else None,
            )
        self._process = process
        try:
            while time.monotonic() < end and process.poll() is None:
                if self.answers():
                    return None
                time.sleep(0.02)
        except BaseException:
            self._end_process()
            raise
        self._end_process()
        return self.log.read_bytes()[began:].decode(errors="replace")

    def _options(self) -> Iterator[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "max_connections": str(self.connections),
            "password_encryption": "scram-sha-256",
            "shared_buffers": "128MB",
            "max_wal_size": "1GB",
            "wal_compression": "on",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **QUIET_ABOUT_DATA,
            **(DURABLE if self.durable else THROW_AWAY),
        }
        for name, value in settings.items():
            yield from ("-c", f"{name}={value}")

    def _may_try_again(self, said: str) -> bool:
        """Return whether what kept the server from starting is gone, or is about to go.

        A crash leaves lock files whose number another process, or a zombie, may have by now; a server that
        was told to stop, or whose children outlive it for a moment, needs a little time.
        """
        if "pre-existing shared memory block" in said:
            return True
        if "already exists" not in said or not Path("/proc/self").exists():
            return False
        for lock in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            if lock.exists() and not self._is_our_server(lock):
                lock.unlink(missing_ok=True)
        return True

    def _is_our_server(self, lock: Path) -> bool:
        """Return whether a lock file names a live server of this cluster: it works in its data folder."""
        try:
            pid = int(lock.read_text().split()[0])
            return Path(f"/proc/{pid}/cwd").readlink() == self.data
        except (OSError, ValueError, IndexError):
            return False

    def _keep_log_small(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_KEPT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _failed(self, said: str) -> CannotStart:
        if "No space left on device" in said:
            return disk_full(self.folder)
        if "password authentication failed" in said:
            return CannotStart(
                f"Mật khẩu trong {self.secrets.folder} không khớp với cơ sở dữ liệu trong {self.data}: "
                "khôi phục cả hai từ cùng một bản sao lưu.",
                f"The passwords in {self.secrets.folder} do not fit the database in {self.data}: restore both from the "
                "same backup.",
            )
        return CannotStart(
            f"PostgreSQL không khởi động được: xem những dòng cuối của {self.log}; cách xử lý ở docs/runbook.md.",
            f"PostgreSQL did not start: see the last lines of {self.log}; docs/runbook.md says what to do.",
        )


def _stop_with_parent() -> None:
    signal_on_parents_death(signal.SIGINT)


def _folder_for(home: Path, run_as: RunAs | None) -> Path:
    """Return the cluster's folder, the same at every start whatever becomes of the rights above it.

    It is below the home, or below root's shared folder where the server's user cannot reach the home.
    """
    note = home / "postgres.folder"
    try:
        if not note.exists():
            made_home(home)
            within = run_as is None or run_as.can_enter(home)
            write_private(note, "postgres" if within else str(shared_folder() / f"postgres-{_mark(home)}"))
        return home / note.read_text().strip()
    except OSError as error:
        raise from_os_error(error, home) from None


def _socket_folder(folder: Path) -> Path:
    """Return a folder whose path leaves room for the socket's name."""
    near = folder / "s"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
        return near
    if os.geteuid() == 0:
        return shared_folder() / f"s-{_mark(folder)}"
    return Path("/tmp") / f"lachan-{_mark(folder)}"  # noqa: S108 - its owner is checked


def _mark(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def _belongs_to_another(folder: Path) -> CannotStart:
    return CannotStart(
        f"{folder} thuộc về người dùng khác: chạy bằng người dùng đó, hoặc đặt LACHAN_HOME sang thư mục của mình.",
        f"{folder} belongs to another user: run as that user, or set LACHAN_HOME to a folder of your own.",
    )


def _records_are_missing(data: Path, home: Path) -> CannotStart:
    return CannotStart(
        f"{data} không còn đủ cơ sở dữ liệu đã tạo: gắn lại ổ đĩa hoặc khôi phục từ bản sao lưu. Chỉ khi muốn bỏ "
        f"hết dữ liệu để bắt đầu lại mới xoá {home}.",
        f"{data} no longer holds the database made before: mount its disk or restore a backup. Remove {home} only to "
        "throw all records away and begin anew.",
    )
