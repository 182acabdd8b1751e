"""Reading and recording: streams under their lock, views after the follower, and one pipeline before the commit."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from application.access import Action
from application.corrections import stream_as_known
from application.detection import (
    REACTION,
    Same,
    by_file,
    ground_of,
    when_staff_is_concerned_then_restrict,
    when_the_same_is_found_then_close,
)
from application.ledger import Envelope, Recorded
from application.one_child import files_of_child
from application.restriction import Restrictions
from application.work import LostRace, Stale
from domain.child_case import CaseOpened, ChildCase
from domain.conflict import ConflictOfInterest
from domain.erasure import ErasureDecided
from domain.kernel import Act, Actor, Event, FieldClass, State, Unknown
from domain.restriction import Restriction
from infrastructure import detection, erasing, facts, matches, trail
from infrastructure.corrections import facts_as_known
from infrastructure.crypto import StreamKey
from infrastructure.durable import commit_in_order, in_one_go
from infrastructure.ledger import Connection, EventRecorder, Receipt, folded, load, stamped
from infrastructure.postgres.limited import begin_limit
from infrastructure.work.deciding import Deciding
from infrastructure.work.hanging import mains_to_reopen
from infrastructure.work.protecting import needs_to_protect
from infrastructure.work.touching import by_facts, touched
from infrastructure.work.transaction import LOST_RACES, OUT_OF_ORDER, token_hash

S = TypeVar("S", bound=State[Any, Any])
V = TypeVar("V")

STREAM_LOCK = 7205415
"""First half of the lock of one stream; its writers wait for each other, so additions never conflict."""
FOLLOWER_WAIT_SECONDS = 2.0
"""How long a page waits for the follower to reach the reader's own last change; then it shows what is there."""
_OPEN_VIEWS = "SELECT views.open_for(%s)"
EMERGENCY_PATIENCE = 3.0
"""An emergency may wait so many times as long as an ordinary save before it is given up (DESIGN, section 3, rule 1)."""
REFUSED = 400
"""Answers from this status on say no."""
_FINISH = (
    "SELECT app.finish(%s::uuid, %s::text, %s::bytea, %s::integer, %s::text, %s::bytea, %s::boolean, %s::boolean,"
    " %s::boolean)"
)


