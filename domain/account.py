"""One person's access: name, roles, unit. Passwords and sessions live outside the log."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.calendar import vietnam_day
from domain.codes import Code
from domain.kernel import Act, Event, Identity, Named, Refused, State, Summary, Value
from domain.kin import Kin


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
    DATA_PROTECTION_OFFICER = (
        "data_protection_officer",
        "Người phụ trách bảo vệ dữ liệu",
        "Data-protection officer",
    )
    OFFICE = "office", "Văn phòng Hội", "Office"
    ADMINISTRATOR = "administrator", "Quản trị viên", "Administrator"


class FactorKind(Code, name="factor-kind"):
    """What kind of second proof an account shows; passkeys and OpenID Connect join here."""

    TOTP = "totp", "Mã 6 số trên điện thoại", "Six-digit code on the telephone"


class FactorResetReason(Code, name="factor-reset-reason"):
    """Why a second factor was taken off an account."""

    LOST_DEVICE = "lost_device", "Mất hoặc hỏng điện thoại", "Telephone lost or broken"
    NEW_DEVICE = "new_device", "Đổi điện thoại", "New telephone"
    SUSPECTED_MISUSE = "suspected_misuse", "Nghi có người khác dùng", "Suspected use by someone else"


class TokenScope(Code, name="token-scope"):
    """What a program may do with a token; never more than the account's own roles."""

    READ_LOG = "read_log", "Xem sổ theo dõi và việc hôm nay", "See the follow-up log and the day's work"
    READ_FIGURES = "read_figures", "Xem bảng Điều 92", "See the Article 92 table"
    READ_CASES = "read_cases", "Mở hồ sơ và vụ tư vấn", "Open cases and consultations"
    TAKE_IN = "take_in", "Tiếp nhận, vào sổ", "Take in and enter"
    LOG_WORK = "log_work", "Ghi tư vấn, ghi thêm, chuyển gửi", "Log consultations, add, pass on"
    READ_HISTORY = "read_history", "Xem lịch sử hồ sơ", "See the history of a case"


class TokenEnd(Code, name="token-end"):
    """Why a token ended before its last day."""

    NOT_NEEDED = "not_needed", "Không còn cần", "No longer needed"
    SUSPECTED_MISUSE = "suspected_misuse", "Nghi bị lộ", "Suspected to be known to others"
    ACCOUNT_CHANGED = "account_changed", "Tài khoản đóng hoặc được cấp lại", "Account closed or reset"


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


class AccountKinDeclared(Event):
    """Someone declared themselves and their relatives; the whole of it is kept each time."""

    TOPIC: ClassVar[str] = "account.kin-declared.1"
    kin: Identity[Kin]


class AccountPasswordReset(Event):
    """A new one-time password was given out; the password itself is not in the log."""

    TOPIC: ClassVar[str] = "account.password-reset.1"


class AccountClosed(Event):
    """The account may no longer sign in."""

    TOPIC: ClassVar[str] = "account.closed.1"


class SecondFactorEnrolled(Event):
    """From now on a second proof is asked of the account; its secret is not in the log."""

    TOPIC: ClassVar[str] = "account.second-factor-enrolled.1"
    kind: FactorKind


class SecondFactorReset(Event):
    """The second proof was taken off; the account may enrol another."""

    TOPIC: ClassVar[str] = "account.second-factor-reset.1"
    because: FactorResetReason


class RecoveryCodeUsed(Event):
    """One of the codes for a lost device was used up."""

    TOPIC: ClassVar[str] = "account.recovery-code-used.1"
    left: int


class RecoveryCodesRenewed(Event):
    """New recovery codes were given out; the earlier ones are void."""

    TOPIC: ClassVar[str] = "account.recovery-codes-renewed.1"


class TokenGranted(Event):
    """A program may act for the account, within scopes and until a day; the token itself is not in the log."""

    TOPIC: ClassVar[str] = "account.token-granted.1"
    token: UUID
    name: Summary[Named]
    why: Summary[Named]
    scopes: tuple[TokenScope, ...]
    last_day: date


class TokenRevoked(Event):
    """A program's token ended."""

    TOPIC: ClassVar[str] = "account.token-revoked.1"
    token: UUID
    because: TokenEnd


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


class FactorIsEnrolled(Refused):
    """A second factor is enrolled already."""

    vi = "Tài khoản đã có xác thực hai lớp. Hãy gỡ lớp cũ trước khi đặt lớp mới."
    en = "A second factor is enrolled already. Take it off before you set up another."


class NoFactor(Refused):
    """No second factor is enrolled."""

    vi = "Tài khoản này chưa có xác thực hai lớp."
    en = "This account has no second factor."


class NoScope(Refused):
    """A token needs a scope."""

    vi = "Hãy chọn ít nhất một quyền cho mã truy cập."
    en = "Choose at least one right for the token."


