"""Fact rows of accounts."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.account import AccountClosed, AccountOpened, AccountRolesSet
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _account_opened(fact: AccountOpened, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.accounts (account, state, roles, unit, valid_until) VALUES (%s, 'active', %s, %s, %s)",
        (recorded.stream, [role.value for role in fact.roles], fact.unit, fact.valid_until),
    )


@rows_of.register
def _account_roles_set(fact: AccountRolesSet, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.accounts SET roles = %s, unit = %s WHERE account = %s",
        ([role.value for role in fact.roles], fact.unit, recorded.stream),
    )


@rows_of.register
def _account_closed(fact: AccountClosed, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.accounts SET state = 'closed' WHERE account = %s", (recorded.stream,)
