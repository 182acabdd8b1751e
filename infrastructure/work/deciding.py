"""Who is signed in, and whether they may: identity, locks, facts, decision, and the answer to a repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from pydantic import SecretStr

from application import access
from application.access import AccountState, Action, Assignment, Deny, Permit, Scope, Sensitivity
from application.scope import scope_of
from application.work import (
    Command,
    KeyWasUsedForOther,
    NotSignedIn,
    PasswordMustChange,
    Reader,
    Repeat,
    TryAgain,
    Wish,
)
from domain.account import Role
from domain.kernel import Act, Actor, FieldClass, Unknown
from infrastructure import trail
from infrastructure.durable import wait_for_disk
from infrastructure.work.transaction import Transaction, token_hash

EPOCH_LOCK = 7205413
"""Taken shared by every work, exclusively when a unit moves or ends, which changes the scope of many accounts."""
ACCOUNT_LOCK = 7205414
"""First half of the lock of one account; taken exclusively when its rights are withdrawn."""
TOUCH_SECONDS = 60
"""A session's last use is written at most this often."""
_BEFORE_NEW_PASSWORD = frozenset({Action.OWN_ACCOUNT, Action.RECORD_EMERGENCY})


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
    conflict: bool
    glass: bool
    erased: bool


_LOCKS = (
    "SELECT pg_advisory_xact_lock_shared(%s::bigint),"
    " pg_advisory_xact_lock_shared(%s::integer, hashtext(account::text))"
    " FROM auth.sessions WHERE token_hash = %s"
)
_SESSION = """
SELECT s.account, a.state,
       a.valid_until < (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
       a.roles, a.unit, coalesce(c.must_change, false),
       s.seen_at < clock_timestamp() - make_interval(secs => %s), s.position,
       (WITH RECURSIVE below AS (
            SELECT a.unit AS unit
            UNION SELECT u.unit FROM facts.units u JOIN below b ON u.parent = b.unit OR u.successor = b.unit)
        SELECT array_agg(unit) FROM below),
       (WITH RECURSIVE own AS (
            SELECT a.unit AS unit
            UNION SELECT u.unit FROM facts.units u JOIN own o ON u.successor = o.unit)
        SELECT array_agg(unit) FROM own),
       (SELECT array_agg(h.record) FROM facts.conflicts k JOIN facts.records h ON k.record IN (h.record, h.case_id)
         WHERE k.account = a.account AND k.standing <> 'lifted')
  FROM auth.sessions s JOIN facts.accounts a ON a.account = s.account
  LEFT JOIN auth.credentials c ON c.account = s.account
 WHERE s.token_hash = %s AND s.ends_at > clock_timestamp()
   AND s.seen_at > clock_timestamp() - make_interval(mins => %s)
"""
_RECORD = """
SELECT r.record_no, r.unit, coalesce(c.sensitivity, r.sensitivity),
       (SELECT min(x.relation) FROM facts.assignments x
         WHERE x.record = r.record AND x.account = me.account AND x.active),
       EXISTS (SELECT FROM facts.conflicts k WHERE k.account = me.account AND k.standing <> 'lifted'
         AND (k.record IN (r.record, r.case_id) OR k.stream = r.record)),
       EXISTS (SELECT FROM facts.glass g WHERE g.account = me.account AND g.case_id IN (r.record, r.case_id)
         AND g.until > clock_timestamp()),
       coalesce(c.state, r.state) = 'erased' OR r.state = 'erased'
  FROM facts.records r LEFT JOIN facts.records c ON c.record = r.case_id
  LEFT JOIN auth.sessions me ON me.token_hash = %s WHERE r.record = %s
"""
_COMMAND = """
SELECT content, status, location, position FROM app.commands
 WHERE account = (SELECT s.account FROM auth.sessions s WHERE s.token_hash = %s) AND key = %s
"""


def _record_of(row: tuple[Any, ...] | None) -> _Record | None:
    if row is None:
        return None
    return _Record(row[0], row[1], Sensitivity(row[2]), Assignment(row[3] or "none"), *row[4:])


