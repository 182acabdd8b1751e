"""Accounts: opened, given roles, closed; signing in and out. Secrets stay outside the log."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import SecretStr

from application.access import Action
from application.tokens import end_tokens
from application.work import Command, Question, Work
from domain.account import Account, Person, Role, SignInNameTaken
from domain.kernel import DomainError, FieldClass, Refused
from domain.password import is_common

log = structlog.get_logger()

PASSWORD_MINIMUM = 12
"""Characters of a password; no rules of composition (OWASP ASVS 5.0, 6.2.1 and 6.2.5)."""
PASSWORD_MAXIMUM = 200
"""Longest password taken, so that hashing stays bounded."""


class WrongSignIn(DomainError):
    """Name or password is wrong; the answer is the same for both."""

    vi = "Tên đăng nhập hoặc mật khẩu không đúng. Sau vài lần sai, hãy chờ một lát rồi thử lại."
    en = "The sign-in name or the password is wrong. After several tries, wait a little and try again."


class PasswordTooShort(Refused):
    """A password has at least twelve characters."""

    vi = "Mật khẩu cần ít nhất 12 ký tự; một câu dài dễ nhớ là tốt nhất."
    en = "A password needs at least 12 characters; a long sentence you remember is best."


class PasswordTooCommon(Refused):
    """A password is not made of common words, years and runs alone."""

    vi = "Mật khẩu này dễ đoán: chỉ gồm từ thông dụng, năm hoặc dãy phím. Hãy thêm vài từ của riêng bạn."
    en = "This password is easy to guess: common words, years or runs of keys. Add a few words of your own."


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account in the administrator's list."""

    account: UUID
    name: str
    sign_in: str
    roles: tuple[Role, ...]
    unit: UUID
    unit_name: str
    closed: bool
    has_factor: bool = False


class AccountList(Protocol):
    """The accounts, with names opened; for administrators, and for showing who acted."""

    def all(self) -> list[AccountRow]:
        """Return every account, ordered by the person's name as Vietnamese orders names."""

    def name_of(self, account: UUID) -> str:
        """Return the display name of an account, or an empty string."""

    def is_active(self, account: UUID) -> bool:
        """Return whether there is such an account and it is not closed."""

    def works_on_cases(self) -> dict[UUID, UUID]:
        """Return the accounts in use that may keep a case, with the unit of each."""


class Secrets(Protocol):
    """Password hashes and sessions."""

    def is_taken(self, sign_in: str) -> bool:
        """Return whether another account signs in under this name."""

    def is_published(self, password: str) -> bool:
        """Return whether it stands in a public list of the commonest passwords."""

    def add(self, account: UUID, sign_in: str, password: str) -> None:
        """Keep a one-time password for a new account, with the command's commit."""

    def set_password(self, account: UUID, password: str, *, one_time: bool) -> None:
        """Replace the password; every session of the account ends, except the one asking."""

    def check(self, sign_in: str, password: str) -> UUID | None:
        """Return the account, or None; the same work is done for an unknown name. Failures slow the next try.

        Raises:
            TooManyTries: The next try has to wait; nothing was checked.
        """

    def check_own(self, account: UUID, password: str) -> bool:
        """Return whether this is the account's password."""

    def open_session(self, account: UUID, token: str) -> bool:
        """Open a session under a token (only its hash is kept), with the commit; return whether it waits for a factor.

        The session shows nothing before the second proof, where the account has one.
        """

    def end_session(self) -> None:
        """End the session that is asking."""

    def end_all(self, account: UUID) -> None:
        """End every session of an account, waiting for works that are running under it."""


class OpenAccount(Command):
    """Open an account for a person, with a one-time password."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    person: Person
    unit: UUID
    roles: tuple[Role, ...] = ()
    valid_until: date | None = None
    password: SecretStr


class SetRoles(Command):
    """Give an account other roles or another unit."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    account: UUID
    unit: UUID
    roles: tuple[Role, ...] = ()


class ResetPassword(Command):
    """Give out a new one-time password."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    account: UUID
    password: SecretStr


class CloseAccount(Command):
    """Close an account."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    account: UUID


class ChangeOwnPassword(Command):
    """Replace one's own password."""

    ACTION: ClassVar[Action] = Action.OWN_ACCOUNT
    old: SecretStr
    new: SecretStr


class SeeAccounts(Question):
    """See all accounts."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY


def open_account(cmd: OpenAccount, work: Work) -> UUID:
    """Open an account and return its id."""
    work.allow(cmd)
    secrets = work.view(Secrets)  # type: ignore[type-abstract]
    sign_in = cmd.person.sign_in or ""
    if secrets.is_taken(sign_in):
        raise SignInNameTaken
    account = work.new_id()
    work.open(account, Account.opening(cmd.person, cmd.unit, cmd.roles, cmd.valid_until, work.act))
    secrets.add(account, sign_in, strong(cmd.password, secrets))
    log.info("account_opened", account_id=str(account))
    return account


def set_roles(cmd: SetRoles, work: Work) -> None:
    """Give other roles; sessions end, so that the next request acts under the new ones."""
    work.allow(cmd)
    account = work.read(Account, cmd.account)
    work.append(account, account.set_roles(cmd.unit, cmd.roles, work.act))
    work.view(Secrets).end_all(cmd.account)  # type: ignore[type-abstract]
    log.info("account_roles_set", account_id=str(cmd.account))


def reset_password(cmd: ResetPassword, work: Work) -> None:
    """Give out a new one-time password; every session of the account ends."""
    work.allow(cmd)
    account = work.read(Account, cmd.account)
    work.append(account, account.reset_password(work.act))
    secrets = work.view(Secrets)  # type: ignore[type-abstract]
    secrets.set_password(cmd.account, strong(cmd.password, secrets), one_time=True)
    end_tokens(account, work)
    secrets.end_all(cmd.account)
    log.info("password_reset", account_id=str(cmd.account))


def close_account(cmd: CloseAccount, work: Work) -> None:
    """Close an account; its sessions end in the same transaction."""
    work.allow(cmd)
    account = work.read(Account, cmd.account)
    work.append(account, account.close(work.act))
    end_tokens(account, work)
    work.view(Secrets).end_all(cmd.account)  # type: ignore[type-abstract]
    log.info("account_closed", account_id=str(cmd.account))


def change_own_password(cmd: ChangeOwnPassword, work: Work) -> None:
    """Replace one's own password after showing the old one."""
    work.allow(cmd)
    secrets = work.view(Secrets)  # type: ignore[type-abstract]
    if not secrets.check_own(work.reader.account, cmd.old.get_secret_value()):
        raise WrongSignIn
    secrets.set_password(work.reader.account, strong(cmd.new, secrets), one_time=False)
    log.info("password_changed", account_id=str(work.reader.account))


def strong(password: SecretStr, secrets: Secrets) -> str:
    """Return the password, composed (NFC), when it is long enough and not one that is guessed first.

    Raises:
        PasswordTooShort: It has fewer than twelve characters, or far too many.
        PasswordTooCommon: Little is left of it without common words, years and runs, or it was published with others.
    """
    value = unicodedata.normalize("NFC", password.get_secret_value())
    if not PASSWORD_MINIMUM <= len(value) <= PASSWORD_MAXIMUM:
        raise PasswordTooShort
    if is_common(value) or secrets.is_published(value):
        raise PasswordTooCommon
    return value
