"""Proving who one is: second factors, the locked screen, and one's own sessions. Secrets stay outside the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import SecretStr

from application.access import Action
from application.accounts import Secrets
from application.work import Command, Question, Work
from domain.account import Account, FactorIsEnrolled, FactorKind, FactorResetReason
from domain.kernel import DomainError, Refused

log = structlog.get_logger()

RECOVERY_CODES = 10
"""How many codes for a lost device are given out at once. Source: quy ước nội bộ."""


class WrongProof(DomainError):
    """The password or the code does not fit, or the code was used before."""

    vi = "Mật khẩu hoặc mã không đúng, hoặc mã đã dùng rồi."
    en = "The password or the code is wrong, or the code was used before."


class TooManyTries(DomainError):
    """Too many wrong tries; the next one waits a little, never longer than half a minute."""

    vi = "Nhiều lần thử không đúng. Hãy chờ {seconds} giây rồi thử lại."
    en = "Several wrong tries. Wait {seconds} seconds, then try again."

    @property
    def seconds(self) -> int:
        """How long to wait."""
        return int(str(self.details["seconds"]))


class NothingBegun(Refused):
    """There is no enrolment to confirm."""

    vi = "Chưa bắt đầu thiết lập xác thực hai lớp, hoặc đã thiết lập xong."
    en = "No second factor is being set up, or it is set up already."


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person is shown once, to set up a second factor: the kind names the part of the page that shows it."""

    kind: FactorKind
    secret: str
    picture: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A right proof; `left` is the number of recovery codes that remain when one of them was used."""

    left: int | None = None


class SecondFactors(Protocol):
    """Second proofs of accounts, of whatever kind; routes know no kind."""

    def enrolled(self, account: UUID) -> FactorKind | None:
        """Return the kind that is enrolled and confirmed."""

    def begin(self, account: UUID, kind: FactorKind) -> Enrolment:
        """Make a secret that counts once it is confirmed; an earlier unconfirmed one is forgotten."""

    def begun(self, account: UUID) -> Enrolment | None:
        """Return the enrolment that waits to be confirmed."""

    def confirm(self, account: UUID, answer: str) -> bool:
        """Return whether the answer proves that the person holds the new factor; then it counts."""

    def check(self, account: UUID, answer: str) -> Shown | None:
        """Return the proof that the answer is, used up in this transaction, or None. Failures slow the next try.

        Raises:
            TooManyTries: The next try has to wait.
        """

    def new_recovery_codes(self, account: UUID) -> tuple[str, ...]:
        """Replace the recovery codes and return them, to be shown once."""

    def recovery_codes_left(self, account: UUID) -> int:
        """Return how many recovery codes are unused."""

    def forget(self, account: UUID) -> None:
        """Remove factor and recovery codes, with the commit."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One of a person's open sessions."""

    session: UUID
    opened_at: datetime
    seen_at: datetime
    device: str
    is_this: bool


class Sessions(Protocol):
    """Open sessions."""

    def is_locked(self) -> bool:
        """Return whether the screen is locked and nothing else is missing: then a password unlocks it."""

    def mine(self) -> list[SessionRow]:
        """Return the open sessions of whoever asks, the latest first."""

    def end(self, session: UUID) -> None:
        """End one of the asker's sessions, with the commit."""

    def end_others(self) -> None:
        """End all of the asker's sessions but this one, with the commit."""

    def proved(self, token: str, *, by_factor: bool) -> None:
        """Note a fresh proof: the session goes on under a new token, with the commit."""

    def unlocked(self, token: str) -> None:
        """Unlock the screen without counting as a fresh proof: the session goes on under a new token."""

    def typing(self) -> None:
        """Note that the person is at work, with the commit."""

    def lock(self) -> None:
        """Lock the screen now, with the commit."""

    def draft_key(self) -> tuple[bytes, str]:
        """Return the key that the asker's drafts are encrypted under in the browser, and an opaque mark of the account.

        Raises:
            NotSignedIn: Nobody is, or the screen is locked.
        """


class ProveSelf(Command):
    """Show a password, or the answer of a second factor: finishes signing in, unlocks, or steps up."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT
    WHILE_LOCKED: ClassVar[bool] = True
    password: SecretStr | None = None
    answer: SecretStr | None = None


class BeginFactor(Command):
    """Set up a second factor; the password is shown again first."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT
    kind: FactorKind = FactorKind.TOTP
    password: SecretStr


class ConfirmFactor(Command):
    """Show that the new factor works."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT
    answer: SecretStr


class RemoveOwnFactor(Command):
    """Take one's own factor off, to set up another."""

    ACTION: ClassVar[Action] = Action.OWN_SECRETS
    because: FactorResetReason = FactorResetReason.NEW_DEVICE


class RenewRecoveryCodes(Command):
    """Get new recovery codes; the earlier ones are void."""

    ACTION: ClassVar[Action] = Action.OWN_SECRETS


