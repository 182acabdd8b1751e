"""`Work` on PostgreSQL: one connection, one READ COMMITTED transaction, always in the same order.

Identity, shared locks on access epoch and account, facts and decision, idempotency, stale check, domain
decision, rendering into memory; then in one pipeline before the commit: ledger append, fact rows, remembered
command, access log (DESIGN, section 6).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Self, TypeVar, cast
from uuid import UUID, uuid4

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from application import access
from application.access import AccountState, Action, Assignment, Deny, Permit, Role, Scope, Sensitivity
from application.ledger import Envelope, Recorded
from application.work import (
    Command,
    KeyWasUsedForOther,
    LostRace,
    NotSignedIn,
    PasswordMustChange,
    Reader,
    Repeat,
    Stale,
    TryAgain,
    Wish,
)
from domain.kernel import Act, Actor, Event, State, Unknown
from infrastructure import facts, trail
from infrastructure.keys import KeyStore
from infrastructure.ledger import Connection, EventRecorder, Ledger, Receipt, load, stamped

S = TypeVar("S", bound=State[Any, Any])
V = TypeVar("V")

EPOCH_LOCK = 7205413
"""Taken shared by every work, exclusively by whatever withdraws rights from more than one account."""
ACCOUNT_LOCK = 7205414
"""First half of the lock of one account; taken exclusively when its rights are withdrawn."""
STREAM_LOCK = 7205415
"""First half of the lock of one stream; its writers wait for each other, so additions never conflict."""
TOUCH_SECONDS = 60
"""A session's last use is written at most this often."""
FOLLOWER_WAIT_SECONDS = 2.0
"""How long a page waits for the follower to reach the reader's own last change; then it shows what is there."""
Views = dict[type[Any], Callable[["PgWork"], Any]]


@dataclass(frozen=True, slots=True)
class House:
    """What every work shares."""

    ledger: Ledger
    keys: KeyStore
    pool: ConnectionPool[Connection]
    views: Views
    idle_minutes: int = 15
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], UUID] = uuid4
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request brings: the session's token, the idempotency key and the reader's language."""

    token: str | None = None
    idempotency_key: str | None = None
    language: str = "vi"
    system: str | None = None
    """Name of the reaction or command of an operator, when no person is signed in."""


def token_hash(token: str) -> bytes:
    """Return what the session table keeps of a token."""
    return sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class _Session:
    account: UUID
    state: AccountState
    must_change: bool
    stale_touch: bool
    position: int | None


@dataclass(frozen=True, slots=True)
class _Record:
    record_no: int
    unit: UUID
    sensitivity: Sensitivity
    assignment: Assignment


_LOCKS = (
    "SELECT pg_advisory_xact_lock_shared(%s::bigint), pg_advisory_xact_lock_shared(%s::integer, hashtext(account::text))"
    " FROM auth.sessions WHERE token_hash = %s"
)
_SESSION = """
SELECT s.account, a.state, a.valid_until < current_date, a.roles, a.unit, coalesce(c.must_change, false),
       s.seen_at < clock_timestamp() - make_interval(secs => %s), s.position,
       (WITH RECURSIVE below AS (
            SELECT a.unit AS unit
            UNION SELECT u.unit FROM facts.units u JOIN below b ON u.parent = b.unit OR u.successor = b.unit)
        SELECT array_agg(unit) FROM below)
  FROM auth.sessions s JOIN facts.accounts a ON a.account = s.account
  LEFT JOIN auth.credentials c ON c.account = s.account
 WHERE s.token_hash = %s AND s.ends_at > clock_timestamp()
   AND s.seen_at > clock_timestamp() - make_interval(mins => %s)
"""
_RECORD = """
SELECT r.record_no, r.unit, r.sensitivity,
       (SELECT min(x.relation) FROM facts.assignments x
         WHERE x.record = r.record AND x.account = %s AND x.active)
  FROM facts.records r WHERE r.record = %s