class Deciding(Transaction):
    """A transaction that knows who asks, and decides on the record."""

    def _start(self) -> None:
        super()._start()
        self._session: _Session | None = None
        self._identified = False
        self._reader: Reader | None = None
        self._role: Role | None = None
        self._records: dict[UUID, _Record | None] = {}
        self._remembered: tuple[Any, ...] | None = None
        self._looked_for_repeat = False
        self._entries: list[trail.Entry] = []
        self._denied: trail.Entry | None = None
        self._command: Command | None = None
        self.asked: dict[object, object] = {}
        """What a reading side asked of the facts once in this transaction, by what it was asked for."""

    @property
    def reader(self) -> Reader:
        """Who is signed in."""
        try:
            self._identify()
        except (psycopg.OperationalError, psycopg.InterfaceError):
            self.rollback()
            raise TryAgain from None
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

    def _identify(self, wish: Wish | None = None) -> None:
        """Find out who asks, under the locks that keep rights as they are; a wish is looked up on the same way."""
        if self._identified or self.caller.token is None:
            return
        self._identified = True
        digest = token_hash(self.caller.token)
        record = wish.record() if wish is not None else None
        with self.connection.pipeline():
            self.connection.execute(_LOCKS, (EPOCH_LOCK, ACCOUNT_LOCK, digest), prepare=True)
            found = self.connection.execute(
                _SESSION, (TOUCH_SECONDS, digest, self.house.idle_minutes), prepare=True
            )
            held = self._ask_record(record) if record is not None else None
            command = self._ask_command() if isinstance(wish, Command) and self.idempotency_key else None
        row = found.fetchone()
        if record is not None and held is not None:
            self._records[record] = _record_of(held.fetchone())
        if command is not None:
            self._remembered, self._looked_for_repeat = command.fetchone(), True
        if row is None:
            return
        account, state, expired, roles, unit, must_change, stale_touch, position, units, own, hidden = row
        self._session = _Session(
            account,
            AccountState.CLOSED if expired else AccountState(state),
            must_change,
            stale_touch,
            position,
        )
        self._reader = Reader(
            account=account,
            roles=tuple(Role(role) for role in roles),
            unit=unit,
            language=self.caller.language,
            units=frozenset(units or ()),
            succeeded=frozenset(own or ()),
            hidden=frozenset(hidden or ()),
            whole_scope=any(Role(role) in access.WHOLE_SCOPE for role in roles),
        )

    @property
    def act(self) -> Act:
        """Who acts, in which role, and when."""
        if self.caller.system is not None:
            return Act(Actor.system(self.caller.system), self._act_at, role="system")
        role = self._role or (self.reader.roles[0] if self.reader.roles else None)
        return Act(
            Actor.account(self.reader.account),
            self._act_at,
            role=role.value if role else "",
            unit=self.reader.unit,
        )

    def now(self) -> datetime:
        """Return the time of the act."""
        return self._act_at

    def allow(self, wish: Wish) -> None:
        """Decide on the record; note the access-log entry; answer a repeat."""
        record = wish.record()
        self._identify(wish)
        if self.caller.system is None:
            self._decide(wish, record)
        else:
            self.note_access(wish.ACTION.value, basis=f"operator:{self.caller.system}", record=record)
        if isinstance(wish, Command):
            self._command = wish
            self._answer_repeat(wish)

    def note_access(
        self,
        action: str,
        *,
        basis: str = "",
        refused: str = "",
        account: UUID | None = None,
        record: UUID | None = None,
    ) -> None:
        """Note an entry of the access log that no decision on a record makes: signing in and out, operators."""
        self._entries.append(
            trail.Entry(
                request_id=self.request_id,
                action=action,
                decision="deny" if refused else "permit",
                reason=refused,
                basis=basis,
                account=account,
                role="system" if self.caller.system else "",
                record=record,
            )
        )

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

    def _decision(
        self, action: Action, record: UUID | None, field_class: FieldClass = FieldClass.SUMMARY
    ) -> tuple[Role | None, access.Decision]:
        reader = self.reader
        session = self._session
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
                    scope=scope_of(reader, held.unit) if held else Scope.NO_RECORD,
                    assignment=held.assignment if held else Assignment.NONE,
                    sensitivity=held.sensitivity if held else Sensitivity.ORDINARY,
                    conflict=held is not None and held.conflict,
                    glass=held is not None and held.glass,
                    erased=held is not None and held.erased,
                    field_class=field_class,
                )
            )
            if isinstance(decision, Permit):
                return role, decision
        return (reader.roles[0] if reader.roles else None), decision

    def _record(self, record: UUID) -> _Record | None:
        if record not in self._records:
            self._records[record] = _record_of(self._ask_record(record).fetchone())
        return self._records[record]

    def _ask_record(self, record: UUID) -> psycopg.Cursor[Any]:
        return self.connection.execute(_RECORD, (token_hash(self.caller.token or ""), record), prepare=True)

    def _ask_command(self) -> psycopg.Cursor[Any]:
        values = (token_hash(self.caller.token or ""), self.idempotency_key)
        return self.connection.execute(_COMMAND, values, prepare=True)

    def may(
        self, action: Action, record: UUID | None = None, field_class: FieldClass = FieldClass.SUMMARY
    ) -> bool:
        """Return whether this person could do it, and see fields of this class."""
        return isinstance(self._decision(action, record, field_class)[1], Permit)

    @property
    def basis(self) -> str:
        """On which basis the last wish was permitted."""
        return self._entries[-1].basis if self._entries else ""

    def is_restricted(self, record: UUID) -> bool:
        """Return whether a record is held closely."""
        held = self._record(record)
        return held is not None and held.sensitivity is Sensitivity.RESTRICTED

    def _answer_repeat(self, command: Command) -> None:
        if self.idempotency_key is None or self._reader is None:
            return
        row = self._remembered if self._looked_for_repeat else self._ask_command().fetchone()
        if row is None:
            return
        if row[0] != self._digest(command):
            raise KeyWasUsedForOther
        wait_for_disk(self.connection)  # the first answer may still be on its way to the disk
        raise Repeat(row[1], row[2], row[3])

    def _digest(self, command: Command) -> bytes:
        secrets = (value for _, value in command if isinstance(value, SecretStr))
        said = "".join(secret.get_secret_value() for secret in secrets)
        content = f"{type(command).__name__}:{command.model_dump_json()}:{said}"
        return self.house.keys.keyed_hash("idempotency", content)
