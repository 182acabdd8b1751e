"""Who is signed in, and whether they may: identity, locks, facts, decision, and the answer to a repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
from domain.kernel import Act, Actor, Unknown
from infrastructure import trail
from infrastructure.work.identity import Identified
from infrastructure.work.transaction import token_hash

_BEFORE_NEW_PASSWORD = frozenset({Action.OWN_ACCOUNT, Action.RECORD_EMERGENCY})


@dataclass(frozen=True, slots=True)
class _Record:
    record_no: int
    unit: UUID
    sensitivity: Sensitivity
    assignment: Assignment


_RECORD = """
SELECT r.record_no, r.unit, r.sensitivity,
       (SELECT min(x.relation) FROM facts.assignments x
         WHERE x.record = r.record AND x.account = %s AND x.active)
  FROM facts.records r WHERE r.record = %s
"""
_COMMAND = "SELECT content, status, location, position FROM app.commands WHERE account = %s AND key = %s"


class Deciding(Identified):
    """A transaction that knows who asks, and decides on the record."""

    def _start(self) -> None:
        super()._start()
        self._role: Role | None = None
        self._records: dict[UUID, _Record | None] = {}
        self._entries: list[trail.Entry] = []
        self._denied: trail.Entry | None = None
        self._command: Command | None = None

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
        self._gate_is_open = wish.WHILE_LOCKED or wish.ACTION is Action.RECORD_EMERGENCY
        reader = self.reader
        self._own_house_in_order(wish.ACTION)
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
            raise self._refusal(decision)
        self._role = role
        if wish.ACTION is not Action.RECORD_EMERGENCY:
            self._entries.append(entry)

    def _own_house_in_order(self, action: Action) -> None:
        """Refuse whatever waits for a new password, or for a second factor where everyone needs one."""
        session = self._session
        if session is None or session.token is not None or action in _BEFORE_NEW_PASSWORD:
            return
        if session.must_change:
            raise PasswordMustChange
        if self.house.second_factor == "everyone" and session.factor is None and self._needs_factor():
            raise FactorMissing

    def _refusal(self, denied: Deny) -> Exception:
        """Return what the person is told: only a missing proof and a token's limits differ from "not there"."""
        if denied.reason == STEP_UP:
            factor = self._session.factor if self._session else None
            return FactorMissing() if self.step_up is StepUp.NONE else StepUpRequired(factor)
        return OutsideToken() if denied.reason == "token-scope" else Unknown()

    def _decision(self, action: Action, record: UUID | None) -> tuple[Role | None, access.Decision]:
        session, reader = self._session, self.reader
        if session and session.token and not within_scopes(action, session.scopes):
            return None, Deny("token-scope")
        held = self._record(record) if record is not None else None
        if record is not None and held is None:
            return None, Deny("absent")
        denied = Deny("role")
        step_up = self.step_up
        for role in reader.roles:
            decision = access.decide(
                access.Facts(
                    role=role,
                    action=action,
                    account=session.state if session else AccountState.CLOSED,
                    scope=self._scope_of(held, role),
                    assignment=held.assignment if held else Assignment.NONE,
                    sensitivity=held.sensitivity if held else Sensitivity.ORDINARY,
                    step_up=step_up,
                )
            )
            if isinstance(decision, Permit):
                return role, decision
            denied = denied if denied.reason == STEP_UP else decision
        return (reader.roles[0] if reader.roles else None), denied

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
                _Record(row[0], row[1], Sensitivity(row[2]), Assignment(row[3] or "none")) if row else None
            )
        return self._records[record]

    def may(self, action: Action, record: UUID | None = None) -> bool:
        """Return whether this person could do it, perhaps after a fresh proof."""
        if action is Action.RECORD_EMERGENCY:
            return bool(self._known())
        decision = self._decision(action, record)[1]
        return isinstance(decision, Permit) or decision.reason == STEP_UP

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