"""
_COMMAND = "SELECT content, status, location, position FROM app.commands WHERE account = %s AND key = %s"
_REMEMBER = (
    "INSERT INTO app.commands (account, key, content, status, location, position)"
    " VALUES (%s, %s, %s, %s, %s, (SELECT max(position) FROM es.events))"
)


class PgWork:
    """One transaction; see `application.work.Work` for what a handler may ask of it."""

    def __init__(self, house: House, caller: Caller) -> None:
        self.house, self.caller = house, caller
        self.request_id = uuid4()
        self._scope = ExitStack()
        self._start()

    # -- life ----------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._connection: Connection | None = None
        self._session: _Session | None = None
        self._reader: Reader | None = None
        self._role: Role | None = None
        self._records: dict[UUID, _Record | None] = {}
        self._keys_of: dict[UUID, dict[str, UUID]] = {}
        self._versions: dict[UUID, int] = {}
        self._pending: list[Recorded] = []
        self._entries: list[trail.Entry] = []
        self._denied: trail.Entry | None = None
        self._command: Command | None = None
        self._purpose: tuple[str | None, str | None] = (None, None)
        self._extra: list[tuple[str, Sequence[object]]] = []
        self._waited = False
        self.recorded: list[Recorded] = []
        self._act_at = self.house.clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: object) -> None:
        self.rollback()
        if isinstance(failure, _LOST_RACES):
            raise LostRace from None
        if isinstance(failure, (psycopg.OperationalError, psycopg.InterfaceError, errors.DiskFull, PoolTimeout)):
            raise TryAgain from None

    def restart(self) -> None:
        """Forget everything noted and begin a new transaction; the same wish will be asked again."""
        self.rollback()
        self._start()

    def rollback(self) -> None:
        """Give the connection back without committing."""
        self._scope.close()
        self._connection = None

    @property
    def connection(self) -> Connection:
        """The connection of this work; the transaction begins with its first statement.

        Raises:
            TryAgain: The database cannot be reached.
        """
        if self._connection is None:
            try:
                manager = cast(AbstractContextManager[Connection], _borrowed(self.house.pool))
                self._connection = self._scope.enter_context(manager)
            except (PoolTimeout, psycopg.OperationalError):
                raise TryAgain from None
        return self._connection

    # -- who -----------------------------------------------------------------------------------------------------

    @property
    def reader(self) -> Reader:
        """Who is signed in."""
        if self._reader is None:
            self._identify()
        if self._reader is None:
            raise NotSignedIn
        return self._reader

    @property
    def reader_or_none(self) -> Reader | None:
        """Who is signed in, or None."""
        try:
            return self.reader
        except NotSignedIn:
            return None

    def _identify(self) -> None:
        if self.caller.token is None:
            return
        digest = token_hash(self.caller.token)
        with self.connection.pipeline():
            self.connection.execute(_LOCKS, (EPOCH_LOCK, ACCOUNT_LOCK, digest), prepare=True)
            found = self.connection.execute(
                _SESSION, (TOUCH_SECONDS, digest, self.house.idle_minutes), prepare=True
            )
            row = found.fetchone()
        if row is None:
            return
        account, state, expired, roles, unit, must_change, stale_touch, position, units = row
        self._session = _Session(
            account, AccountState.CLOSED if expired else AccountState(state), must_change, stale_touch, position
        )
        self._reader = Reader(
            account=account,
            roles=tuple(Role(role) for role in roles),
            unit=unit,
            language=self.caller.language,
            units=frozenset(units or ()),
            whole_scope=any(Role(role) in access.WHOLE_SCOPE for role in roles),
        )

    @property
    def act(self) -> Act:
        """Who acts, in which role, and when."""
        if self.caller.system is not None:
            return Act(Actor.system(self.caller.system), self._act_at, role="system")
        role = self._role or (self.reader.roles[0] if self.reader.roles else None)
        return Act(
            Actor.account(self.reader.account), self._act_at, role=role.value if role else "", unit=self.reader.unit
        )

    def now(self) -> datetime:
        """Return the time of the act."""
        return self._act_at

    # -- may -----------------------------------------------------------------------------------------------------

    def allow(self, wish: Wish) -> None:
        """Decide on the record; note the access-log entry; answer a repeat."""
        record = wish.record()
        if self.caller.system is None:
            self._decide(wish, record)
        if isinstance(wish, Command):
            self._command = wish
            self._answer_repeat(wish)

    def _decide(self, wish: Wish, record: UUID | None) -> None:
        reader = self.reader
        if self._session and self._session.must_change and wish.ACTION not in _BEFORE_NEW_PASSWORD:
            raise PasswordMustChange
        role, decision = self._decision(wish.ACTION, record)
        entry = trail.Entry(
            request_id=self.request_id,
            session_ref=token_hash(self.caller.token or "")[:8],
            account=reader.account,
            role=role.value if role else "",
            unit=reader.unit,
            action=wish.ACTION.value,
            record=record,
            field_class=wish.FIELD_CLASS.value,
            decision="permit" if isinstance(decision, Permit) else "deny",
            basis=decision.basis if isinstance(decision, Permit) else "",
            reason=decision.reason if isinstance(decision, Deny) else "",
        )
        if isinstance(decision, Deny):
            self._denied = entry
            raise Unknown
        self._role = role
        if wish.ACTION is not Action.RECORD_EMERGENCY:
            self._entries.append(entry)

    def _decision(self, action: Action, record: UUID | None) -> tuple[Role | None, access.Decision]:
        session, reader = self._session, self.reader
        held = self._record(record) if record is not None else None
        if record is not None and held is None:
            return None, Deny("absent")
        decision: access.Decision = Deny("role")
        for role in reader.roles:
            decision = access.decide(
                access.Facts(
                    role=role,
                    action=action,
                    account=session.state if session else AccountState.CLOSED,
                    scope=self._scope_of(held, role),
                    assignment=held.assignment if held else Assignment.NONE,
                    sensitivity=held.sensitivity if held else Sensitivity.ORDINARY,
                )
            )
            if isinstance(decision, Permit):
                return role, decision
        return (reader.roles[0] if reader.roles else None), decision

    def _scope_of(self, held: _Record | None, role: Role) -> Scope:
        if held is None:
            return Scope.NO_RECORD
        if held.unit == self.reader.unit:
            return Scope.OWN
        return Scope.BELOW if held.unit in self.reader.units else Scope.ELSEWHERE

    def _record(self, record: UUID) -> _Record | None:
        if record not in self._records:
            row = self.connection.execute(_RECORD, (self.reader.account, record), prepare=True).fetchone()
            self._records[record] = (
                _Record(row[0], row[1], Sensitivity(row[2]), Assignment(row[3] or "none")) if row else None
            )
        return self._records[record]

    def may(self, action: Action, record: UUID | None = None) -> bool:
        """Return whether this person could do it."""
        return isinstance(self._decision(action, record)[1], Permit)

    def _answer_repeat(self, command: Command) -> None:
        key = self.caller.idempotency_key
        if key is None or self._reader is None:
            return
        row = self.connection.execute(_COMMAND, (self._reader.account, key), prepare=True).fetchone()
        if row is None:
            return
        if row[0] != self._digest(command):
            raise KeyWasUsedForOther
        raise Repeat(row[1], row[2], row[3])

    def _digest(self, command: Command) -> bytes:
        content = f"{type(command).__name__}:{command.model_dump_json()}"
        return self.house.keys.keyed_hash("idempotency", content)

    # -- read ----------------------------------------------------------------------------------------------------

    def read(self, kind: type[S], stream: UUID) -> S:
        """Return the state of a stream; takes the stream's lock when a command was allowed."""
        with self.connection.pipeline():
            if self._command is not None:
                self.connection.execute(
                    "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))", (STREAM_LOCK, str(stream))
                )
            state, recorded = load(self.house.ledger, self.connection, kind, stream)
        keys = self._keys_of.setdefault(stream, {})
        for one in recorded:
            keys.update(one.key_ids)
        self._versions[stream] = state.version
        return state

    def history(self, stream: UUID) -> Sequence[Recorded]:
        """Return all facts of a stream, oldest first."""
        return self.house.ledger.recorded(EventRecorder(self.connection).select_events(stream))

    def at(self, positions: Iterable[int]) -> Sequence[Recorded]:
        """Return the facts at these positions, in order."""
        return self.house.ledger.recorded(EventRecorder(self.connection).at(positions))

    def unchanged_since(
        self, state: State[Any, Any], version: int | None, *, among: Sequence[type[Event]]
    ) -> None:
        """Refuse a change of a value that someone else changed meanwhile."""
        if version is None or version >= state.version:
            return
        touching = [r for r in self.history(state.id) if isinstance(r.fact, tuple(among))]
        later = [r for r in touching if (r.version or 0) > version]
        if later:
            raise Stale(later, before=next((r for r in reversed(touching) if r not in later), None))

    def view(self, promise: type[V]) -> V:
        """Return the reading side that keeps this promise, after the follower has seen the reader's own changes."""
        self._wait_for_follower()
        return cast(V, self.house.views[promise](self))

    def _wait_for_follower(self) -> None:
        if self._waited or self._session is None or self._session.position is None:
            return
        self._waited = True
        end = time.monotonic() + FOLLOWER_WAIT_SECONDS
        query = "SELECT position FROM views.progress WHERE name = 'all'"
        while time.monotonic() < end:
            row = self.connection.execute(query, prepare=True).fetchone()
            if row is None or row[0] >= self._session.position:
                return
            time.sleep(0.003)

    # -- record --------------------------------------------------------------------------------------------------

    def append(self, state: State[Any, Any], *new: Event) -> None:
        """Note further facts of a stream that was read."""
        for fact in new:
            version = self._versions[state.id] + 1
            self._versions[state.id] = version
            self._note(state.id, version, fact, state.id)

    def open(self, stream: UUID, *new: Event, correlation: UUID | None = None) -> None:
        """Note the first facts of a new stream."""
        for version, fact in enumerate(new):
            self._versions[stream] = version
            self._note(stream, version, fact, correlation or stream)

    def append_next(self, stream: UUID, fact: Event) -> None:
        """Note a fact without personal fields under whatever version is next."""
        self._note(stream, None, fact, stream)

    def _note(self, stream: UUID, version: int | None, fact: Event, correlation: UUID) -> None:
        act, (purpose, basis) = self.act, self._purpose
        envelope = Envelope(
            topic=fact.TOPIC,
            occurred_at=fact.occurred_at,
            received_at=fact.received_at,
            actor=str(act.by),
            role=act.role,
            unit=act.unit,
            request_id=self.request_id,
            correlation_id=correlation,
            purpose=purpose,
            legal_basis=basis,
            idempotency_key=self.caller.idempotency_key,
        )
        keys = self._keys_of.setdefault(stream, {})
        self._pending.append(Recorded(stream, version, envelope, fact, key_ids=keys))

    def new_id(self) -> UUID:
        """Return a fresh id for a new stream."""
        return self.house.new_id()

    def next_number(self, series: str) -> int:
        """Return the next gap-free number of a series; its row stays locked until the commit."""
        row = self.connection.execute(
            "INSERT INTO app.counters (series, last) VALUES (%s, 1)"
            " ON CONFLICT (series) DO UPDATE SET last = app.counters.last + 1 RETURNING last",
            (series,),
            prepare=True,
        ).fetchone()
        return int(row[0]) if row else 0

    def purpose(self, *, purpose: str | None = None, legal_basis: str | None = None) -> None:
        """Set purpose and legal basis in the envelope of what is recorded from here on."""
        self._purpose = (purpose, legal_basis)

    def showed(self, records: Iterable[int], *, query: str | None = None) -> None:
        """Note which record numbers a list or search showed."""
        if self._entries:
            digest = self.house.keys.keyed_hash("search-words", query) if query else None
            self._entries[-1] = replace(self._entries[-1], records=tuple(records), query_digest=digest)

    def also(self, statement: str, values: Sequence[object]) -> None:
        """Run one more statement before the commit (secrets of accounts, which live outside the log)."""
        self._extra.append((statement, values))

    def commit(self, *, status: int = 200, location: str = "") -> None:
        """Write everything that was noted, in one pipeline, and commit.

        Raises:
            TryAgain: The database went away, or the access log could not be written; nothing is shown.
            LostRace: Another transaction was faster with the same key; start again.
        """
        if self._connection is None and not (self._pending or self._entries or self._extra):
            return
        connection, receipt = self.connection, Receipt()
        try:
            with connection.pipeline():
                self._write(connection, receipt, status, location)
                connection.commit()
        except _LOST_RACES:
            raise LostRace from None
        except (psycopg.OperationalError, psycopg.InterfaceError, errors.DiskFull):
            raise TryAgain from None
        rows = receipt.rows()
        self.recorded = [stamped(one, *row) for one, row in zip(self._pending, rows, strict=True)]
        self.rollback()

    def _write(self, connection: Connection, receipt: Receipt, status: int, location: str) -> None:
        if self._pending:
            simulated = self._act_at if self.house.simulated else None
            self.house.ledger.save(*cast(Any, self._pending), conn=connection, receipt=receipt, simulated=simulated)
        for one in self._pending:
            for statement, values in facts.rows(one):
                connection.execute(statement, values, prepare=True)
        for statement, values in self._extra:
            connection.execute(statement, values)
        if self._command is not None and self.caller.idempotency_key is not None and self._reader is not None:
            connection.execute(
                _REMEMBER,
                (
                    self._reader.account,
                    self.caller.idempotency_key,
                    self._digest(self._command),
                    status,
                    location,
                ),
                prepare=True,
            )
        self._touch(connection)
        for entry in self._entries:
            trail.append(connection, entry)

    def _touch(self, connection: Connection) -> None:
        if self._session is None or self.caller.token is None:
            return
        digest = token_hash(self.caller.token)
        if self._pending:
            connection.execute(
                "UPDATE auth.sessions SET seen_at = clock_timestamp(),"
                " position = (SELECT max(position) FROM es.events) WHERE token_hash = %s",
                (digest,),
                prepare=True,
            )
        elif self._session.stale_touch:
            connection.execute(
                "UPDATE auth.sessions SET seen_at = clock_timestamp() WHERE token_hash = %s", (digest,), prepare=True
            )

    def record_denial(self) -> None:
        """Write the denial, if there was one, in a transaction of its own."""
        denied, self._denied = self._denied, None
        if denied is None:
            return
        self.rollback()
        trail.append(self.connection, denied)
        self.connection.commit()
        self.rollback()


_BEFORE_NEW_PASSWORD = frozenset({Action.OWN_ACCOUNT, Action.RECORD_EMERGENCY})
_LOST_RACES = (errors.UniqueViolation, errors.DeadlockDetected, errors.SerializationFailure)


def _borrowed(pool: ConnectionPool[Connection]) -> AbstractContextManager[Connection]:
    return _Borrowed(pool)


class _Borrowed(AbstractContextManager[Connection]):
    """A connection that goes back rolled back; a commit is only ever said by `PgWork.commit`."""

    def __init__(self, pool: ConnectionPool[Connection]) -> None:
        self._pool = pool

    def __enter__(self) -> Connection:
        self._connection = self._pool.getconn()
        return self._connection

    def __exit__(self, *failure: object) -> None:
        try:
            if not self._connection.closed:
                self._connection.rollback()
        except psycopg.Error:
            self._connection.close()
        finally:
            self._pool.putconn(self._connection)
