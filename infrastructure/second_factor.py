"""Second factors: one adapter a kind behind one promise; secrets are sealed under the account's own key.

A kind joins by an adapter in `ADAPTERS` and a part of a page under `api/templates/factors`; no route knows kinds.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol
from unicodedata import decimal
from uuid import UUID

import pyotp
import segno

from application.sign_in import RECOVERY_CODES, Enrolment, Shown
from domain.account import FactorKind
from domain.kernel import FieldClass
from infrastructure import attempts
from infrastructure.attempts import network_of, succeeded
from infrastructure.crypto import Place, StreamKey, parts, seal
from infrastructure.work import PgWork

ISSUER = "Lá Chắn"
STEP_SECONDS = 30
"""Length of a step of the code. Source: RFC 6238, section 5.2."""
DRIFT_STEPS = 1
"""How far a telephone's clock may be off, either way. Source: RFC 6238, section 5.2 (at most one step)."""
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Letters and digits of recovery codes that are not taken for one another."""
_CODE_LENGTH = 12


class NoAccountKey(Exception):
    """The account's key is gone: it was erased, and takes no factor any more."""


@dataclass(frozen=True, slots=True)
class Held:
    """A factor as it is kept, with its secret opened."""

    secret: str
    last_counter: int


class Adapter(Protocol):
    """One kind of second factor."""

    def new_secret(self) -> str:
        """Return a secret for a new enrolment."""

    def shown(self, secret: str, label: str) -> Enrolment:
        """Return what the person needs, to set it up."""

    def counter(self, held: Held, answer: str, now: float) -> int | None:
        """Return the counter that the answer proves, larger than the last one accepted; None when it proves nothing."""


class Totp:
    """Six digits from a telephone. Source: RFC 6238, with the replay memory that section 5.2 asks for."""

    def new_secret(self) -> str:
        """Return 160 random bits, as RFC 4226 recommends."""
        return pyotp.random_base32(32)

    def shown(self, secret: str, label: str) -> Enrolment:
        """Return the secret as text in groups of four, and as a QR code."""
        uri = pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=ISSUER)
        picture = BytesIO()
        segno.make(uri, error="m").save(
            picture,
            kind="svg",
            scale=4,
            border=4,
            xmldecl=False,
            svgns=True,
            svgclass=None,
            lineclass=None,
            light="#fff",
            dark="#000",
            omitsize=True,
        )
        grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return Enrolment(FactorKind.TOTP, grouped, picture.getvalue().decode())

    def counter(self, held: Held, answer: str, now: float) -> int | None:
        """Return the step whose code was given, within the drift and never one that was used."""
        digits = "".join(str(decimal(letter)) for letter in answer if letter.isdecimal())
        totp, current, found = pyotp.TOTP(held.secret), int(now) // STEP_SECONDS, None
        for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
            if hmac.compare_digest(totp.generate_otp(step), digits) and step > held.last_counter:
                found = step
        return found


ADAPTERS: Mapping[FactorKind, Callable[[], Adapter]] = {FactorKind.TOTP: Totp}
"""Who keeps each kind."""


