"""One person's access: name, roles, unit. Passwords and sessions live outside the log."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.codes import Code
from domain.kernel import Act, Event, Identity, Named, Refused, State, Value


class Role(Code, name="role"):
    """A role of an account."""

    COUNSELLOR = "counsellor", "Tư vấn viên", "Counsellor"
    SUPERVISOR = "supervisor", "Người phụ trách chuyên môn", "Supervisor"
    CHAPTER_HEAD = "chapter_head", "Chi hội trưởng", "Chapter head"
    REVIEWER = (
        "reviewer",
        "Người cho ý kiến (luật sư, luật gia, hội thẩm)",
        "Reviewer (lawyer, jurist, juror)",
    )
    AUDITOR = "auditor", "Kiểm tra viên (Ban kiểm tra)", "Auditor (inspection board)"
    ADMINISTRATOR = "administrator", "Quản trị viên", "Administrator"
    DATA_PROTECTION_OFFICER = (
        "data_protection_officer",
        "Người phụ trách bảo vệ dữ liệu",
        "Data-protection officer",
    )


class Person(Value):
    """Who the account is for. The sign-in name is personal too: it often spells the name."""

    name: Identity[Named]
    sign_in: Identity[Named]


class AccountOpened(Event):
    """An account was opened for a person in a unit, with roles."""

    TOPIC: ClassVar[str] = "account.opened.1"
    person: Person
    unit: UUID
    roles: tuple[Role, ...]
    valid_until: date | None = None


class AccountRolesSet(Event):
    """The roles or the unit changed; all of them are named."""

    TOPIC: ClassVar[str] = "account.roles-set.1"
    unit: UUID
    roles: tuple[Role, ...]


class AccountPasswordReset(Event):
    """A new one-time password was given out; the password itself is not in the log."""

    TOPIC: ClassVar[str] = "account.password-reset.1"


class AccountClosed(Event):
    """The account may no longer sign in."""

    TOPIC: ClassVar[str] = "account.closed.1"


class AccountIsClosed(Refused):
    """The account is closed."""

    vi = "Tài khoản này đã đóng."
    en = "This account is closed."


class NoRole(Refused):
    """An account needs a role."""

    vi = "Hãy chọn ít nhất một vai trò."
    en = "Choose at least one role."


class AdministratorIsApart(Refused):
    """An administrator reads no case, so the role goes with no other."""

    vi = "Vai trò quản trị viên không đi cùng vai trò nào khác: quản trị viên không đọc hồ sơ."
    en = "The role of administrator goes with no other role: an administrator reads no case."


class OwnAccount(Refused):
    """Nobody closes their own account or changes their own roles, so one administrator always remains."""

    vi = "Không thể đóng hoặc đổi vai trò tài khoản của chính mình."
    en = "You cannot close your own account or change its roles."


class SignInNameTaken(Refused):
    """Another account signs in under this name."""

    vi = "Tên đăng nhập này đã có người dùng."
    en = "This sign-in name is taken."


def _compatible(roles: tuple[Role, ...]) -> None:
    if not roles:
        raise NoRole
    if Role.ADMINISTRATOR in roles and set(roles) != {Role.ADMINISTRATOR}:
        raise AdministratorIsApart


Further = AccountRolesSet | AccountPasswordReset | AccountClosed


class Account(State[AccountOpened, Further]):
    """One person's access."""

    unit: UUID
    roles: tuple[Role, ...]
    closed: bool = False

    @classmethod
    def opening(
        cls, person: Person, unit: UUID, roles: tuple[Role, ...], valid_until: date | None, act: Act
    ) -> AccountOpened:
        """Open an account."""
        _compatible(roles)
        return AccountOpened(
            occurred_at=act.at,
            person=person,
            unit=unit,
            roles=tuple(dict.fromkeys(roles)),
            valid_until=valid_until,
        )

    @classmethod
    def began(cls, stream: UUID, fact: AccountOpened) -> Account:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, roles=fact.roles)

    def apply(self, fact: Further) -> Account:
        """Return the state after one more fact."""
        match fact:
            case AccountRolesSet():
                return self.but(unit=fact.unit, roles=fact.roles)
            case AccountClosed():
                return self.but(closed=True)
            case AccountPasswordReset():
                return self

    def set_roles(self, unit: UUID, roles: tuple[Role, ...], act: Act) -> AccountRolesSet:
        """Give other roles, or another unit."""
        if self.closed:
            raise AccountIsClosed
        _compatible(roles)
        if act.account == self.id:
            raise OwnAccount
        return AccountRolesSet(occurred_at=act.at, unit=unit, roles=tuple(dict.fromkeys(roles)))

    def reset_password(self, act: Act) -> AccountPasswordReset:
        """Note that a new one-time password is given out."""
        if self.closed:
            raise AccountIsClosed
        return AccountPasswordReset(occurred_at=act.at)

    def close(self, act: Act) -> AccountClosed:
        """Close the account; nobody closes their own."""
        if self.closed:
            raise AccountIsClosed
        if act.account == self.id:
            raise OwnAccount
        return AccountClosed(occurred_at=act.at)
