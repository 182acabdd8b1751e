"""Files of old logs between their check and the import: AES-256-GCM in a table that is not logged.

The key is HMAC-SHA256, under a key of the key store, of the session's id and of a mark of 256 random bits. The mark is
in the form that whoever sent the file was shown and nowhere else: database, key store and backups open nothing.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from application.log_import.promises import HeldFileGone
from application.work import NotSignedIn, TryAgain
from infrastructure.work import PgWork, token_hash

HELD_FOR = "1 hour"
"""How long a file waits for the decision to enter it. Source: quy ước nội bộ."""
MOST_HELD = 256 * 1024 * 1024
"""Bytes of all files that wait; more are told to come again. Source: quy ước nội bộ."""
_MARK_BYTES = 32
_NONCE_BYTES = 12
_SESSION = "SELECT id FROM auth.sessions WHERE token_hash = %s AND stage = 'full' AND ends_at > auth.now()"
_OLD = "DELETE FROM app.held_files WHERE session = %s OR held_at < clock_timestamp() - %s::interval"
_ROOM = "SELECT coalesce(sum(octet_length(sealed)), 0) FROM app.held_files"
_HELD = "SELECT sealed FROM app.held_files WHERE session = %s AND held_at >= clock_timestamp() - %s::interval"


class PgHeldFiles:
    """Keeps `application.log_import.promises.HeldFiles`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def hold(self, content: bytes) -> str:
        """Hold a file for the session; what waited for too long goes."""
        session, run = self._session(), self._work.connection.execute
        run(_OLD, (session, HELD_FOR))
        row = run(_ROOM).fetchone()
        if row is None or row[0] + len(content) > MOST_HELD:
            raise TryAgain
        mark, nonce = os.urandom(_MARK_BYTES), os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher(session, mark).encrypt(nonce, content, session.bytes)
        run("INSERT INTO app.held_files (session, sealed) VALUES (%s, %b)", (session, sealed))
        return urlsafe_b64encode(mark).decode()

    def of(self, mark: str) -> bytes:
        """Return the file of a mark."""
        session = self._session()
        row = self._work.connection.execute(_HELD, (session, HELD_FOR), binary=True).fetchone()
        try:
            given = urlsafe_b64decode(mark)
            if row is None or len(given) != _MARK_BYTES:
                raise HeldFileGone
            sealed = bytes(row[0])
            cipher = self._cipher(session, given)
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], session.bytes)
        except (Error, ValueError, InvalidTag):
            raise HeldFileGone from None

    def let_go(self) -> None:
        """Hold the session's file no longer."""
        self._work.also("DELETE FROM app.held_files WHERE session = %s", (self._session(),))

    def _session(self) -> UUID:
        asked = (token_hash(self._work.caller.token or ""),)
        row = self._work.connection.execute(_SESSION, asked).fetchone()
        if row is None:
            raise NotSignedIn
        return UUID(str(row[0]))

    def _cipher(self, session: UUID, mark: bytes) -> AESGCM:
        return AESGCM(self._work.house.keys.keyed_hash("held-file", session.bytes + mark))
