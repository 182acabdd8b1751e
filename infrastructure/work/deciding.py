"""Who is signed in, and whether they may: identity, locks, facts, decision, and the answer to a repeat."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from pydantic import SecretStr

from application import access
from application.access import (
    STEP_UP,
    AccountState,
    Action,
    Assignment,
    Deny,
    Permit,
    Scope,
    Sensitivity,
    StepUp,
)
from application.scope import scope_of
from application.tokens import within_scopes
from application.work import (
    Command,
    FactorMissing,
    KeyWasUsedForOther,
    OutsideToken,
    PasswordMustChange,
    Repeat,
    StepUpRequired,
    Wish,
)
from domain.account import Role
from domain.calendar import vietnam_day
from domain.counselling import matter_code
from domain.erasure import ErasureBasis, RecordIsErased
from domain.kernel import Act, Actor, FieldClass, Unknown
from infrastructure import trail
from infrastructure.durable import wait_for_disk
from infrastructure.work.identity import ACCOUNT_LOCK, Identified
from infrastructure.work.transaction import token_hash

RECORD_LOCK = 7205417
"""First half of the lock of one case with all that belongs to it: shared by what is decided on it, exclusive for what
takes the right to see it from someone. So nothing that was decided under the old rights commits afterwards."""
WITHDRAWING = frozenset(
    {
        Action.HAND_OVER,
        Action.RESTRICT_CASE,
        Action.ASSIGN_REVIEWER,
        Action.DECLARE_CONFLICT,
        Action.MERGE_CASES,
    }
)
"""Commands after which someone may no longer see the record."""
_LOCK_RECORD = (
    "SELECT pg_advisory_xact_lock{}(%s::integer, hashtext(coalesce(r.case_id, asked.record)::text))"
    " FROM (SELECT %s::uuid AS record) asked LEFT JOIN facts.records r USING (record)"
)
"""Taken for a record that is not there as well, so that its answer takes no other time."""
_HOLD_RECORD, _CLOSE_RECORD = _LOCK_RECORD.format("_shared"), _LOCK_RECORD.format("")
_CLOSE_ACCOUNT = "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))"
_BEFORE_NEW_PASSWORD = frozenset({Action.OWN_ACCOUNT, Action.RECORD_EMERGENCY})


@dataclass(frozen=True, slots=True)
class _Record:
    record_no: int
    unit: UUID
    sensitivity: Sensitivity
    assignment: Assignment
    conflict: bool
    glass: bool
    erased: bool


_ABOUT = """CASE r.kind
         WHEN 'conflict' THEN (SELECT o.record FROM facts.conflicts o WHERE o.stream = r.record)
         WHEN 'glass' THEN (SELECT o.case_id FROM facts.glass o WHERE o.stream = r.record)
         WHEN 'erasure' THEN (SELECT o.record FROM facts.erasures o WHERE o.erasure = r.record)
         WHEN 'hold' THEN (SELECT o.record FROM facts.holds o WHERE o.hold = r.record)
         WHEN 'data_request' THEN (SELECT o.case_id FROM facts.data_requests o WHERE o.request = r.record) END"""
"""The case that a record of its own is about: whoever must not see that case decides nothing about it either."""
_RECORD = """
SELECT r.record_no, r.unit, coalesce(c.sensitivity, r.sensitivity),
       (SELECT min(x.relation) FROM facts.assignments x
         WHERE x.record = asked.record AND x.account = me.account AND x.active),
       EXISTS (SELECT FROM facts.kept_from k WHERE k.account = me.account
         AND (k.record IN (asked.record, r.case_id) OR k.stream = asked.record OR k.record = {about})),
       EXISTS (SELECT FROM facts.glass g WHERE g.account = me.account AND g.case_id IN (asked.record, r.case_id)
         AND g.until > clock_timestamp()),
       coalesce(c.state, r.state) = 'erased' OR r.state = 'erased'
  FROM (SELECT %s::bytea AS token_hash, %s::uuid AS record) asked LEFT JOIN facts.records r ON r.record = asked.record
  LEFT JOIN facts.records c ON c.record = r.case_id LEFT JOIN auth.{table} me ON me.token_hash = asked.token_hash
