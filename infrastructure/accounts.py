"""Password hashes (Argon2id) and sessions in tables; names of accounts opened from their ciphertext."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from application.access import BY_ROLE, Action
from application.accounts import AccountRow
from domain.account import AccountOpened, Role
from domain.text import fold, name_key
from infrastructure.remembered import Remembered
from infrastructure.work import ACCOUNT_LOCK, PgWork, token_hash

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
"""Argon2id, 64 MiB, three passes (above the OWASP floor of 19 MiB and two passes)."""
_AT_ONCE = threading.Semaphore(4)
"""At most four hashes at once in a process: 256 MiB (DESIGN, section 8)."""
IN_USE = (
    "state = 'active' AND roles && %s"
    " AND coalesce(valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, true)"
)
"""Accounts that can act today in one of some roles."""
FREE_FAILURES = 5
"""Wrong passwords before the next try has to wait."""


@lru_cache(maxsize=1)
def _decoy() -> str:
    return HASHER.hash("no account has this password")


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password, composed first so that NFC and NFD are the same password."""
    with _AT_ONCE:
        return HASHER.hash(unicodedata.normalize("NFC", password))


def verified(stored: str, password: str) -> bool:
    """Return whether the password fits the hash."""
    with _AT_ONCE:
        try:
            return HASHER.verify(stored, unicodedata.normalize("NFC", password))
        except (VerificationError, InvalidHashError):
            return False


class PgSecrets:
    """Keeps `application.accounts.Secrets` inside one work."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def _name(self, sign_in: str) -> bytes:
        return self._work.house.keys.keyed_hash("sign-in", fold(sign_in))

    def is_taken(self, sign_in: str) -> bool:
        """Return whether another account signs in under this name."""
        query = "SELECT 1 FROM auth.credentials WHERE sign_in = %s"
        return self._work.connection.execute(query, (self._name(sign_in),)).fetchone() is not None

    def add(self, account: UUID, sign_in: str, password: str) -> None:
        """Keep a one-time password for a new account."""
        self._work.also(
            "INSERT INTO auth.credentials (account, sign_in, password_hash, must_change) VALUES (%s, %s, %s, true)",
            (account, self._name(sign_in), hashed(password)),
        )

    def set_password(self, account: UUID, password: str, *, one_time: bool) -> None:
        """Replace the password; every other session of the account ends."""
        self._work.also(
            "UPDATE auth.credentials SET password_hash = %s, must_change = %s, failures = 0, wait_until = NULL"
            " WHERE account = %s",
            (hashed(password), one_time, account),
        )
        self._work.also(
            "DELETE FROM auth.sessions WHERE account = %s AND token_hash <> %s",
            (account, token_hash(self._work.caller.token or "")),
        )

    def check(self, sign_in: str, password: str) -> UUID | None:
        """Return the account, or None, after the same amount of hashing."""
        row = self._work.connection.execute(
            "SELECT c.account, c.password_hash, a.state = 'active' AND coalesce(c.wait_until < clock_timestamp(), true)"
            " FROM auth.credentials c JOIN facts.accounts a USING (account) WHERE c.sign_in = %s",
            (self._name(sign_in),),
        ).fetchone()
        fits = verified(row[1] if row else _decoy(), password)
        if row is None:
            self._work.note_access("authn.sign-in", refused="unknown-name")
            return None
        if fits and row[2]:
            self._work.also(
                "UPDATE auth.credentials SET failures = 0, wait_until = NULL WHERE account = %s", (row[0],)
            )
            return UUID(str(row[0]))
        self._work.note_access("authn.sign-in", refused="password" if row[2] else "not-now", account=row[0])
        self._work.also(
            "UPDATE auth.credentials SET failures = failures + 1, wait_until = CASE WHEN failures >= %s"
            " THEN clock_timestamp() + make_interval(secs => least(300, 2 ^ least(failures - %s, 9))) END"
            " WHERE account = %s",
            (FREE_FAILURES, FREE_FAILURES, row[0]),
        )
        return None

    def check_own(self, account: UUID, password: str) -> bool:
        """Return whether this is the account's password."""
        query = "SELECT password_hash FROM auth.credentials WHERE account = %s"
        row = self._work.connection.execute(query, (account,)).fetchone()
        return row is not None and verified(row[0], password)

    def open_session(self, account: UUID, token: str) -> None:
        """Open a session under a token."""
        self._work.note_access("authn.sign-in", basis="password", account=account)
        self._work.also("DELETE FROM auth.sessions WHERE ends_at < clock_timestamp()", ())
        self._work.also(
            "INSERT INTO auth.sessions (token_hash, account, ends_at)"
            " VALUES (%s, %s, clock_timestamp() + make_interval(hours => %s))",
            (token_hash(token), account, self._work.house.session_hours),
        )

    def end_session(self) -> None:
        """End the session that is asking."""
        self._work.note_access("authn.sign-out", account=self._work.reader.account)
        self._work.also(
            "DELETE FROM auth.sessions WHERE token_hash = %s", (token_hash(self._work.caller.token or ""),)
        )

    def end_all(self, account: UUID) -> None:
        """End every session of an account; waits for works that decided under the old rights."""
        lock = "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))"
        self._work.connection.execute(lock, (ACCOUNT_LOCK, str(account)))
        self._work.also("DELETE FROM auth.sessions WHERE account = %s", (account,))


