"""Tokens of programs: named, within scopes, until a day; shown once, ended by their owner or an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.work import Command, Question, Work
from domain.account import Account, TokenEnd, TokenScope
from domain.kernel import Named

log = structlog.get_logger()

TOKEN_PREFIX = "lct_"  # noqa: S105 # not a secret: it tells a token from a session
"""How every token begins, so that a scanner finds one that was left lying about."""

SCOPES: Mapping[TokenScope, frozenset[Action]] = {
    TokenScope.READ_LOG: frozenset({Action.SEE_LOG, Action.SEE_TODAY, Action.PRINT_LOG}),
    TokenScope.READ_FIGURES: frozenset({Action.SEE_ARTICLE_92}),
    TokenScope.READ_CASES: frozenset(
        {Action.OPEN_CASE, Action.PRINT_CASE, Action.OPEN_CONSULTATION}
        | {Action.SEE_REFERRALS, Action.OPEN_REFERRAL}
    ),
    TokenScope.TAKE_IN: frozenset({Action.TAKE_IN, Action.START_CONSULTATION}),
    TokenScope.LOG_WORK: frozenset(
        {Action.LOG_CONSULTATION, Action.ADD_TO_CASE, Action.FORWARD, Action.ASK_CHAPTER, Action.ATTACH_FILE}
    ),
    TokenScope.READ_HISTORY: frozenset({Action.SEE_HISTORY}),
}
"""What each scope opens; accounts, units, one's own secrets, triage, closing and approving are in none."""


def within_scopes(action: Action, scopes: frozenset[TokenScope]) -> bool:
    """Return whether a token with these scopes may ask for this at all; an emergency is recorded by any."""
    return action is Action.RECORD_EMERGENCY or any(action in SCOPES[scope] for scope in scopes)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token in a list; the token itself is nowhere."""

    token: UUID
    account: UUID
    name: str
    why: str
    scopes: tuple[TokenScope, ...]
    granted_at: datetime
    last_day: date
    last_used: datetime | None


class Tokens(Protocol):
    """Hashes of tokens, and the lists of those that are live."""

    def add(
        self, token: UUID, account: UUID, value: str, scopes: tuple[TokenScope, ...], until: date
    ) -> None:
        """Keep the hash of a new token, with the commit."""

    def end(self, token: UUID) -> None:
        """Forget a token, with the commit; waits for works that are running under its account."""

    def of(self, account: UUID) -> list[TokenRow]:
        """Return the live tokens of an account, oldest first."""

    def all(self) -> list[TokenRow]:
        """Return every live token, oldest first."""


class GrantToken(Command):
    """Let a program act for oneself."""

    ACTION: ClassVar[Action] = Action.OWN_SECRETS
    name: Named
    why: Named
    scopes: tuple[TokenScope, ...] = ()
    last_day: date


class RevokeToken(Command):
    """End one's own token; needs no fresh proof, because it only takes away."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT
    token: UUID
    because: TokenEnd = TokenEnd.NOT_NEEDED


class RevokeTokenOf(Command):
    """End another account's token."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    account: UUID
    token: UUID
    because: TokenEnd = TokenEnd.SUSPECTED_MISUSE


class SeeOwnTokens(Question):
    """See one's own tokens."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT


class SeeTokens(Question):
    """See everyone's tokens."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS


def grant_token(cmd: GrantToken, value: str, work: Work) -> UUID:
    """Grant a token and return its id; `value` is shown to its owner once and kept as a hash."""
    work.allow(cmd)
    account = work.read(Account, work.reader.account)
    token = work.new_id()
    granted = account.grant_token(token, cmd.name, cmd.why, cmd.scopes, cmd.last_day, work.act)
    work.append(account, granted)
    work.view(Tokens).add(token, account.id, value, granted.scopes, granted.last_day)  # type: ignore[type-abstract]
    log.info("token_granted", account_id=str(account.id))
    return token


def revoke_token(cmd: RevokeToken | RevokeTokenOf, work: Work) -> None:
    """End a token; nothing is read with it once this is committed."""
    work.allow(cmd)
    owner = cmd.account if isinstance(cmd, RevokeTokenOf) else work.reader.account
    account = work.read(Account, owner)
    work.append(account, account.revoke_token(cmd.token, cmd.because, work.act))
    work.view(Tokens).end(cmd.token)  # type: ignore[type-abstract]
    log.info("token_revoked", account_id=str(owner))


def end_tokens(account: Account, work: Work) -> None:
    """End every token of an account whose owner may have changed or who leaves."""
    for fact in account.revoke_all_tokens(work.act):
        work.append(account, fact)
        work.view(Tokens).end(fact.token)  # type: ignore[type-abstract]
