"""Who is signed in, and whether they may: identity, locks, facts, decision, and the answer to a repeat."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
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
from infrastructure.work.asking import (
    ALONE,
    ASK_COMMAND,
    ASK_RECORD,
    LOCK_RECORD,
    RECORD_LOCK,
    RECORD_WIDTH,
    SHARED,
    Alongside,
    HeldRecord,
    alongside,
    held_record,
)
from infrastructure.work.identity import ACCOUNT_LOCK, Identified
from infrastructure.work.transaction import token_hash

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
_CLOSE_ACCOUNT = "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))"
_BEFORE_NEW_PASSWORD = frozenset({Action.OWN_ACCOUNT, Action.RECORD_EMERGENCY})
_TOMBSTONE = """
SELECT coalesce(c.code, r.code), e.erased_at, e.basis, e.record FROM facts.records r
  LEFT JOIN facts.records c ON c.record = r.case_id
  JOIN facts.erasures e ON e.record IN (r.record, r.case_id) AND e.erased_at IS NOT NULL
 WHERE r.record = %s
"""


class Deciding(Identified):
    """A transaction that knows who asks, and decides on the record."""

    def _start(self) -> None:
        super()._start()
        self._role: Role | None = None
        self._records: dict[UUID, HeldRecord | None] = {}
        self._remembered: Sequence[Any] | None = None
        self._looked_for_repeat = False
        self._record_asked: UUID | None = None
        self._command_asked = False
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
        how = self._how_locked(wish)
        if how is not None:
            values = {"record_lock": RECORD_LOCK, "record": record}
            self.connection.execute(LOCK_RECORD[how], values, prepare=True)

    @staticmethod
    def _how_locked(wish: Wish) -> str | None:
        if wish.ACTION is Action.RECORD_EMERGENCY:
            return None
        return ALONE if isinstance(wish, Command) and wish.ACTION in WITHDRAWING else SHARED

    def close_record(self, record: UUID) -> None:
        """Wait for what is decided on a record now; what is asked next is decided after this commit."""
        values = {"record_lock": RECORD_LOCK, "record": record}
        self.connection.execute(LOCK_RECORD[ALONE], values, prepare=True)

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

    def _record(self, record: UUID) -> HeldRecord | None:
        if record not in self._records:
            self._records[record] = held_record(self._ask_record(record).fetchone())
        return self._records[record]

    def _ask_record(self, record: UUID) -> psycopg.Cursor[Any]:
        values = {"digest": token_hash(self.caller.token or ""), "record": record}
        return self.connection.execute(ASK_RECORD[self._table], values, prepare=True)

    def _ask_command(self) -> psycopg.Cursor[Any]:
        values = {"digest": token_hash(self.caller.token or ""), "key": self.idempotency_key}
        return self.connection.execute(ASK_COMMAND[self._table], values, prepare=True)

    def _alongside(self) -> Alongside:
        """Look the wish's record and its repeat up together with the reader, the record under its lock."""
        wish = self._asking
        if wish is None:
            return Alongside()
        self._record_asked = record = wish.record()
        self._command_asked = isinstance(wish, Command) and self.idempotency_key is not None
        how = self._how_locked(wish) if record is not None else None
        return alongside(record, how, self.idempotency_key if self._command_asked else None)

    def _take_alongside(self, row: Sequence[Any]) -> None:
        if self._record_asked is not None:
            self._records[self._record_asked] = held_record(row)
            row = row[RECORD_WIDTH:]
        if self._command_asked:
            self._remembered, self._looked_for_repeat = row, True

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
        if row is None or row[0] is None:
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
