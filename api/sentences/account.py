"""Sentences of accounts, units and the installation itself."""

from api.sentences import Sentence, either, sentence_of
from domain.account import (
    AccountClosed,
    AccountKinDeclared,
    AccountOpened,
    AccountPasswordReset,
    AccountRolesSet,
)
from domain.chapter import UnitEnded, UnitFounded, UnitMoved
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
def _founded(fact: UnitFounded, language: str) -> Sentence:
    name = fact.founding.name
    return Sentence(either(language, f"Thành lập {name}", f"{name} founded"))


@sentence_of.register
def _moved(fact: UnitMoved, language: str) -> Sentence:
    return Sentence(either(language, "Chuyển sang đơn vị cấp trên khác", "Moved under another unit"))


@sentence_of.register
def _ended(fact: UnitEnded, language: str) -> Sentence:
    day = f"{fact.ended_on:%d/%m/%Y}"
    return Sentence(either(language, f"Kết thúc hoạt động ngày {day}", f"Ended on {day}"))


@sentence_of.register
def _fictional(fact: InstallationMarkedFictional, language: str) -> Sentence:
    return Sentence(
        either(language, "Bản cài này chỉ chứa dữ liệu giả lập", "This installation is fictional")
    )


@sentence_of.register
def _named(fact: InstallationNamed, language: str) -> Sentence:
    return Sentence(either(language, f"Tên của Hội: {fact.name}", f"The association's name: {fact.name}"))
