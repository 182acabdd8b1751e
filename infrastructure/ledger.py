"""The ledger: the library's `Application` over our own mapper, recorder and append function.

Used of the library: `Application`, `Mapper`, `StoredEvent`, `EventStore`, `Repository` and the recorder
interfaces. Not used: its datastore, subscriptions, snapshots and cipher (DESIGN, section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import orjson
import psycopg
from eventsourcing.application import Application, Repository
from eventsourcing.persistence import (
    ApplicationRecorder,
    EventStore,
    InfrastructureFactory,
    Mapper,
    Notification,
    StoredEvent,
    Subscription,
)
from eventsourcing.utils import Environment

from application.ledger import Envelope, Recorded
from domain.kernel import Event, FieldClass, State, Unknown, fold, join, split
from infrastructure import blind
from infrastructure.catalogue import as_today, kind_stored, present
from infrastructure.crypto import CiphertextRefused, Place, StreamKey, key_ids, parts, seal
from infrastructure.durable import UNWAITED, in_one_go
from infrastructure.early_shapes import mended, mended_personal
from infrastructure.keys import KeyStore

Connection = psycopg.Connection[Any]
S = TypeVar("S", bound=State[Any, Any])

NEXT = -1
"""The version that stands for "the next one, under the ledger's lock"."""

COLUMNS = (
    "position, stream_id, version, topic, occurred_at, received_at, recorded_at, actor, role, unit, on_behalf_of, "
    "purpose, legal_basis, request_id, correlation_id, cause_id, idempotency_key, confidentiality, rule_version, "
    "coded, personal"
)
_LOCK_STREAM = "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))"
_OF_STREAM = {
    desc: f"SELECT {COLUMNS} FROM es.events WHERE stream_id = %s AND version > %s AND version <= %s"  # noqa: S608
    f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT %s"
    for desc in (False, True)
}
_ENVELOPE_IN_CODED = ("occurred_at", "received_at")


@dataclass(frozen=True)
class LedgerEvent(StoredEvent):
    """A stored event with its envelope; `state` holds the coded part."""

    envelope: Envelope
    personal: bytes | None


class Receipt:
    """Waits for what the append function answers, so that the append can travel in a pipeline."""

    def __init__(self) -> None:
        self._cursors: list[psycopg.Cursor[Any]] = []

    def expect(self, cursor: psycopg.Cursor[Any]) -> None:
        """Remember a cursor whose rows are read after the pipeline."""
        self._cursors.append(cursor)

    def rows(self) -> list[tuple[int, int, datetime]]:
        """Return (position, version, recorded_at) of each event, in order."""
        return [row[:3] for cursor in self._cursors for row in cursor.fetchall()]


INFORMANT = "informant"
"""The slot of the informant's key."""


def slot_of(field_class: FieldClass) -> str:
    """Return which of a stream's keys a class is under: the informant has a key of their own."""
    return INFORMANT if field_class is FieldClass.REPORTER_IDENTITY else "stream"


def key_ids_of(personal: bytes | None) -> dict[str, UUID]:
    """Return the keys that a personal part is under, by slot."""
    return {slot_of(field_class): key_id for field_class, key_id in key_ids(personal)}


