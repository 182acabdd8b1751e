"""Who is signed in: the session or token, how far it was proved, and what waits before a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from application import access
from application.access import AccountState, StepUp
from application.tokens import TOKEN_PREFIX
from application.work import FactorOutstanding, NotSignedIn, ProofAsked, Reader, ScreenLocked
from domain.account import FactorKind, Role, TokenScope
from infrastructure.durable import in_one_go
from infrastructure.names import names_of
from infrastructure.work.asking import Alongside
from infrastructure.work.transaction import OUT_OF_ORDER, Transaction, token_hash

EPOCH_LOCK = 7205413
"""Taken shared by every work, exclusively when a unit moves or ends, which changes the scope of many accounts."""
ACCOUNT_LOCK = 7205414
"""First half of the lock of one account; taken exclusively when its rights are withdrawn."""
TOUCH_SECONDS = 60
"""A session's last use is written at most this often."""
FRESH_MINUTES = 10
"""How long a proof of who is asking stays fresh. Source: quy ước nội bộ; OWASP ASVS 5.0, 7.5.3."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is known of the session, or of the token of a program."""

    account: UUID
    state: AccountState
    must_change: bool
    stale_touch: bool
    position: int | None
    waits_for_factor: bool = False
    is_idle: bool = False
    factor: FactorKind | None = None
    is_fresh: bool = False
    is_fictional: bool = False
    token: UUID | None = None
    scopes: frozenset[TokenScope] = frozenset()

    @property
    def is_gated(self) -> bool:
        """Whether nothing may be seen before a proof."""
        return self.waits_for_factor or self.is_idle


_LOCKS = """
SELECT pg_advisory_xact_lock_shared(%(epoch_lock)s::bigint),
       pg_advisory_xact_lock_shared(%(account_lock)s::integer, hashtext(s.account::text)){locks}
  FROM (SELECT %(digest)s::bytea AS token_hash) q LEFT JOIN auth.{table} s USING (token_hash) {lock_joins}
"""
_SESSION = """
SELECT s.account, a.state,
       a.valid_until < (t.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
       a.roles, a.unit, coalesce(p.must_change, false),
       coalesce(s.seen_at < t.at - make_interval(secs => %(touch)s), true), s.position,
       (WITH RECURSIVE below AS (
            SELECT a.unit AS unit
            UNION SELECT u.unit FROM facts.units u JOIN below b ON u.parent = b.unit OR u.successor = b.unit)
        SELECT array_agg(unit) FROM below),
       (WITH RECURSIVE own AS (
            SELECT a.unit AS unit
            UNION SELECT u.unit FROM facts.units u JOIN own o ON u.successor = o.unit)
        SELECT array_agg(unit) FROM own),
       (SELECT array_agg(DISTINCT h.record) FROM facts.kept_from k
          JOIN facts.records h ON k.record IN (h.record, h.case_id) WHERE k.account = a.account),
       (SELECT position FROM facts.keys_destroyed),
       EXISTS (SELECT FROM facts.decoys WHERE stage = 'marked'), {proof}{columns}
  FROM auth.{table} s JOIN facts.accounts a ON a.account = s.account
  LEFT JOIN auth.credentials p ON p.account = s.account
 CROSS JOIN LATERAL (SELECT auth.now() AS at) t {joins}
 WHERE s.token_hash = %(digest)s AND s.ends_at > t.at{opened}
"""
_OF_SESSION = """
       s.stage = 'factor', s.seen_at < t.at - make_interval(mins => %(idle)s) OR s.seen_at > t.at + interval '1 minute',
       (SELECT f.kind FROM auth.factors f WHERE f.account = s.account AND f.confirmed),
       coalesce(s.proved_at > t.at - make_interval(mins => %(fresh)s), false),
       EXISTS (SELECT 1 FROM es.events e WHERE e.position = 1 AND e.topic = 'installation.marked-fictional.1'),
       NULL::uuid, NULL::text[]
"""
_OF_PROGRAM = "false, false, NULL::text, false, false, s.id, s.scopes"
_PROOF = {"sessions": _OF_SESSION, "tokens": _OF_PROGRAM}
_NOT_TO_COME = {"sessions": " AND s.opened_at <= t.at + interval '1 day'", "tokens": ""}
"""A session from what a wrong clock showed is none once the clock is right again, if it escaped being set right."""
_OF_READER = 20
"""How many columns tell of the reader; what was asked alongside follows."""


