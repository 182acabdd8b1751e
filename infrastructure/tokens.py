"""Tokens of programs: hashes in their table; names and reasons come from the log."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from application.tokens import TokenRow
from domain.account import TokenGranted, TokenScope
from domain.kernel import Erased
from infrastructure.work import ACCOUNT_LOCK, PgWork, token_hash


class PgTokens:
    """Keeps `application.tokens.Tokens` inside one work."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def add(
        self, token: UUID, account: UUID, value: str, scopes: tuple[TokenScope, ...], until: date
    ) -> None:
        """Keep the hash of a new token; it lasts to the end of its last day in Viet Nam."""
        self._work.also(
            "INSERT INTO auth.tokens (id, token_hash, account, scopes, ends_at)"
            " VALUES (%s, %s, %s, %s, %s::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')",
            (token, token_hash(value), account, [scope.value for scope in scopes], until + timedelta(days=1)),
        )

    def end(self, token: UUID) -> None:
        """Forget a token; waits for works that are running under its account."""
        self._work.connection.execute(
            "SELECT pg_advisory_xact_lock(%s::integer, hashtext(account::text)) FROM auth.tokens WHERE id = %s",
            (ACCOUNT_LOCK, token),
        )
        self._work.also("DELETE FROM auth.tokens WHERE id = %s", (token,))

    def of(self, account: UUID) -> list[TokenRow]:
        """Return the live tokens of an account, oldest first."""
        return self._rows("account = %s", account)

    def all(self) -> list[TokenRow]:
        """Return every live token, oldest first."""
        return self._rows("%s::uuid IS NULL", None)

    def _rows(self, which: str, value: UUID | None) -> list[TokenRow]:
        rows = self._work.connection.execute(
            f"SELECT id, account, seen_at FROM auth.tokens WHERE {which} AND ends_at > auth.now()",  # noqa: S608 # ours
            (value,),
        ).fetchall()
        last_used = {token: seen for token, _, seen in rows}
        facts = (fact for account in {row[1] for row in rows} for fact in self._work.history(account))
        granted = [
            TokenRow(
                token=one.fact.token,
                account=one.stream,
                name=_told(one.fact.name),
                why=_told(one.fact.why),
                scopes=one.fact.scopes,
                granted_at=one.fact.occurred_at,
                last_day=one.fact.last_day,
                last_used=last_used[one.fact.token],
            )
            for one in facts
            if isinstance(one.fact, TokenGranted) and one.fact.token in last_used
        ]
        return sorted(granted, key=lambda row: (row.granted_at, row.token))


def _told(text: str | Erased) -> str:
    return "—" if isinstance(text, Erased) else text