class PgSecondFactors:
    """Keeps `application.sign_in.SecondFactors` inside one work."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def enrolled(self, account: UUID) -> FactorKind | None:
        """Return the kind that is enrolled and confirmed."""
        query = "SELECT kind FROM auth.factors WHERE account = %s AND confirmed"
        row = self._work.connection.execute(query, (account,)).fetchone()
        return FactorKind(row[0]) if row else None

    def begin(self, account: UUID, kind: FactorKind) -> Enrolment:
        """Make a secret that counts once it is confirmed."""
        adapter = ADAPTERS[kind]()
        secret = adapter.new_secret()
        sealed = seal(
            {FieldClass.IDENTITY: {"secret": secret}}, _place(account, kind), lambda _: self._key(account)
        )
        self._work.also(
            "INSERT INTO auth.factors (account, kind, sealed) VALUES (%s, %s, %s) ON CONFLICT (account) DO UPDATE"
            " SET kind = excluded.kind, sealed = excluded.sealed, last_counter = 0 WHERE NOT auth.factors.confirmed",
            (account, kind.value, sealed),
        )
        return adapter.shown(secret, self._label(account))

    def begun(self, account: UUID) -> Enrolment | None:
        """Return the enrolment that waits to be confirmed."""
        found = self._held(account, confirmed=False)
        return ADAPTERS[found[0]]().shown(found[1].secret, self._label(account)) if found else None

    def confirm(self, account: UUID, answer: str) -> bool:
        """Return whether the answer proves that the person holds the new factor."""
        attempt = self._attempt(account)
        if not self._use(account, answer, confirmed=False):
            return False
        succeeded(self._work, attempt)
        self._work.also("UPDATE auth.factors SET confirmed = true WHERE account = %s", (account,))
        return True

    def check(self, account: UUID, answer: str) -> Shown | None:
        """Return the proof that the answer is, used up in this transaction, or None."""
        attempt = self._attempt(account)
        shown = Shown() if self._use(account, answer, confirmed=True) else self._recovered(account, answer)
        if shown is None:
            self._work.note_access("authn.proof", refused="factor", account=account)
            return None
        succeeded(self._work, attempt)
        return shown

    def new_recovery_codes(self, account: UUID) -> tuple[str, ...]:
        """Replace the recovery codes and return them, to be shown once."""
        codes = tuple(
            "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)
        )
        self._work.also("DELETE FROM auth.recovery_codes WHERE account = %s", (account,))
        for code in codes:
            self._work.also(
                "INSERT INTO auth.recovery_codes (account, code_hash) VALUES (%s, %s)",
                (account, self._code_hash(account, code)),
            )
        return tuple(f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes)

    def recovery_codes_left(self, account: UUID) -> int:
        """Return how many recovery codes are unused."""
        query = "SELECT count(*) FROM auth.recovery_codes WHERE account = %s AND used_at IS NULL"
        row = self._work.connection.execute(query, (account,)).fetchone()
        return int(row[0]) if row else 0

    def forget(self, account: UUID) -> None:
        """Remove factor and recovery codes."""
        self._work.also("DELETE FROM auth.factors WHERE account = %s", (account,))
        self._work.also("DELETE FROM auth.recovery_codes WHERE account = %s", (account,))

    def _use(self, account: UUID, answer: str, *, confirmed: bool) -> bool:
        """Return whether the answer is right and newer than any before; the row stays locked until the commit."""
        found = self._held(account, confirmed=confirmed, lock=True)
        if found is None:
            return False
        row = self._work.connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
        counter = ADAPTERS[found[0]]().counter(found[1], answer, float(row[0]) if row else 0.0)
        if counter is None:
            return False
        self._work.connection.execute(
            "UPDATE auth.factors SET last_counter = %s WHERE account = %s", (counter, account)
        )
        return True

    def _recovered(self, account: UUID, answer: str) -> Shown | None:
        code = "".join(letter for letter in answer.upper() if letter.isalnum())
        used = self._work.connection.execute(
            "UPDATE auth.recovery_codes SET used_at = clock_timestamp()"
            " WHERE account = %s AND code_hash = %s AND used_at IS NULL",
            (account, self._code_hash(account, code)),
        ).rowcount
        return Shown(left=self.recovery_codes_left(account)) if used else None

    def _attempt(self, account: UUID) -> attempts.Attempt:
        network = network_of(self._work)
        return attempts.begin(self._work.house, b"factor" + account.bytes, network, account)

    def _held(self, account: UUID, *, confirmed: bool, lock: bool = False) -> tuple[FactorKind, Held] | None:
        query = "SELECT kind, sealed, last_counter FROM auth.factors WHERE account = %s AND confirmed = %s"
        row = self._work.connection.execute(
            query + (" FOR UPDATE" if lock else ""), (account, confirmed)
        ).fetchone()
        if row is None:
            return None
        kind = FactorKind(row[0])
        opened = parts(row[1])[0].open(self._key(account), _place(account, kind))
        return kind, Held(opened["secret"], row[2])

    def _key(self, account: UUID) -> StreamKey:
        """Return the key of the account's stream, named by its first event."""
        query = "SELECT personal FROM es.events WHERE stream_id = %s AND version = 0"
        row = self._work.connection.execute(query, (account,)).fetchone()
        key = self._work.house.keys.get(parts(row[0])[0].key_id) if row and row[0] else None
        if key is None:
            raise NoAccountKey
        return key

    def _label(self, account: UUID) -> str:
        """Return what the telephone shows beside the code: the installation, never the person or the role."""
        return f"{account.hex[:6]}"

    def _code_hash(self, account: UUID, code: str) -> bytes:
        return self._work.house.keys.keyed_hash("recovery-code", account.bytes + code.encode())


def _place(account: UUID, kind: FactorKind) -> Place:
    return Place(account, 0, f"auth.factor.{kind.value}")