class ResetFactor(Command):
    """Take another account's factor off."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    account: UUID
    because: FactorResetReason


class EndSession(Command):
    """End one of one's own sessions."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT
    session: UUID


class EndOtherSessions(Command):
    """End all of one's own sessions but this one."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT


class SeeProof(Question):
    """See which proof is asked of oneself."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT
    WHILE_LOCKED: ClassVar[bool] = True


class SeeFactor(Question):
    """See whether one's second factor is set up."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT


class SeeSessions(Question):
    """See one's own sessions."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT


def prove_self(cmd: ProveSelf, new_token: str, work: Work) -> bool:
    """Return whether the proof is right; then the session goes on under the new token."""
    work.allow(cmd)
    account = work.reader.account
    sessions, factors = work.view(Sessions), work.view(SecondFactors)  # type: ignore[type-abstract]
    if cmd.answer is not None and cmd.answer.get_secret_value().strip():
        shown = factors.check(account, cmd.answer.get_secret_value())
        if shown is None:
            return False
        if shown.left is not None:
            state = work.read(Account, account)
            work.append(state, state.use_recovery_code(shown.left, work.act))
        sessions.proved(new_token, by_factor=True)
        return True
    has_factor = factors.enrolled(account) is not None
    if has_factor and not sessions.is_locked():
        return False  # a password finishes no sign-in and steps nothing up where a second proof is asked
    password = cmd.password.get_secret_value() if cmd.password else ""
    if not work.view(Secrets).check_own(account, password):  # type: ignore[type-abstract]
        return False
    if has_factor:
        sessions.unlocked(new_token)
    else:
        sessions.proved(new_token, by_factor=False)
    return True


def begin_factor(cmd: BeginFactor, work: Work) -> Enrolment | None:
    """Return what to set up, or None when the password is wrong."""
    work.allow(cmd)
    account = work.read(Account, work.reader.account)
    if account.factor is not None:
        raise FactorIsEnrolled
    if not work.view(Secrets).check_own(account.id, cmd.password.get_secret_value()):  # type: ignore[type-abstract]
        return None
    return work.view(SecondFactors).begin(account.id, cmd.kind)  # type: ignore[type-abstract]


def confirm_factor(cmd: ConfirmFactor, new_token: str, work: Work) -> tuple[str, ...]:
    """Return the recovery codes, or nothing when the answer is wrong; every other session of the account ends."""
    work.allow(cmd)
    factors = work.view(SecondFactors)  # type: ignore[type-abstract]
    account = work.read(Account, work.reader.account)
    begun = factors.begun(account.id)
    if begun is None:
        raise NothingBegun
    enrolled = account.enrol(begun.kind, work.act)
    if not factors.confirm(account.id, cmd.answer.get_secret_value()):
        return ()
    work.append(account, enrolled)
    sessions = work.view(Sessions)  # type: ignore[type-abstract]
    sessions.end_others()
    sessions.proved(new_token, by_factor=True)
    log.info("second_factor_enrolled", account_id=str(account.id))
    return factors.new_recovery_codes(account.id)


def remove_own_factor(cmd: RemoveOwnFactor, work: Work) -> None:
    """Take one's own factor off; every other session ends."""
    work.allow(cmd)
    account = work.read(Account, work.reader.account)
    work.append(account, account.reset_factor(cmd.because, work.act))
    work.view(SecondFactors).forget(account.id)  # type: ignore[type-abstract]
    work.view(Sessions).end_others()  # type: ignore[type-abstract]
    log.info("second_factor_removed", account_id=str(account.id))


def renew_recovery_codes(cmd: RenewRecoveryCodes, work: Work) -> tuple[str, ...]:
    """Return new recovery codes, to be shown once."""
    work.allow(cmd)
    account = work.read(Account, work.reader.account)
    work.append(account, account.renew_recovery_codes(work.act))
    return work.view(SecondFactors).new_recovery_codes(account.id)  # type: ignore[type-abstract]


def reset_factor(cmd: ResetFactor, work: Work) -> None:
    """Take another account's factor off, with the reason; every session of the account ends in the same commit."""
    work.allow(cmd)
    account = work.read(Account, cmd.account)
    work.append(account, account.reset_factor(cmd.because, work.act))
    work.view(SecondFactors).forget(cmd.account)  # type: ignore[type-abstract]
    work.view(Secrets).end_all(cmd.account)  # type: ignore[type-abstract]
    log.info("second_factor_reset", account_id=str(cmd.account))


def end_one_session(cmd: EndSession, work: Work) -> None:
    """End one of one's own sessions."""
    work.allow(cmd)
    work.view(Sessions).end(cmd.session)  # type: ignore[type-abstract]


def end_other_sessions(cmd: EndOtherSessions, work: Work) -> None:
    """End all of one's own sessions but this one."""
    work.allow(cmd)
    work.view(Sessions).end_others()  # type: ignore[type-abstract]
