"""Sessions in their table: listed, ended, proved again, unlocked."""

from __future__ import annotations

from uuid import UUID

from application.sign_in import SessionRow
from infrastructure.attempts import remember_network
from infrastructure.work import ACCOUNT_LOCK, PgWork, token_hash


class PgSessions:
    """Keeps `application.sign_in.Sessions` inside one work."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    @property
    def _this(self) -> bytes:
        return token_hash(self._work.caller.token or "")

    def is_locked(self) -> bool:
        """Return whether the screen is locked and nothing else is missing."""
        return self._work.is_locked

    def mine(self) -> list[SessionRow]:
        """Return the open sessions of whoever asks, the latest first."""
        rows = self._work.connection.execute(
            "SELECT id, opened_at, seen_at, device, token_hash = %s FROM auth.sessions"
            " WHERE account = %s AND ends_at > auth.now() ORDER BY seen_at DESC, id",
            (self._this, self._work.reader.account),
        ).fetchall()
        return [SessionRow(*row) for row in rows]

    def end(self, session: UUID) -> None:
        """End one of the asker's sessions."""
        self._work.note_access("authn.session-ended", account=self._work.reader.account)
        self._work.also(
            "DELETE FROM auth.sessions WHERE id = %s AND account = %s", (session, self._work.reader.account)
        )

    def end_others(self) -> None:
        """End all of the asker's sessions but this one; waits for works that are running under them."""
        account = self._work.reader.account
        lock = "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))"
        self._work.connection.execute(lock, (ACCOUNT_LOCK, str(account)))
        self._work.note_access("authn.session-ended", account=account)
        self._work.also(
            "DELETE FROM auth.sessions WHERE account = %s AND token_hash <> %s", (account, self._this)
        )

    def proved(self, token: str, *, by_factor: bool) -> None:
        """Note a fresh proof; the session goes on under a new token."""
        account = self._work.reader.account
        self._work.note_access("authn.proof", basis="factor" if by_factor else "password", account=account)
        remember_network(self._work, account)
        self._work.also(
            "UPDATE auth.sessions SET token_hash = %s, stage = 'full', proved_at = auth.now(),"
            " seen_at = clock_timestamp() WHERE token_hash = %s",
            (token_hash(token), self._this),
        )

    def unlocked(self, token: str) -> None:
        """Unlock the screen; the session goes on under a new token. The second proof cannot be skipped like this."""
        self._work.note_access("authn.unlock", basis="password", account=self._work.reader.account)
        self._work.also(
            "UPDATE auth.sessions SET token_hash = %s, seen_at = clock_timestamp()"
            " WHERE token_hash = %s AND stage = 'full'",
            (token_hash(token), self._this),
        )

    def typing(self) -> None:
        """Note that the person is at work."""
        _ = self._work.reader  # a locked screen is not unlocked by typing
        self._work.also(
            "UPDATE auth.sessions SET seen_at = clock_timestamp() WHERE token_hash = %s", (self._this,)
        )

    def lock(self) -> None:
        """Lock the screen now."""
        self._work.note_access("authn.lock", account=self._work.reader.account)
        self._work.leave_untouched()
        self._work.also(
            "UPDATE auth.sessions SET seen_at = auth.now() - make_interval(mins => %s, secs => 1)"
            " WHERE token_hash = %s",
            (self._work.house.idle_minutes, self._this),
        )

    def draft_key(self) -> tuple[bytes, str]:
        """Return the key of the asker's drafts, made from a key of the key store, and an opaque mark of the account."""
        account, keys = self._work.reader.account, self._work.house.keys
        return keys.keyed_hash("drafts", account.bytes), keys.keyed_hash("draft-mark", account.bytes).hex()[
            :12
        ]