class PgAccountList:
    """Keeps `application.accounts.AccountList`: one stream an account, read from the ledger."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> list[AccountRow]:
        """Return every account, ordered by the person's name."""
        rows = self._work.connection.execute(
            "SELECT a.account, a.roles, a.unit, u.name, a.state <> 'active'"
            " FROM facts.accounts a JOIN facts.units u ON u.unit = a.unit"
        ).fetchall()
        opened = self._opened([row[0] for row in rows])
        listed = [
            AccountRow(
                account=account,
                name=opened[account][0],
                sign_in=opened[account][1],
                roles=tuple(Role(role) for role in roles),
                unit=unit,
                unit_name=unit_name,
                closed=closed,
            )
            for account, roles, unit, unit_name, closed in rows
        ]
        return sorted(listed, key=lambda row: name_key(row.name))

    def name_of(self, account: UUID) -> str:
        """Return the display name of an account, or an empty string."""
        return self._opened([account]).get(account, ("", ""))[0]

    def is_active(self, account: UUID) -> bool:
        """Return whether there is such an account and it is not closed."""
        query = "SELECT 1 FROM facts.accounts WHERE account = %s AND state = 'active'"
        return self._work.connection.execute(query, (account,)).fetchone() is not None

    def works_on_cases(self) -> dict[UUID, UUID]:
        """Return the accounts in use that may keep a case, with the unit of each."""
        roles = [role.value for role in BY_ROLE[Action.ADD_TO_CASE]]
        rows = self._work.connection.execute(
            f"SELECT account, unit FROM facts.accounts WHERE {IN_USE}",  # noqa: S608 - constants
            (roles,),
        )
        return dict(rows.fetchall())

    def _opened(self, accounts: list[UUID]) -> dict[UUID, tuple[str, str]]:
        names = _NAMES.known(accounts)
        missing = [account for account in accounts if account not in names]
        if missing:
            positions = self._work.connection.execute(
                "SELECT position FROM es.events WHERE stream_id = ANY(%s) AND version = 0", (missing,)
            ).fetchall()
            facts = self._work.at(position for (position,) in positions)
            opened = {one.stream: _named(one.fact) for one in facts if isinstance(one.fact, AccountOpened)}
            _NAMES.keep(opened)
            names |= opened
        return names


def _named(fact: AccountOpened) -> tuple[str, str]:
    return fact.person.name or "", fact.person.sign_in or ""


NAMES_SECONDS = 300.0
"""How long the name of a colleague stays in memory; one whose key is destroyed vanishes within this time."""
NAMES_HELD = 5_000
"""At most this many names of colleagues in memory (about 1 MB)."""
_NAMES: Remembered[UUID, tuple[str, str]] = Remembered(NAMES_SECONDS, NAMES_HELD)