class PartsMapper(Mapper[UUID]):
    """Maps a recorded fact to its three parts and back; the personal part is sealed under the stream's keys."""

    def __init__(self, keys: KeyStore | None, skims: frozenset[type[Event]] = frozenset()) -> None:
        self._keys, self._skims = keys, skims

    def to_stored_event(self, domain_event: Any) -> LedgerEvent:
        """Return the stored form; a stream without a key yet takes a spare one."""
        recorded = cast(Recorded, domain_event)
        coded, personal = split(recorded.fact)
        for name in _ENVELOPE_IN_CODED:
            coded.pop(name)
        envelope = recorded.envelope
        return LedgerEvent(
            originator_id=recorded.stream,
            originator_version=recorded.originator_version,
            topic=envelope.topic,
            state=orjson.dumps(coded, option=orjson.OPT_SORT_KEYS),
            envelope=envelope,
            personal=self._sealed(recorded, personal),
        )

    def _sealed(self, recorded: Recorded, personal: Mapping[FieldClass, Mapping[str, Any]]) -> bytes | None:
        if not personal:
            return None
        if recorded.version is None or self._keys is None:
            raise ValueError("a personal part needs a version and keys")
        place = Place(recorded.stream, recorded.version, recorded.envelope.topic)
        return seal(personal, place, self._key_for(recorded))

    def _key_for(self, recorded: Recorded) -> Callable[[FieldClass], StreamKey]:
        """Return the source of keys for one event: the stream's known keys, else a spare kept for what follows."""

        def key_for(field_class: FieldClass) -> StreamKey:
            if self._keys is None:
                raise ValueError("no keys here")
            slot = slot_of(field_class)
            known = recorded.key_ids.get(slot)
            key = self._keys.spare() if known is None else self._keys.get(known)
            if key is None and slot == INFORMANT:
                key = self._keys.spare()  # the former informant was erased alone; the record goes on
            if key is None:
                raise CiphertextRefused("erased")
            recorded.key_ids[slot] = key.id
            return key

        return key_for

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Return the recorded fact; fields whose key is gone, or not held here, read as `ERASED`."""
        stored = cast(LedgerEvent, stored_event)
        kind = kind_stored(stored.topic)
        coded = orjson.loads(stored.state)
        coded["occurred_at"] = stored.envelope.occurred_at
        coded["received_at"] = stored.envelope.received_at
        mended(stored.topic, coded)
        stream, version = cast(UUID, stored.originator_id), stored.originator_version
        if self._keys is None:
            fact = as_today(blind.read(kind, coded))
            return Recorded(stream, version, stored.envelope, fact, stored.personal)
        if present(kind) in self._skims:
            fact, under = as_today(blind.read(kind, coded)), key_ids_of(stored.personal)
            return Recorded(stream, version, stored.envelope, fact, stored.personal, under)
        place = Place(stream, version, stored.topic)
        opened: dict[FieldClass, Mapping[str, Any]] = {}
        unreadable: set[FieldClass] = set()
        key_ids: dict[str, UUID] = {}
        for part in parts(stored.personal):
            key_ids[slot_of(part.field_class)] = part.key_id
            key = self._keys.get(part.key_id)
            if key is None:
                unreadable.add(part.field_class)
            else:
                opened[part.field_class] = mended_personal(stored.topic, part.open(key, place))
        fact = as_today(join(kind, coded, opened, frozenset(unreadable)))
        return Recorded(
            stream=place.stream,
            version=place.version,
            envelope=stored.envelope,
            fact=fact,
            personal=stored.personal,
            key_ids=key_ids,
        )


class EventRecorder(ApplicationRecorder):
    """The recorder interfaces over one connection; `insert_events` answers through a `Receipt`."""

    def __init__(self, connection: Connection, lock: int | None = None) -> None:
        """Read streams under a lock, of which this is the first half, to the end of the transaction; None: without."""
        self._connection, self._lock = connection, lock

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append each event in a call of its own, in this transaction. The receipt is filled after a sync."""
        receipt, simulated = cast(Receipt, kwargs["receipt"]), kwargs.get("simulated")
        for event in cast("Sequence[LedgerEvent]", stored_events):
            values = (*_append_values(event), simulated)
            receipt.expect(kwargs["conn"].execute(_APPEND, values, prepare=True))
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return the events of one stream."""
        values = (originator_id, -1 if gt is None else gt, 2**31 - 1 if lte is None else lte, limit)
        query, connection = _OF_STREAM[desc], self._connection
        if self._lock is None:
            return [event_of(row) for row in connection.execute(query, values, prepare=True, binary=True)]
        with in_one_go(connection):
            connection.execute(_LOCK_STREAM, (self._lock, str(originator_id)), prepare=True)
            found = connection.execute(query, values, prepare=True, binary=True)
        return [event_of(row) for row in found]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events in the order of the log; topics are filtered by the caller, so none is skipped unseen."""
        rows = self.after((start or 0) - (1 if inclusive_of_start and start else 0), limit)
        return [
            Notification(e.originator_id, e.originator_version, e.topic, e.state, id=e.envelope.position or 0)
            for e in rows
            if (stop is None or (e.envelope.position or 0) <= stop) and (not topics or e.topic in topics)
        ]

    def after(self, position: int, limit: int) -> list[LedgerEvent]:
        """Return up to `limit` events that follow a position."""
        query = f"SELECT {COLUMNS} FROM es.events WHERE position > %s ORDER BY position LIMIT %s"  # noqa: S608
        found = self._connection.execute(query, (position, limit), prepare=True, binary=True)
        return [event_of(row) for row in found]

    def at(self, positions: Iterable[int]) -> list[LedgerEvent]:
        """Return the events at these positions."""
        query = f"SELECT {COLUMNS} FROM es.events WHERE position = ANY(%s) ORDER BY position"  # noqa: S608
        found = self._connection.execute(query, (list(positions),), prepare=True, binary=True)
        return [event_of(row) for row in found]

    def max_notification_id(self) -> int | None:
        """Return the last position, or None for an empty log."""
        row = self._connection.execute("SELECT max(position) FROM es.events").fetchone()
        return cast("int | None", row[0]) if row else None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Not offered: the follower reads the log itself (the library's subscriptions lose wake-ups)."""
        raise NotImplementedError("use infrastructure.follower")


_APPEND = (
    f"SELECT new_position, new_version, new_recorded_at, {UNWAITED} FROM es.append("  # noqa: S608 - a constant
    "%s::uuid, %s::integer, %s::text, %s::timestamptz, %s::timestamptz, %s::text, %s::text, %s::uuid, %s::text,"
    " %s::text, %s::text, %s::uuid, %s::uuid, %s::uuid, %s::text, %s::text, %s::text, %s::bytea, %s::bytea,"
    " %s::timestamptz)"
)


def _append_values(event: LedgerEvent) -> tuple[object, ...]:
    envelope, version = event.envelope, event.originator_version
    return (
        event.originator_id,
        None if version == NEXT else version,
        event.topic,
        envelope.occurred_at,
        envelope.received_at,
        envelope.actor,
        envelope.role,
        envelope.unit,
        envelope.on_behalf_of,
        envelope.purpose,
        envelope.legal_basis,
        envelope.request_id,
        envelope.correlation_id,
        envelope.cause_id,
        envelope.idempotency_key,
        envelope.confidentiality,
        envelope.rule_version,
        event.state,
        event.personal,
    )


def event_of(row: Sequence[Any]) -> LedgerEvent:
    """Return the event of one row read with `COLUMNS`."""
    envelope = Envelope(
        topic=row[3],
        occurred_at=row[4],
        received_at=row[5],
        actor=row[7],
        role=row[8],
        unit=row[9],
        request_id=row[13],
        correlation_id=row[14],
        confidentiality=row[17],
        rule_version=row[18],
        on_behalf_of=row[10],
        purpose=row[11],
        legal_basis=row[12],
        cause_id=row[15],
        idempotency_key=row[16],
        position=row[0],
        recorded_at=row[6],
    )
    return LedgerEvent(row[1], row[2], row[3], row[19], envelope=envelope, personal=row[20])


class _Factory(InfrastructureFactory):
    """Builds nothing that the library would connect to by itself."""

    def aggregate_recorder(self, purpose: str = "events") -> Any:
        """Not offered: there are no snapshots."""
        raise NotImplementedError

    def application_recorder(self) -> Any:
        """Not offered: recorders are made for each connection."""
        raise NotImplementedError

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        """Not offered: the follower keeps its own position."""
        raise NotImplementedError

    def process_recorder(self) -> Any:
        """Not offered: see `tracking_recorder`."""
        raise NotImplementedError


class _WithoutConnection(EventRecorder):
    """Stands in the application itself: appending takes its connection from `save(..., conn=...)`."""

    def __init__(self) -> None:
        super().__init__(cast(Connection, None))


class Ledger(Application[UUID]):
    """One log for every aggregate: one order, one position, one seal."""

    name = "lachan"

    def __init__(self, keys: KeyStore | None) -> None:
        self.keys = keys
        super().__init__(env={})

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """Return a factory that opens no connection."""
        return _Factory(env)

    def construct_mapper(self) -> Mapper[UUID]:
        """Return the mapper that parts and seals."""
        return PartsMapper(self.keys)

    def construct_recorder(self) -> ApplicationRecorder:
        """Return a recorder for `save(..., conn=...)`."""
        return _WithoutConnection()

    def repository_on(
        self, connection: Connection, skims: frozenset[type[Event]] = frozenset(), lock: int | None = None
    ) -> Repository[UUID]:
        """Return a repository that reads through this connection, under a lock if need be; never cached."""
        mapper = PartsMapper(self.keys, skims) if skims else self.mapper
        return Repository(EventStore(mapper, EventRecorder(connection, lock)))

    def recorded(self, events: Iterable[StoredEvent]) -> list[Recorded]:
        """Return the facts of stored events."""
        return [cast(Recorded, self.mapper.to_domain_event(e)) for e in events]


def load(
    ledger: Ledger, connection: Connection, kind: type[S], stream: UUID, lock: int | None = None
) -> tuple[S, list[Recorded]]:
    """Return the state of a stream, read under a lock if need be, with the recorded facts it was folded from.

    Raises:
        Unknown: There is no such stream, or it is of another kind.
    """
    read: list[Recorded] = []

    def project(initial: Any, events: Iterable[Any]) -> Any:
        read.extend(events)
        return folded(kind, stream, read)

    state = ledger.repository_on(connection, kind.SKIMS, lock).get(stream, projector_func=project)
    return cast(S, state), read


def folded(kind: type[S], stream: UUID, facts: Sequence[Recorded]) -> S:
    """Return the state of a stream from all its facts; without any, or of another kind, it is `Unknown`."""
    if not facts or not kind.is_begun_by(facts[0].fact):
        raise Unknown
    return cast(S, fold(kind, stream, (one.fact for one in facts)))


def stamped(recorded: Recorded, position: int, version: int, recorded_at: datetime) -> Recorded:
    """Return the fact with what the append function added."""
    envelope = replace(recorded.envelope, position=position, recorded_at=recorded_at)
    return replace(recorded, version=version, envelope=envelope)
