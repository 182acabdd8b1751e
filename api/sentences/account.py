"""Sentences of accounts and the installation itself."""

from api.sentences import Sentence, details, either, sentence_of
from domain.account import (
    AccountClosed,
    AccountKinDeclared,
    AccountOpened,
    AccountPasswordReset,
    AccountRolesSet,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorEnrolled,
    SecondFactorReset,
    TokenGranted,
    TokenRevoked,
)
from domain.installation import InstallationMarkedFictional, InstallationNamed


@sentence_of.register
def _opened(fact: AccountOpened, language: str) -> Sentence:
    roles = ", ".join(role.label(language) for role in fact.roles)
    return Sentence(either(language, f"Mở tài khoản: {roles}", f"Account opened: {roles}"))


@sentence_of.register
def _roles(fact: AccountRolesSet, language: str) -> Sentence:
    roles = ", ".join(role.label(language) for role in fact.roles)
    return Sentence(either(language, f"Đổi vai trò: {roles}", f"Roles changed: {roles}"))


@sentence_of.register
def _kin(fact: AccountKinDeclared, language: str) -> Sentence:
    return Sentence(either(language, "Kê khai về mình và người thân", "Declared oneself and relatives"))


@sentence_of.register
def _reset(fact: AccountPasswordReset, language: str) -> Sentence:
    return Sentence(either(language, "Cấp mật khẩu một lần mới", "New one-time password given out"))


@sentence_of.register
def _closed(fact: AccountClosed, language: str) -> Sentence:
    return Sentence(either(language, "Đóng tài khoản", "Account closed"))


@sentence_of.register
def _fictional(fact: InstallationMarkedFictional, language: str) -> Sentence:
    return Sentence(
        either(language, "Bản cài này chỉ chứa dữ liệu giả lập", "This installation is fictional")
    )


@sentence_of.register
def _named(fact: InstallationNamed, language: str) -> Sentence:
    return Sentence(either(language, f"Tên của Hội: {fact.name}", f"The association's name: {fact.name}"))


@sentence_of.register
def _enrolled(fact: SecondFactorEnrolled, language: str) -> Sentence:
    kind = fact.kind.label(language)
    return Sentence(either(language, f"Bật xác thực hai lớp: {kind}", f"Second factor set up: {kind}"))


@sentence_of.register
def _factor_reset(fact: SecondFactorReset, language: str) -> Sentence:
    why = fact.because.label(language)
    return Sentence(either(language, f"Gỡ xác thực hai lớp: {why}", f"Second factor taken off: {why}"))


@sentence_of.register
def _recovery_used(fact: RecoveryCodeUsed, language: str) -> Sentence:
    left = fact.left
    return Sentence(
        either(language, f"Dùng một mã dự phòng, còn {left}", f"Recovery code used; codes left: {left}")
    )


@sentence_of.register
def _recovery_renewed(fact: RecoveryCodesRenewed, language: str) -> Sentence:
    return Sentence(either(language, "Cấp mã dự phòng mới", "New recovery codes given out"))


@sentence_of.register
def _token_granted(fact: TokenGranted, language: str) -> Sentence:
    scopes = ", ".join(scope.label(language) for scope in fact.scopes)
    text = either(language, f"Tạo mã truy cập: {scopes}", f"Token granted: {scopes}")
    last = f"{fact.last_day:%d/%m/%Y}"
    return Sentence(
        text,
        details(
            (either(language, "Chương trình", "Program"), fact.name),
            (either(language, "Để làm gì", "What for"), fact.why),
            (either(language, "Đến hết ngày", "Last day"), last),
        ),
    )


@sentence_of.register
def _token_revoked(fact: TokenRevoked, language: str) -> Sentence:
    why = fact.because.label(language)
    return Sentence(either(language, f"Thu hồi mã truy cập: {why}", f"Token ended: {why}"))
