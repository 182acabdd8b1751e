"""What a program's token opens: each scope against each route of the API (decision 0020).

Written from what each scope is called where it is given out. Whatever stands in no scope is in none: what changes a
value, triage, closing, the desks, accounts, oneself. An emergency is recorded with any token.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from uuid import uuid4

from application.tokens import TOKEN_PREFIX
from domain.account import TokenScope
from infrastructure.work import token_hash
from tests.access.matrix.association import Seeded
from tests.access.matrix.columns import ROWS
from tests.access.matrix.running import Cell
from tests.access.matrix.table import WAYS, Written
from tests.access.matrix.ways import Way

OPENS: dict[TokenScope, frozenset[str]] = {
    TokenScope.READ_LOG: frozenset(
        {"GET /today", "GET /week", "GET /follow-up-log", "POST /follow-up-log/search"}
        | {"GET /follow-up-log/documents/trang-in.{kind}", "GET /follow-up-log/past"},
    ),
    TokenScope.READ_FIGURES: frozenset(
        {"GET /article-92", "GET /programmes/{year}", "GET /figure-periods", "GET /figure-periods/{period}"}
        | {"GET /article-92/cuts", "GET /referral-board/quarter"}
        | {"GET /releases", "GET /releases/{release}"}
    ),
    TokenScope.READ_CASES: frozenset(
        {"GET /cases/{case_id}", "GET /cases/{case_id}/consents", "GET /consultations"}
        | {"GET /cases/{case_id}/two-lines", "GET /cases/{case_id}/past", "GET /cases/{case_id}/cells"}
        | {"GET /cases/{case_id}/files", "GET /consultations/{matter_id}/files"}
        | {"GET /cases/{case_id}/documents/cong-van.{kind}", "GET /cases/{case_id}/documents/mau-01.{kind}"}
        | {"GET /consultations/{matter_id}", "GET /referrals", "GET /referrals/{referral_id}"}
    ),
    TokenScope.TAKE_IN: frozenset({"POST /cases", "POST /consultations"}),
    TokenScope.LOG_WORK: frozenset(
        {"POST /cases/{case_id}/notes", "POST /cases/{case_id}/forwardings", "POST /cases/{case_id}/known"}
        | {"POST /cases/{case_id}/authority-reports", "POST /cases/{case_id}/cooperation-requests"}
        | {"POST /cases/{case_id}/cooperation-requests/{asked}/answer", "POST /cases/{case_id}/case-meetings"}
        | {"POST /cases/{case_id}/attendances", "POST /cases/{case_id}/plan-tasks"}
        | {f"POST /cases/{{case_id}}/plan-tasks/{{asked}}/{said}" for said in ("answer", "result")}
        | {"POST /cases/{case_id}/answers", "POST /cases/{case_id}/next-step"}
        | {"DELETE /cases/{case_id}/next-step", "POST /referrals"}
        | {"POST /cases/{case_id}/files", "POST /consultations/{matter_id}/files"}
        | {"POST /consultations/{matter_id}/sessions", "DELETE /consultations/{matter_id}/steps/{step}"}
    ),
    TokenScope.READ_HISTORY: frozenset(
        {"GET /histories", "GET /histories/{case_id}", "GET /histories/{case_id}/past"}
        | {"GET /past-log", "GET /histories/{case_id}/cells", "GET /histories/{case_id}/events/{position}"}
    ),
}
WITH_ANY = frozenset({"POST /emergencies", "DELETE /sessions/current"})
"""An emergency is recorded with any; signing out of nothing is answered and ends nothing."""
WRITES_WHAT_IS_SEEN = frozenset(
    {"POST /referrals/{referral_id}/withdrawal", "POST /referrals/{referral_id}/reading"}
    | {"POST /referrals/{referral_id}/questions/{asked}/answer"}
)
"""They need the right to see the request and the right to write: one scope alone opens neither."""


def routes() -> list[Way]:
    """The routes of the API that know who asks."""
    return [way for way in WAYS.values() if not way.is_page and way.kind != "open"]


def cells(made: Seeded, written: Written) -> list[Cell]:
    """Each route with each scope, asked for somebody who may themselves, about a record that they may have."""
    return list(_cells(_Tokens(made), written))


def _cells(tokens: _Tokens, written: Written) -> Iterator[Cell]:
    for way in routes():
        role, column = somebody(way, written)
        name = f"{way.method} {way.path.removeprefix('/api/v1')}"
        who = tokens.made.asker(way.kind, role)
        for scope in TokenScope:
            opens = name in OPENS[scope] | WITH_ANY
            yield Cell(
                way, role, column, str(way.ok) if opens else "403", f"{who}+{scope}", tokens.of(who, (scope,))
            )
        if name in WRITES_WHAT_IS_SEEN:
            both = tokens.of(who, (TokenScope.READ_CASES, TokenScope.LOG_WORK))
            yield Cell(way, role, column, str(way.ok), f"{who}+both", both)


def somebody(way: Way, written: Written) -> tuple[str, str]:
    """The first role and column that get a yes."""
    found = {(role, column): code for (route, role, column), code in written.items() if route == way.name}
    columns = list(dict.fromkeys(column for _, column in found))
    return next((role, column) for column in columns for role in ROWS if found[role, column] == str(way.ok))


class _Tokens:
    def __init__(self, made: Seeded) -> None:
        self.made = made
        self._known: dict[tuple[str, tuple[TokenScope, ...]], str] = {}

    def of(self, who: str, scopes: tuple[TokenScope, ...]) -> str:
        """Return the token of a program, granted once."""
        if (who, scopes) not in self._known:
            token = self._known[who, scopes] = TOKEN_PREFIX + secrets.token_urlsafe(32)
            self.made.owner.execute(
                "INSERT INTO auth.tokens (id, token_hash, account, scopes, ends_at)"
                " VALUES (%s, %s, %s, %s, now() + interval '1 day')",
                (uuid4(), token_hash(token), self.made.world.accounts[who], [one.value for one in scopes]),
            )
        return self._known[who, scopes]
