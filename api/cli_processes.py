"""What runs until it is told to stop: a command (`lachan web`, `follow`, `sign`), or a child of `lachan serve`."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import structlog
import uvicorn

from domain.kernel import DomainError
from infrastructure.logging import start_logging
from infrastructure.network import refuse_plain
from infrastructure.postgres import Database, open_database
from infrastructure.refusal import CannotStart
from infrastructure.settings import Settings, load_settings, log_level_here
from infrastructure.supervisor import Follows, listen

log = structlog.get_logger()
REFUSED, MISUSED = 1, 2


def run_plainly(does: Callable[[], object]) -> None:
    """Run something to its end; a refusal is a plain sentence in both languages and exit code 2, never a traceback."""
    try:
        does()
    except CannotStart as refusal:
        sys.stderr.write(f"{refusal.vi}\n{refusal.en}\n")
        raise SystemExit(MISUSED) from None
    except DomainError as refusal:
        sys.stderr.write(f"{refusal.sentence('vi')}\n{refusal.sentence('en')}\n")
        raise SystemExit(REFUSED) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception:
        reference = uuid4()
        log.exception("command_failed", request_id=reference)
        sys.stderr.write(
            f"Có lỗi ngoài dự kiến; số tham chiếu {reference}.\nAn unexpected error; reference {reference}.\n"
        )
        raise SystemExit(REFUSED) from None


def prepared() -> Settings:
    """Return the checked settings, with the log started; the first line of every command."""
    settings = load_settings()
    refuse_plain(settings)
    start_logging(log_level_here(settings))
    return settings


@contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C, so that whatever was started is stopped on the way out."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def web() -> None:
    """Chạy một tiến trình web / Run one web process, against a database that `lachan serve` or `migrate` opened.

    Example: LACHAN_PORT=8001 lachan web
    """
    from api.main import counted, program

    settings = prepared()
    with listen(settings.host, settings.port) as listening:
        serve_pages(counted(program(settings)), listening)


def serve_pages(application: Any, listening: socket.socket) -> None:
    """Serve until a signal stops it."""
    uvicorn.Server(web_server(application)).run(sockets=[listening])


def web_server(application: Any) -> uvicorn.Config:
    """Return how a web process serves; what a proxy says counts from 127.0.0.1, or from `FORWARDED_ALLOW_IPS`."""
    return uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        timeout_graceful_shutdown=10,
    )


def follow() -> None:
    """Cập nhật các trang từ sổ sự kiện / Fold the log into the views, until stopped.

    Example: lachan follow
    """
    _alone(lambda settings, database: follower_of(database))


def sign() -> None:
    """Ký niêm phong hai sổ, đến khi dừng / Sign heads of the two logs, until stopped.

    Example: lachan sign
    """
    _alone(signer_of)


def follower_of(database: Database) -> Follows:
    """Return what folds the log into the views, and compares them at night."""
    from infrastructure.comparing import FollowerWithNights

    return FollowerWithNights(database.follower_dsn)


def signer_of(settings: Settings, database: Database) -> Follows:
    """Return what signs heads of the two logs."""
    from infrastructure.seal.keys import SignersFolder
    from infrastructure.seal.signer import Signer

    return Signer(database.signer_dsn, SignersFolder.of(settings))


def _alone(made: Callable[[Settings, Database], Follows]) -> None:
    """Run what follows the log as a command of its own."""
    settings = prepared()
    with termination_as_interrupt():
        database = open_database(settings)
        try:
            run_until_told(made(settings, database))
        finally:
            database.stop()


def run_until_told(following: Follows) -> None:
    """Run what follows the log, until a signal stops it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _, __: following.stop())
    following.run()
