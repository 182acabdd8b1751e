"""Who is signed in, and whether they may: identity, locks, facts, decision, and the answer to a repeat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pydantic import SecretStr

from application import access
from application.access import AccountState, Action, Assignment, Deny, Permit, Scope, Sensitivity
from application.work import (
    Command,
    KeyWasUsedForOther,
    NotSignedIn,
    PasswordMustChange,
    Reader,
    Repeat,
    Wish,
)
from domain.account import Role
from domain.calendar import vietnam_day
from domain.erasure import ErasureBasis, RecordIsErased
from domain.kernel import Act, Actor, Unknown
from infrastructure import trail
from infrastructure.names import names_of
from infrastructure.work.transaction import Transaction, token_hash

EPOCH_LOCK = 7205413
"""Taken shared by every work, exclusively when a unit moves or ends, which changes the scope of many accounts."""
ACCOUNT_LOCK = 7205414
"""First half of the lock of one account; taken exclusively when its rights are withdrawn."""
TOUCH_SECONDS = 60
"""A session's last use is written at most this often."""
_ON_ERASED = frozenset({Action.RECORD_EMERGENCY, Action.SEE_HISTORY})
"""What an erased record still takes: a cry for help (a stream of its own), and the auditor's look at who did what."""
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
    erased: bool = False


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
       (SELECT position FROM facts.keys_destroyed),
       (WITH RECURSIVE below AS (
            SELECT a.unit AS unit
            UNION SELECT u.unit FROM facts.units u JOIN below b ON u.parent = b.unit OR u.successor = b.unit)
        SELECT array_agg(unit) FROM below),
       (WITH RECURSIVE own AS (
            SELECT a.unit AS unit
            UNION SELECT u.unit FROM facts.units u JOIN own o ON u.successor = o.unit)
        SELECT array_agg(unit) FROM own)
  FROM auth.sessions s JOIN facts.accounts a ON a.account = s.account
  LEFT JOIN auth.credentials c ON c.account = s.account
 WHERE s.token_hash = %s AND s.ends_at > clock_timestamp()
   AND s.seen_at > clock_timestamp() - make_interval(mins => %s)
"""
_RECORD = """
SELECT r.record_no, r.unit, r.sensitivity, r.state = 'erased',
       (SELECT min(x.relation) FROM facts.assignments x
         WHERE x.record = r.record AND x.account = %s AND x.active)
  FROM facts.records r WHERE r.record = %s
"""
_TOMBSTONE = """
SELECT coalesce(c.code, r.code), e.erased_at, e.basis FROM facts.records r
  LEFT JOIN facts.records c ON c.record = r.case_id
  JOIN facts.erasures e ON e.record IN (r.record, r.case_id) AND e.erased_at IS NOT NULL
 WHERE r.record = %s
"""
_COMMAND = "SELECT content, status, location, position FROM app.commands WHERE account = %s AND key = %s"


class Deciding(Transaction):
    """A transaction that knows who asks, and decides on the record."""

    def _start(self) -> None:
        super()._start()
        self._session: _Session | None = None
        self._reader: Reader | None = None
        self._role: Role | None = None
        self._records: dict[UUID, _Record | None] = {}
        self._entries: list[trail.Entry] = []
        self._denied: trail.Entry | None = None
        self._command: Command | None = None

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
        account, state, expired, roles, unit, must_change, stale_touch, position, destroyed, units, own = row
        if destroyed is not None and self.house.keys.forget(destroyed):
            names_of(self.house.keys).forget()
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
        if record is not None and self._is_erased(record) and wish.ACTION not in _ON_ERASED:
            self._denied = replace(entry, decision="deny", basis="", reason="erased")
            raise self._tombstone(record)
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
        if held.unit in self.reader.own_units:
            return Scope.OWN
        return Scope.BELOW if held.unit in self.reader.units else Scope.ELSEWHERE

    def _record(self, record: UUID) -> _Record | None:
        if record not in self._records:
            row = self.connection.execute(_RECORD, (self.reader.account, record), prepare=True).fetchone()
            self._records[record] = (
                _Record(row[0], row[1], Sensitivity(row[2]), Assignment(row[4] or "none"), row[3])
                if row
                else None
            )
        return self._records[record]

    def _is_erased(self, record: UUID) -> bool:
        held = self._record(record)
        return held is not None and held.erased

    def _tombstone(self, record: UUID) -> RecordIsErased:
        """Return what is still said of an erased record: its code, when, and on which basis."""
        row = self.connection.execute(_TOMBSTONE, (record,)).fetchone()
        code, at, basis = row or ("", None, ErasureBasis.REQUESTED.value)
        day = f"{vietnam_day(at):%d/%m/%Y}" if at else ""
        return RecordIsErased(code=code or "", day=day, article=ErasureBasis(basis).article)

    def may(self, action: Action, record: UUID | None = None) -> bool:
        """Return whether this person could do it."""
        return isinstance(self._decision(action, record)[1], Permit)

    def _answer_repeat(self, command: Command) -> None:
        key = self.idempotency_key
        if key is None or self._reader is None:
            return
        row = self.connection.execute(_COMMAND, (self._reader.account, key), prepare=True).fetchone()
        if row is None:
            return
        if row[0] != self._digest(command):
            raise KeyWasUsedForOther
        raise Repeat(row[1], row[2], row[3])

    def _digest(self, command: Command) -> bytes:
        secrets = (value for _, value in command if isinstance(value, SecretStr))
        said = "".join(secret.get_secret_value() for secret in secrets)
        content = f"{type(command).__name__}:{command.model_dump_json()}:{said}"
        return self.house.keys.keyed_hash("idempotency", content)
