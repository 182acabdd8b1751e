"""The life of one transaction, and what every work shares."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from application.work import DiskIsFull, LostRace, TryAgain
from domain.files.kinds import FileLimits
from infrastructure.keys import KeyStore
from infrastructure.keys.shelf import ShelfOutOfOrder
from infrastructure.ledger import Connection, Ledger
from infrastructure.postgres.limited import begin_limit, end_limit
from infrastructure.room import Room

Views = dict[type[Any], Callable[[Any], Any]]
"""Which class keeps which promise of the application; each is made over the work that asks."""
LOST_RACES = (errors.UniqueViolation, errors.DeadlockDetected, errors.SerializationFailure)
"""What the database says when another transaction was faster."""
OUT_OF_ORDER = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, ShelfOutOfOrder)
"""What database and key store say when nothing can be read or written at this moment; a full disk is one of them."""


@dataclass(frozen=True, slots=True)
class House:
    """What every work shares."""

    ledger: Ledger
    keys: KeyStore
    pool: ConnectionPool[Connection]
    views: Views
    idle_minutes: int = 15
    session_hours: int = 10
    second_factor: str = "sensitive"
    """Who must enrol a second factor: `sensitive` work only, `everyone`, or `nobody`."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], UUID] = uuid4
    simulated: bool = False
    erasure_delay_days: int = 7
    files: FileLimits = field(default_factory=FileLimits)
    room: Room = field(default_factory=lambda: Room({}))
    """Where it writes, and whether there is room."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request brings: the session's token, the idempotency key and the reader's language."""

    token: str | None = None
    idempotency_key: str | None = None
    language: str = "vi"
    system: str | None = None
    """Name of the reaction or command of an operator, when no person is signed in."""
    network: str = ""
    """Prefix of the address it comes from; kept as a keyed hash only."""
    device: str = ""
    """Family of browser and system, never more."""


def token_hash(token: str) -> bytes:
    """Return what the session table keeps of a token."""
    return sha256(token.encode()).digest()


class Transaction:
    """The life of one transaction: begun with its first statement, given back rolled back or committed."""

    def __init__(self, house: House, caller: Caller) -> None:
        self.house, self.caller = house, caller
        self.request_id = uuid4()
        self._scope = ExitStack()
        self._start()

    @cached_property
    def idempotency_key(self) -> str | None:
        """The caller's key as a keyed hash: what a program sends may be anything, and the log keeps it for ever."""
        given = self.caller.idempotency_key
        return self.house.keys.keyed_hash("idempotency-key", given).hex()[:32] if given else None

    def _start(self) -> None:
        self._connection: Connection | None = None
        self._act_at = self.house.clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: object
    ) -> None:
        self.rollback()
        if isinstance(failure, LOST_RACES):
            raise LostRace from None
        if isinstance(failure, OUT_OF_ORDER):
            raise self._try_again(failure) from None

    def restart(self) -> None:
        """Forget everything noted and begin a new transaction; the same wish will be asked again."""
        self.rollback()
        self._start()

    def rollback(self) -> None:
        """Give the connection back without committing."""
        self._scope.close()
        self._connection = None

    def _try_again(self, failure: BaseException) -> TryAgain:
        """Return what a person is told of database or keys that are out of order; a full disk ends the database too."""
        says_full = isinstance(failure, errors.DiskFull) or getattr(failure, "is_full", False)
        return DiskIsFull() if says_full or self.house.room.full() else TryAgain()

    @property
    def connection(self) -> Connection:
        """The connection of this work; the transaction begins with its first statement.

        Raises:
            TryAgain: The database cannot be reached.
        """
        if self._connection is None:
            try:
                self._connection = self._scope.enter_context(_Borrowed(self.house.pool))
            except OUT_OF_ORDER as failure:
                raise self._try_again(failure) from None
        return self._connection


class _Borrowed(AbstractContextManager[Connection]):
    """A connection that goes back rolled back; a commit is only ever said by `PgWork.commit`."""

    def __init__(self, pool: ConnectionPool[Connection]) -> None:
        self._pool = pool

    def __enter__(self) -> Connection:
        self._connection = self._pool.getconn()
        begin_limit(self._connection)
        return self._connection

    def __exit__(self, *failure: object) -> None:
        try:
            if not self._connection.closed:
                self._connection.rollback()
        except psycopg.Error:
            self._connection.close()
        finally:
            end_limit(self._connection)
            self._pool.putconn(self._connection)
