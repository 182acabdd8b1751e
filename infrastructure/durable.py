"""Commits that are on the disk when they are answered, though no lock is held while the disk works.

Source: docs/decisions/0005-order-without-waiting.md.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

Connection = psycopg.Connection[Any]

UNWAITED = "set_config('synchronous_commit', 'off', true)"
"""Selected with each row appended to a log: its transaction commits without the wait that `commit_in_order` adds."""
_WRITTEN_THROUGH = "SELECT pg_logical_emit_message(true, 'lachan', '')"


@contextmanager
def in_one_go(connection: Connection) -> Iterator[None]:
    """Run statements in a pipeline that is handed over as a whole when the block ends.

    The library's pipeline sends each statement at once and gives the interpreter to another thread before the next;
    with eight threads the ledger's lock then lasts until the thread has had its turn for each of them, the commit
    being the last. An exception in the block sends nothing, and what it would have prepared is forgotten again.

    The transaction is begun here where there is none yet. While nothing is sent the library would see none and put a
    BEGIN before each statement: the one after a COMMIT that ends the block would then stand in a transaction that
    nobody commits, and wait for nothing.
    """
    with connection.pipeline() as pipeline:
        send, is_autocommit = pipeline._communicate_gen, connection._autocommit
        is_idle = connection.info.transaction_status is TransactionStatus.IDLE
        pipeline._communicate_gen = _nothing  # type: ignore[method-assign]
        connection._autocommit = True
        prepared = connection._prepared._names.copy()
        try:
            if is_idle and not is_autocommit:
                connection.execute("BEGIN")
            yield
        except BaseException:
            pipeline.command_queue.clear()
            pipeline.result_queue.clear()
            connection._prepared._names = prepared
            raise
        finally:
            pipeline._communicate_gen = send  # type: ignore[method-assign]
            connection._autocommit = is_autocommit
        while pipeline.command_queue:
            pipeline.command_queue.popleft()()


def _nothing() -> Generator[Any, Any, None]:
    yield from ()


def commit_in_order(connection: Connection) -> None:
    """Commit as the last thing of a pipeline, holding the locks of the logs for as short as can be.

    The transaction of what was appended (`UNWAITED`) commits without waiting for the disk, so the next writer gets its
    position at once and several writers share one file sync. A second, tiny transaction, ended by the pipeline, does
    wait: the write-ahead log is synced as a whole up to a point, so when it answers, what came before is on the disk
    (docs/decisions/0005).
    """
    connection.execute("COMMIT")
    connection.execute(_WRITTEN_THROUGH, prepare=True)


def wait_for_disk(connection: Connection) -> None:
    """Return, outside a pipeline, when every commit that this transaction has seen is on the disk."""
    connection.execute(_WRITTEN_THROUGH, prepare=True)
    connection.commit()
