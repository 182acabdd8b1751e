"""Commands that run one process until they are told to stop: `lachan web`, `follow`, `sign`.

`lachan serve` starts each as `python -m api.cli_processes`, which reads no more of the program than that process needs:
the signer a fifth of it.
"""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import uuid4

import structlog
import typer
import uvicorn

from domain.kernel import DomainError
from infrastructure.logging import start_logging
from infrastructure.network import refuse_plain
from infrastructure.postgres import Database, attach_database, open_database
from infrastructure.processes import end_with_parent
from infrastructure.refusal import CannotStart
from infrastructure.settings import Settings, load_settings, log_level_here
from infrastructure.supervisor import Follows, listen

log = structlog.get_logger()
PROCESSES = "api.cli_processes"
"""This module, as the parent names it to the children."""
REFUSED, MISUSED = 1, 2
Parent = Annotated[int, typer.Option(hidden=True, help="Process to end with.")]


def run_plainly(app: typer.Typer) -> None:
    """Run a command; a refusal is one plain sentence in both languages and exit code 2, never a traceback."""
    start_logging("info")
    try:
        app()
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


def web(parent: Parent = 0, shared: Annotated[int, typer.Option(hidden=True)] = -1) -> None:
    """Chạy một tiến trình web / Run one web process, against a database that `lachan serve` or `migrate` opened.

    Example: LACHAN_PORT=8001 lachan web
    """
    settings = prepared()
    if parent:
        end_with_parent(parent)
    with socket.socket(fileno=shared) if shared >= 0 else listen(settings.host, settings.port) as listening:
        uvicorn.Server(web_server("api.main:create_app", factory=True)).run(sockets=[listening])


def web_server(application: Any, *, factory: bool = False) -> uvicorn.Config:
    """Return how a web process serves; what a proxy says counts from 127.0.0.1, or from `FORWARDED_ALLOW_IPS`."""
    return uvicorn.Config(
        application,
        factory=factory,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        timeout_graceful_shutdown=10,
    )


def follow(parent: Parent = 0) -> None:
    """Cập nhật các trang từ sổ sự kiện / Fold the log into the views, until stopped.

    Example: lachan follow
    """
    from infrastructure.comparing import FollowerWithNights

    settings = prepared()
    if parent:
        end_with_parent(parent)
    _until_told(settings, parent, lambda database: FollowerWithNights(database.follower_dsn))


def sign(parent: Parent = 0) -> None:
    """Ký niêm phong hai sổ, đến khi dừng / Sign heads of the two logs, until stopped.

    Example: lachan sign
    """
    from infrastructure.seal.keys import SignersFolder
    from infrastructure.seal.signer import Signer

    settings = prepared()
    if parent:
        end_with_parent(parent)
    _until_told(settings, parent, lambda database: Signer(database.signer_dsn, SignersFolder.of(settings)))


def _until_told(settings: Settings, parent: int, made: Callable[[Database], Follows]) -> None:
    """Run something that follows the log, until a signal stops it."""
    with termination_as_interrupt():
        database = attach_database(settings) if parent else open_database(settings)
        try:
            following = made(database)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda _, __: following.stop())
            following.run()
        finally:
            database.stop()


if __name__ == "__main__":
    processes = typer.Typer(pretty_exceptions_enable=False)
    for process in (web, follow, sign):
        processes.command()(process)
    run_plainly(processes)