@lru_cache(maxsize=64)
def _statements(table: str, locks: str, lock_joins: str, columns: str, joins: str) -> tuple[str, str]:
    """Return what takes the locks, and what is asked when they are held: in one statement it would be older."""
    return (
        _LOCKS.format(table=table, locks=locks, lock_joins=lock_joins),
        _SESSION.format(
            table=table, proof=_PROOF[table], opened=_NOT_TO_COME[table], columns=columns, joins=joins
        ),
    )


class Identified(Transaction):
    """A transaction that knows who asks."""

    def _start(self) -> None:
        super()._start()
        self._session: Session | None = None
        self._identified = False
        self._reader: Reader | None = None
        self._gate_is_open = False
        self._has_decoys = True

    @property
    def reader(self) -> Reader:
        """Who is signed in, and has proved it as far as needed."""
        reader = self._known()
        if self._session and self._session.is_gated and not self._gate_is_open:
            kind = FactorOutstanding if self._session.waits_for_factor else ScreenLocked
            raise kind(self._session.factor)
        return reader

    def _known(self) -> Reader:
        try:
            self._identify()
        except OUT_OF_ORDER as failure:
            self.rollback()
            raise self._try_again(failure) from None
        if self._reader is None:
            raise NotSignedIn
        return self._reader

    @property
    def reader_or_none(self) -> Reader | None:
        """Who is signed in, or None; whoever is half signed in, or behind a locked screen, is asked for the proof."""
        try:
            return self.reader
        except ProofAsked:
            raise
        except NotSignedIn:
            return None

    def _alongside(self) -> Alongside:
        """Return what more is locked and asked."""
        return Alongside()

    def _take_alongside(self, row: Sequence[Any]) -> None:
        """Take what was asked alongside."""

    def _identify(self) -> None:
        """Find out who asks, under the locks that keep rights as they are; once in a transaction."""
        if self._identified or self.caller.token is None:
            return
        self._identified = True
        more = self._alongside()
        locks, query = _statements(self._table, more.locks, more.lock_joins, more.columns, more.joins)
        values = {
            "digest": token_hash(self.caller.token),
            "epoch_lock": EPOCH_LOCK,
            "account_lock": ACCOUNT_LOCK,
            "touch": TOUCH_SECONDS,
            "idle": self.house.idle_minutes,
            "fresh": FRESH_MINUTES,
            **more.values,
        }
        with in_one_go(self.connection):
            self.connection.execute(locks, values, prepare=True)
            found = self.connection.execute(query, values, prepare=True)
        row = found.fetchone()
        if row is None:
            return
        (
            account,
            state,
            expired,
            roles,
            unit,
            must_change,
            stale_touch,
            position,
            units,
            own,
            hidden,
            destroyed,
            self._has_decoys,
            *proof,
        ) = row[:_OF_READER]
        self._take_alongside(row[_OF_READER:])
        if destroyed is not None and self.house.keys.forget(destroyed):
            names_of(self.house.keys).forget()
        waits, is_idle, factor, is_fresh, is_fictional, token, scopes = proof
        self._session = Session(
            account,
            AccountState.CLOSED if expired else AccountState(state),
            must_change,
            stale_touch,
            position,
            waits_for_factor=waits,
            is_idle=is_idle,
            factor=FactorKind(factor) if factor else None,
            is_fresh=is_fresh,
            is_fictional=is_fictional,
            token=token,
            scopes=frozenset(TokenScope(scope) for scope in scopes or ()),
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
    def is_locked(self) -> bool:
        """Whether only the lock of the screen stands between the person and their work."""
        return self._session is not None and self._session.is_idle and not self._session.waits_for_factor

    @property
    def _table(self) -> str:
        return "tokens" if (self.caller.token or "").startswith(TOKEN_PREFIX) else "sessions"

    @property
    def step_up(self) -> StepUp:
        """How fresh the proof is; NONE where the account lacks the factor that this kind of work needs."""
        session = self._session
        if session is None or session.token is not None:
            return StepUp.NONE
        if session.factor is None and self._needs_factor():
            return StepUp.NONE
        return StepUp.FRESH if session.is_fresh else StepUp.STALE

    def _needs_factor(self) -> bool:
        """Whether this house asks a second factor at all; a fictional one does not."""
        is_fictional = self._session is not None and self._session.is_fictional
        return self.house.second_factor != "nobody" and not is_fictional