class PgWork(Deciding):
    """One transaction; see `application.work.Work` for what a handler may ask of it."""

    def _start(self) -> None:
        super()._start()
        self._opened: tuple[UUID | None, list[Recorded]] = (None, [])
        self._keys_of: dict[UUID, dict[str, UUID]] = {}
        self._versions: dict[UUID, int] = {}
        self._hanging: set[UUID] = set()
        self._pending: list[Recorded] = []
        self._purpose: tuple[str | None, str | None] = (None, None)
        self._instead: Actor | None = None
        self._extra: list[tuple[str, Sequence[object]]] = []
        self._waited = False
        self._views_unlocked = False
        self._is_untouched = False
        self.recorded: list[Recorded] = []

    def read(self, kind: type[S], stream: UUID) -> S:
        """Return the state of a stream; takes the stream's lock when a command was allowed.

        The stream that a question opened last it does not open again, in whichever order state and history are asked
        for; of further ones nothing is held, for a report opens thousands.
        """
        is_asked, recorded = self._command is None, self._opened[1]
        if is_asked and stream == self._opened[0]:
            state = folded(kind, stream, recorded)
        else:
            lock = None if is_asked else STREAM_LOCK
            state, recorded = load(self.house.ledger, self.connection, kind, stream, lock)
        if is_asked and not kind.SKIMS:
            self._opened = stream, recorded
        keys = self._keys_of.setdefault(stream, {})
        for one in recorded:
            keys.update(one.key_ids)
        self._versions[stream] = state.version
        if isinstance(state, ChildCase) and state.merged_into is not None:
            self._hanging.add(stream)
        return state

    def history(self, stream: UUID) -> Sequence[Recorded]:
        """Return all facts of a stream, oldest first, as they are known now."""
        if self._command is None and stream == self._opened[0]:
            return stream_as_known(self._opened[1])
        opened = self.house.ledger.recorded(EventRecorder(self.connection).select_events(stream))
        if self._command is None:
            self._opened = stream, opened
        return stream_as_known(opened)

    def at(self, positions: Iterable[int]) -> Sequence[Recorded]:
        """Return the facts at these positions, in order, as they are known now."""
        return facts_as_known(self.house.ledger, self.connection, list(positions))

    def unchanged_since(
        self, state: State[Any, Any], version: int | None, *, among: Sequence[type[Event]]
    ) -> None:
        """Refuse a change of a value that someone else changed meanwhile."""
        if version is None or version == state.version:
            return
        if version > state.version:
            raise Stale(())
        touching = [r for r in self.history(state.id) if isinstance(r.fact, tuple(among))]
        later = [r for r in touching if (r.version or 0) > version]
        if later:
            raise Stale(later, before=next((r for r in reversed(touching) if r not in later), None))

    def view(self, promise: type[V]) -> V:
        """Return the reading side that keeps this promise.

        What reads views waits, a moment at most, until the follower has seen the reader's own changes; what reads
        fact rows or the log itself (`WAITS_FOR_FOLLOWER = False`) waits for nobody.
        """
        kept_by = self.house.views[promise]
        if getattr(kept_by, "WAITS_FOR_FOLLOWER", True):
            self._unlock_views()
            self._wait_for_follower()
        return cast(V, kept_by(self))

    def _unlock_views(self) -> None:
        """Tell the database who reads, so that row security lets through what its own facts say."""
        if self._views_unlocked:
            return
        self._views_unlocked = True
        if self.caller.system is not None:
            self.connection.execute("SELECT set_config('lachan.scope', 'service', true)", prepare=True)
            return
        self._identify()
        if self._session is not None:
            self.connection.execute(_OPEN_VIEWS, (self._session.account,), prepare=True)

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

    def key_of(self, stream: UUID) -> StreamKey:
        """Return the key of a stream that was read, for what is kept beside its facts; a spare one if it has none."""
        keys, store = self._keys_of.setdefault(stream, {}), self.house.keys
        key = store.get(keys["stream"]) if "stream" in keys else store.spare()
        if key is None:
            raise Unknown
        keys["stream"] = key.id
        return key

    def append_next(self, stream: UUID, fact: Event) -> None:
        """Note a fact without personal fields under whatever version is next."""
        self._note(stream, None, fact, stream)

    def _note(
        self, stream: UUID, version: int | None, fact: Event, correlation: UUID, act: Act | None = None
    ) -> None:
        instead = None if act else self._instead
        act, (purpose, basis) = act or self.act, self._purpose
        envelope = Envelope(
            topic=fact.TOPIC,
            occurred_at=fact.occurred_at,
            received_at=fact.received_at,
            actor=str(instead or act.by),
            role=act.role,
            unit=act.unit,
            on_behalf_of=str(act.by) if instead else None,
            request_id=self.request_id,
            correlation_id=correlation,
            purpose=purpose,
            legal_basis=basis,
            idempotency_key=self.idempotency_key,
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

    def acts_as(self, actor: Actor) -> None:
        """Record what follows as done by this actor, on behalf of the reader."""
        self._instead = actor

    def showed(self, records: Iterable[int], *, query: str | None = None) -> None:
        """Note which record numbers a list or search showed."""
        if self._entries:
            digest = self._digest_of_words(query) if query else None
            self._entries[-1] = replace(self._entries[-1], records=tuple(records), query_digest=digest)

    def gave_out(self, records: Iterable[int], digest: bytes, field_class: FieldClass) -> None:
        """Note which records left the house in a file, and the digest of its bytes."""
        if self._entries:
            numbers, most = tuple(records), field_class.value
            self._entries[-1] = replace(
                self._entries[-1], records=numbers, query_digest=digest, field_class=most
            )

    def _digest_of_words(self, query: str) -> bytes:
        """Return search words as a hash under the reader's own key: two people's words cannot be compared."""
        whose = str(self._reader.account) if self._reader else "system"
        return self.house.keys.keyed_hash(f"search-words/{whose}", query)

    def also(self, statement: str, values: Sequence[object]) -> None:
        """Run one more statement before the commit (secrets of accounts, which live outside the log)."""
        self._extra.append((statement, values))

    def leave_untouched(self) -> None:
        """Let this request not count as a use of the session."""
        self._is_untouched = True

    def commit(self, *, status: int = 200, location: str = "") -> None:
        """Write everything that was noted, in one pipeline, and commit.

        An answer that is a "no" (status 400 and above) records what was looked at, and nothing else: no fact, and
        the command is not remembered, so the same form can be sent again, corrected.

        Raises:
            TryAgain: The database went away, or the access log could not be written; nothing is shown.
            LostRace: Another transaction was faster with the same key; start again.
        """
        if self._connection is None and not (self._pending or self._entries or self._extra):
            return
        if status >= REFUSED and self._command is not None:
            self._pending, self._extra, self._command = [], [], None
        connection, receipt = self.connection, Receipt()
        if self._command is not None and self._command.ACTION is Action.RECORD_EMERGENCY:
            begin_limit(connection, EMERGENCY_PATIENCE)
            connection.execute("SET LOCAL lock_timeout = 0")
        try:
            for main, reopened in mains_to_reopen(connection, self._pending, self._hanging, self._act_at):
                self._note(main, None, reopened, main)
            for need, ended, system in needs_to_protect(self, connection, self._pending):
                self._note(need, None, ended, need, system)
            self._close_to_those_concerned(connection)
            looked = [*self._entries, *self._by_facts()] if self._has_decoys else []
            for stream, fact, act in touched(connection, looked, self.house.keys, self._act_at):
                self._note(stream, None, fact, stream, act)
            self._extra += matches.statements(connection, self._pending, self.house.keys)
            with in_one_go(connection):
                self._write(connection, receipt, status, location)
                commit_in_order(connection)
        except LOST_RACES:
            raise LostRace from None
        except OUT_OF_ORDER as failure:
            raise self._try_again(failure) from None
        self.recorded = [stamped(one, *row) for one, row in zip(self._pending, receipt.rows(), strict=True)]
        self.rollback()
        erasing.destroy_withdrawn(self.recorded, self.house.keys)
        if any(isinstance(one.fact, ErasureDecided) for one in self.recorded):
            house = self.house
            erasing.finish(
                cast(str, house.pool.conninfo), house.keys, house.clock(), simulated=house.simulated
            )

    def _by_facts(self) -> Iterator[trail.Entry]:
        """Yield what the person's facts are about; some have no entry of the access log that says so."""
        if self._reader is None or self._command is None:
            return
        role = self._role.value if self._role else ""
        action = self._command.ACTION
        yield from by_facts(self._pending, self.request_id, self._reader.account, role, action)

    def _close_to_those_concerned(self, connection: Connection) -> None:
        """Note conflicts of interest, and restrictions, for whoever is found on both sides of what is recorded."""
        found = detection.same_people(connection, self._pending, self.house.keys)
        if not found:
            return
        self.close_for({one.account for one in found if one.account is not None})
        act = replace(self.act, by=Actor.system(REACTION), role="system")
        for fact in when_the_same_is_found_then_close(found, act):
            held = detection.known(connection, fact.account, fact.record)
            if held is None:
                self._note(self.new_id(), 0, fact, fact.record, act)
            elif {kind.value for kind in fact.kinds} - held[1]:
                conflict = self.read(ConflictOfInterest, held[0])
                self._note(conflict.id, conflict.version + 1, fact, fact.record, act)
        for file, named in by_file(found, lambda one: files_of_child(one, self)).items():
            self._hold_closely(connection, file, named, act)

    def _hold_closely(self, connection: Connection, case_id: UUID, found: list[Same], act: Act) -> None:
        ground = ground_of(found)
        opening = next(
            (r.fact for r in self._pending if r.stream == case_id and isinstance(r.fact, CaseOpened)), None
        )
        held = (opening.unit, False) if opening else detection.unit_of_case(connection, case_id)
        if ground is None or held is None or held[1]:
            return
        units = {one.unit for one in found}
        answers = detection.answering_unit(connection, held[0], units) if held[0] in units else None
        fact = when_staff_is_concerned_then_restrict(case_id, ground, answers, act)
        stream = self.view(Restrictions).of_case(case_id)  # type: ignore[type-abstract]
        if stream is None:
            self._note(self.new_id(), 0, fact, case_id, act)
        else:
            self._note(stream, self.read(Restriction, stream).version + 1, fact, case_id, act)

    def _write(self, connection: Connection, receipt: Receipt, status: int, location: str) -> None:
        if self._pending:
            self.house.ledger.save(
                *cast(Any, self._pending), conn=connection, receipt=receipt, simulated=self._simulated
            )
        for one in self._pending:
            for statement, values in facts.rows(one):
                connection.execute(statement, values, prepare=True)
        for statement, values in self._extra:
            connection.execute(statement, values)
        self._finish(connection, status, location)
        for entry in self._entries:
            trail.append(connection, entry, self._simulated)

    def _finish(self, connection: Connection, status: int, location: str) -> None:
        """Remember the command under its key, and touch the session: nothing where there is neither."""
        has_key = self._command is not None and self.idempotency_key is not None and self._reader is not None
        session, has_written = self._session, bool(self._pending)
        is_used = session is not None and not (session.is_gated or self._is_untouched)
        is_touched = session is not None and (has_written or (is_used and session.stale_touch))
        if not (has_key or is_touched):
            return
        remembered = (
            self._reader.account if self._reader is not None else None,
            self.idempotency_key if has_key else None,
            self._digest(self._command) if has_key and self._command is not None else None,
            status,
            location,
        )
        token = token_hash(self.caller.token) if is_touched and self.caller.token is not None else None
        touched_by = (token, self._table == "tokens", is_used, has_written)
        connection.execute(_FINISH, (*remembered, *touched_by), prepare=True)

    @property
    def _simulated(self) -> datetime | None:
        return self._act_at if self.house.simulated else None

    def record_denial(self) -> None:
        """Write the denial, if there was one, in a transaction of its own."""
        denied, self._denied = self._denied, None
        if denied is None:
            return
        self.rollback()
        try:
            connection = self.connection
            with in_one_go(connection):
                trail.append(connection, denied, self._simulated)
                commit_in_order(connection)
        except OUT_OF_ORDER as failure:
            raise self._try_again(failure) from None
        finally:
            self.rollback()