"""
"""Always one row: what is not there is looked for like what is, so that its answer takes no other time."""
_TOMBSTONE = """
SELECT coalesce(c.code, r.code), e.erased_at, e.basis, e.record FROM facts.records r
  LEFT JOIN facts.records c ON c.record = r.case_id
  JOIN facts.erasures e ON e.record IN (r.record, r.case_id) AND e.erased_at IS NOT NULL
 WHERE r.record = %s
"""
_COMMAND = """
SELECT content, status, location, position FROM app.commands
 WHERE account = (SELECT s.account FROM auth.{table} s WHERE s.token_hash = %s) AND key = %s
"""
_ASKED = {
    table: (_RECORD.format(table=table, about=_ABOUT), _COMMAND.format(table=table))
    for table in ("sessions", "tokens")
}


def _record_of(row: tuple[Any, ...] | None) -> _Record | None:
    if row is None or row[0] is None:
        return None
    return _Record(row[0], row[1], Sensitivity(row[2]), Assignment(row[3] or "none"), *row[4:])


class Deciding(Identified):
    """A transaction that knows who asks, and decides on the record."""

    def _start(self) -> None:
        super()._start()
        self._role: Role | None = None
        self._records: dict[UUID, _Record | None] = {}
        self._remembered: tuple[Any, ...] | None = None
        self._looked_for_repeat = False
        self._asking: Wish | None = None
        self._entries: list[trail.Entry] = []
        self._is_emergency = False
        self._denied: trail.Entry | None = None
        self._command: Command | None = None
        self.asked: dict[object, object] = {}
        """What a reading side asked of the facts once in this transaction, by what it was asked for."""

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
        field_class: str = "",
        purpose: str | None = None,
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
                field_class=field_class,
                purpose=purpose,
            )
        )

    def _decide(self, wish: Wish, record: UUID | None) -> None:
        self._is_emergency = wish.ACTION is Action.RECORD_EMERGENCY
        self._gate_is_open = wish.WHILE_LOCKED or self._is_emergency
        self._asking = wish
        reader = self.reader
        self._own_house_in_order(wish.ACTION)
        self._hold(wish, record)
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
            purpose=f"token:{self._session.token}" if self._session and self._session.token else None,
        )
        if isinstance(decision, Deny):
            self._denied = entry
            raise self._refusal(decision, wish.ACTION, record)
        self._role = role
        if wish.ACTION is not Action.RECORD_EMERGENCY:
            self._entries.append(entry)

    def showed_classes(self, classes: Collection[FieldClass]) -> None:
        """Note each class of fields that the answer shows: one entry of the access log for each."""
        if classes and self._entries:
            entry = self._entries.pop()
            self._entries += [replace(entry, field_class=one) for one in sorted(one.value for one in classes)]

    def _hold(self, wish: Wish, record: UUID | None) -> None:
        """Take the locks of what is decided on, unless they were taken when the reader was identified."""
        if record is not None and record not in self._records:
            self._lock_record(wish, record)
        if wish.ACTION is Action.DECLARE_INTEREST and isinstance(wish, Command):
            self.close_for({self.reader.account})

    def _lock_record(self, wish: Wish, record: UUID) -> None:
        """Keep the rights on a record as they are until the commit; an emergency waits for nobody."""
        if wish.ACTION is Action.RECORD_EMERGENCY:
            return
        withdraws = isinstance(wish, Command) and wish.ACTION in WITHDRAWING
        query = _CLOSE_RECORD if withdraws else _HOLD_RECORD
        self.connection.execute(query, (RECORD_LOCK, record), prepare=True)

    def close_record(self, record: UUID) -> None:
        """Wait for what is decided on a record now; what is asked next is decided after this commit."""
        self.connection.execute(_CLOSE_RECORD, (RECORD_LOCK, record), prepare=True)

    def close_for(self, accounts: Iterable[UUID]) -> None:
        """Wait for what these people are being shown; whatever they ask next is decided after this commit."""
        for account in sorted(accounts):
            self.connection.execute(_CLOSE_ACCOUNT, (ACCOUNT_LOCK, str(account)), prepare=True)

    def _own_house_in_order(self, action: Action) -> None:
        """Refuse whatever waits for a new password, or for a second factor where everyone needs one."""
        session = self._session
        if session is None or session.token is not None or action in _BEFORE_NEW_PASSWORD:
            return
        if session.must_change:
            raise PasswordMustChange
        if self.house.second_factor == "everyone" and session.factor is None and self._needs_factor():
            raise FactorMissing

    def _refusal(self, denied: Deny, action: Action, record: UUID | None) -> Exception:
        """Return what the person is told: a missing proof, a token's limits and a tombstone differ from "not there"."""
        if denied.reason == "erased" and record is not None and self._might_before(action, record):
            return self._tombstone(record)
        if denied.reason == STEP_UP:
            factor = self._session.factor if self._session else None
            return FactorMissing() if self.step_up is StepUp.NONE else StepUpRequired(factor)
        return OutsideToken() if denied.reason == "token-scope" else Unknown()

    def _might_before(self, action: Action, record: UUID) -> bool:
        """Return whether the person might have done it before the record was erased."""
        held = self._record(record)
        self._records[record] = replace(held, erased=False) if held else None
        try:
            return self.may(action, record)
        finally:
            self._records[record] = held

    def _tombstone(self, record: UUID) -> RecordIsErased:
        """Return what is still said of an erased record: its code, when, and on which basis."""
        row = self.connection.execute(_TOMBSTONE, (record,)).fetchone()
        code, at, basis, erased = row or ("", None, ErasureBasis.REQUESTED.value, record)
        day = f"{vietnam_day(at):%d/%m/%Y}" if at else ""
        return RecordIsErased(code=code or matter_code(erased), day=day, article=ErasureBasis(basis).article)

    def _decision(
        self, action: Action, record: UUID | None, field_class: FieldClass = FieldClass.SUMMARY
    ) -> tuple[Role | None, access.Decision]:
        reader = self.reader
        session = self._session
        if session and session.token and not within_scopes(action, session.scopes):
            return None, Deny("token-scope")
        held = self._record(record) if record is not None else None
        is_absent = record is not None and held is None
        denied = Deny("role")
        step_up = self.step_up
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
                    step_up=step_up,
                )
            )
            if isinstance(decision, Permit) and not is_absent:
                return role, decision
            denied = denied if denied.reason == STEP_UP or isinstance(decision, Permit) else decision
        if is_absent:  # decided like any other first, so that it takes no other time
            return None, Deny("absent")
        return (reader.roles[0] if reader.roles else None), denied

    def _record(self, record: UUID) -> _Record | None:
        if record not in self._records:
            self._records[record] = _record_of(self._ask_record(record).fetchone())
        return self._records[record]

    def _ask_record(self, record: UUID) -> psycopg.Cursor[Any]:
        query = _ASKED[self._table][0]
        return self.connection.execute(query, (token_hash(self.caller.token or ""), record), prepare=True)

    def _ask_command(self) -> psycopg.Cursor[Any]:
        values = (token_hash(self.caller.token or ""), self.idempotency_key)
        return self.connection.execute(_ASKED[self._table][1], values, prepare=True)

    def _ask_alongside(self) -> None:
        """Look the wish's record and its repeat up on the way on which the reader is identified."""
        wish = self._asking
        record = wish.record() if wish is not None else None
        if wish is not None and record is not None:
            self._lock_record(wish, record)
        self._held = self._ask_record(record) if record is not None else None
        asks = isinstance(wish, Command) and self.idempotency_key is not None
        self._command_held = self._ask_command() if asks else None

    def _take_alongside(self) -> None:
        record = self._asking.record() if self._asking is not None else None
        if record is not None and self._held is not None:
            self._records[record] = _record_of(self._held.fetchone())
        if self._command_held is not None:
            self._remembered, self._looked_for_repeat = self._command_held.fetchone(), True

    def may(
        self, action: Action, record: UUID | None = None, field_class: FieldClass = FieldClass.SUMMARY
    ) -> bool:
        """Return whether this person could do it, and see fields of this class, perhaps after a fresh proof."""
        if action is Action.RECORD_EMERGENCY:
            return bool(self._known())
        decision = self._decision(action, record, field_class)[1]
        return isinstance(decision, Permit) or decision.reason == STEP_UP

    @property
    def has_decided(self) -> bool:
        """Whether anything was permitted, or noted, that the answer may rest on."""
        return bool(self._entries) or self._is_emergency

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