class NoSuchToken(Refused):
    """The token has ended, or never was."""

    vi = "Mã truy cập này không còn hiệu lực."
    en = "This token has ended."


class TooLong(Refused):
    """A token lasts ninety days at most."""

    vi = "Mã truy cập có hiệu lực nhiều nhất 90 ngày, ít nhất 1 ngày."
    en = "A token lasts at least 1 day and at most 90 days."
    source = "quy ước nội bộ"


class SignInNameTaken(Refused):
    """Another account signs in under this name."""

    vi = "Tên đăng nhập này đã có người dùng."
    en = "This sign-in name is taken."


def _compatible(roles: tuple[Role, ...]) -> None:
    if not roles:
        raise NoRole
    if Role.ADMINISTRATOR in roles and set(roles) != {Role.ADMINISTRATOR}:
        raise AdministratorIsApart


TOKEN_DAYS = 90
"""Longest life of a token. Source: quy ước nội bộ."""
Further = (
    AccountRolesSet
    | AccountKinDeclared
    | AccountPasswordReset
    | AccountClosed
    | SecondFactorEnrolled
    | SecondFactorReset
    | RecoveryCodeUsed
    | RecoveryCodesRenewed
    | TokenGranted
    | TokenRevoked
)


class Account(State[AccountOpened, Further]):
    """One person's access."""

    unit: UUID
    roles: tuple[Role, ...]
    closed: bool = False
    factor: FactorKind | None = None
    tokens: tuple[UUID, ...] = ()

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
            case AccountPasswordReset() | AccountKinDeclared() | RecoveryCodeUsed() | RecoveryCodesRenewed():
                return self
            case SecondFactorEnrolled():
                return self.but(factor=fact.kind)
            case SecondFactorReset():
                return self.but(factor=None)
            case TokenGranted():
                return self.but(tokens=(*self.tokens, fact.token))
            case TokenRevoked():
                return self.but(tokens=tuple(one for one in self.tokens if one != fact.token))

    def set_roles(self, unit: UUID, roles: tuple[Role, ...], act: Act) -> AccountRolesSet:
        """Give other roles, or another unit."""
        if self.closed:
            raise AccountIsClosed
        _compatible(roles)
        if act.account == self.id:
            raise OwnAccount
        return AccountRolesSet(occurred_at=act.at, unit=unit, roles=tuple(dict.fromkeys(roles)))

    def declare_kin(self, kin: Kin, act: Act) -> AccountKinDeclared:
        """Declare oneself and one's relatives."""
        return AccountKinDeclared(occurred_at=act.at, kin=kin)

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

    def enrol(self, kind: FactorKind, act: Act) -> SecondFactorEnrolled:
        """Ask a second proof from now on."""
        if self.closed:
            raise AccountIsClosed
        if self.factor is not None:
            raise FactorIsEnrolled
        return SecondFactorEnrolled(occurred_at=act.at, kind=kind)

    def reset_factor(self, because: FactorResetReason, act: Act) -> SecondFactorReset:
        """Take the second proof off."""
        if self.factor is None:
            raise NoFactor
        return SecondFactorReset(occurred_at=act.at, because=because)

    def use_recovery_code(self, left: int, act: Act) -> RecoveryCodeUsed:
        """Note that a recovery code was used up."""
        if self.factor is None:
            raise NoFactor
        return RecoveryCodeUsed(occurred_at=act.at, left=left)

    def renew_recovery_codes(self, act: Act) -> RecoveryCodesRenewed:
        """Note that new recovery codes are given out."""
        if self.factor is None:
            raise NoFactor
        return RecoveryCodesRenewed(occurred_at=act.at)

    def grant_token(
        self, token: UUID, name: str, why: str, scopes: tuple[TokenScope, ...], last_day: date, act: Act
    ) -> TokenGranted:
        """Let a program act for the account."""
        if self.closed:
            raise AccountIsClosed
        if not scopes:
            raise NoScope
        if not 0 <= (last_day - vietnam_day(act.at)).days <= TOKEN_DAYS:
            raise TooLong
        kept = tuple(dict.fromkeys(scopes))
        return TokenGranted(
            occurred_at=act.at, token=token, name=name, why=why, scopes=kept, last_day=last_day
        )

    def revoke_token(self, token: UUID, because: TokenEnd, act: Act) -> TokenRevoked:
        """End a token."""
        if token not in self.tokens:
            raise NoSuchToken
        return TokenRevoked(occurred_at=act.at, token=token, because=because)

    def revoke_all_tokens(self, act: Act) -> tuple[TokenRevoked, ...]:
        """End every token, because the account was closed or given out anew."""
        return tuple(self.revoke_token(one, TokenEnd.ACCOUNT_CHANGED, act) for one in self.tokens)
