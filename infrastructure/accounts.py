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
from infrastructure import attempts
from infrastructure.published import is_published
from infrastructure.remembered import Remembered
from infrastructure.work import ACCOUNT_LOCK, PgWork, token_hash

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
"""Argon2id, 64 MiB, three passes (above the OWASP floor of 19 MiB and two passes)."""
IN_USE = (
    "state = 'active' AND roles && %s"
    " AND coalesce(valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, true)"
)
"""Accounts that can act today in one of some roles."""
HASHES_AT_ONCE = 4
"""At most four hashes at once, 256 MiB (DESIGN, section 8); web processes share them out."""
_at_once = threading.Semaphore(HASHES_AT_ONCE)


def share_hashes(processes: int) -> None:
    """Let this process make its share of the four hashes at once, one at least."""
    global _at_once
    _at_once = threading.Semaphore(max(1, HASHES_AT_ONCE // processes))


@lru_cache(maxsize=1)
def _decoy() -> str:
    return HASHER.hash("no account has this password")


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password, composed first so that NFC and NFD are the same password."""
    with _at_once:
        return HASHER.hash(unicodedata.normalize("NFC", password))


def verified(stored: str, password: str) -> bool:
    """Return whether the password fits the hash."""
    with _at_once:
        try:
            return HASHER.verify(stored, unicodedata.normalize("NFC", password))
        except (VerificationError, InvalidHashError):
            return False


_CREDENTIAL = "SELECT account, password_hash FROM auth.credentials WHERE sign_in = %s"
_HOLD = "SELECT pg_advisory_xact_lock_shared(%s::integer, hashtext(%s::text))"
_STILL = """
SELECT 1 FROM auth.credentials c JOIN facts.accounts a USING (account)
 WHERE c.account = %s AND c.password_hash = %s AND a.state = 'active'
"""
"""Asked after the hash, under the account's lock: a password that was reset meanwhile opens nothing."""


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
            "UPDATE auth.credentials SET password_hash = %s, must_change = %s WHERE account = %s",
            (hashed(password), one_time, account),
        )
        self._work.also(
            "DELETE FROM auth.sessions WHERE account = %s AND token_hash <> %s",
            (account, token_hash(self._work.caller.token or "")),
        )

    def check(self, sign_in: str, password: str) -> UUID | None:
        """Return the account, or None, after the same questions and one hash, whatever is wrong."""
        name, house = self._name(sign_in), self._work.house
        with house.pool.connection() as connection:
            row = connection.execute(_CREDENTIAL, (name,)).fetchone()
        account, stored = row or (None, _decoy())
        attempt = attempts.begin(house, name, attempts.network_of(self._work), account)
        fits = verified(stored, password)
        with self._work.connection.pipeline():
            self._work.connection.execute(_HOLD, (ACCOUNT_LOCK, str(account or "")))
            still = self._work.connection.execute(_STILL, (account, stored)).fetchone()
        if account is None or not fits or still is None:
            refused = "unknown-name" if account is None else "not-now" if fits else "password"
            self._work.note_access("authn.sign-in", refused=refused, account=account)
            return None
        attempts.succeeded(self._work, attempt)
        self._renew_hash(account, stored, password)
        return UUID(str(account))

    def _renew_hash(self, account: UUID, stored: str, password: str) -> None:
        """Hash a right password again when the house hashes harder today."""
        if HASHER.check_needs_rehash(stored):
            renewed = "UPDATE auth.credentials SET password_hash = %s WHERE account = %s"
            self._work.also(renewed, (hashed(password), account))

    def is_published(self, password: str) -> bool:
        """Return whether it stands in a public list of the commonest passwords."""
        return is_published(password)

    def check_own(self, account: UUID, password: str) -> bool:
        """Return whether this is the account's password; failures slow the next try."""
        query = "SELECT sign_in, password_hash FROM auth.credentials WHERE account = %s"
        row = self._work.connection.execute(query, (account,)).fetchone()
        if row is None:
            return False
        attempt = attempts.begin(self._work.house, row[0], attempts.network_of(self._work), account)
        if not verified(row[1], password):
            self._work.note_access("authn.proof", refused="password", account=account)
            return False
        attempts.succeeded(self._work, attempt)
        return True

    def open_session(self, account: UUID, token: str) -> bool:
        """Open a session under a token, ending the one that asks; it waits for the second proof where there is one."""
        query = "SELECT 1 FROM auth.factors WHERE account = %s AND confirmed"
        waits = self._work.connection.execute(query, (account,)).fetchone() is not None
        self._work.note_access("authn.sign-in", basis="password", account=account)
        if not waits:
            attempts.remember_network(self._work, account)
        self._work.also(
            "DELETE FROM auth.sessions WHERE ends_at < auth.now() OR token_hash = %s",
            (token_hash(self._work.caller.token or ""),),
        )
        self._work.also(
            "INSERT INTO auth.sessions (token_hash, account, ends_at, stage, proved_at, device)"
            " VALUES (%s, %s, auth.now() + make_interval(hours => %s), %s, auth.now(), %s)",
            (
                token_hash(token),
                account,
                self._work.house.session_hours,
                "factor" if waits else "full",
                self._work.caller.device,
            ),
        )
        return waits

    def end_session(self) -> None:
        """End the session that is asking, locked or not."""
        ended = "DELETE FROM auth.sessions WHERE token_hash = %s RETURNING account"
        row = self._work.connection.execute(ended, (token_hash(self._work.caller.token or ""),)).fetchone()
        if row is not None:
            self._work.note_access("authn.sign-out", account=row[0])

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
            "SELECT a.account, a.roles, a.unit, u.name, a.state <> 'active',"
            " EXISTS (SELECT 1 FROM auth.factors f WHERE f.account = a.account AND f.confirmed)"
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
                has_factor=has_factor,
            )
            for account, roles, unit, unit_name, closed, has_factor in rows
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
