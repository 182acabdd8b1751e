"""What accounts, units and emergencies decide."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.account import (
    Account,
    AccountClosed,
    AccountIsClosed,
    AccountPasswordReset,
    AccountRolesSet,
    AdministratorIsApart,
    NoRole,
    OwnAccount,
    Person,
    Role,
)
from domain.chapter import Chapter, Founding, UnitEnded, UnitFounded, UnitHasEnded, UnitMoved
from domain.emergency import AlreadyTakenUp, Emergency, EmergencyCall, EmergencyNoted, EmergencyTakenUp
from domain.lists import UnitLevel
from tests.spec import STREAM, UNIT, at, given, when

TODAY = at("2025-08-04")
PERSON = Person(name="Lương Thị Hạnh", sign_in="hanh")
CASE = UUID(int=9)
OPENED = Account.opening(PERSON, UNIT, (Role.COUNSELLOR, Role.COUNSELLOR), None, TODAY)
FOUNDING = Founding(
    level=UnitLevel.DISTRICT, code="YT", name="Hội huyện Yên Thế", founded_on=date(2012, 5, 1)
)
FOUNDED = UnitFounded(occurred_at=TODAY.at, founding=FOUNDING)


def test_an_account_is_opened_with_each_role_once() -> None:
    assert OPENED.roles == (Role.COUNSELLOR,)
    when(lambda: Account.opening(PERSON, UNIT, (), None, TODAY)).then_refused(NoRole)


def test_roles_change_until_the_account_is_closed() -> None:
    given(Account, OPENED).when(lambda account: account.set_roles(UNIT, (Role.AUDITOR,), TODAY)).then(
        AccountRolesSet(occurred_at=TODAY.at, unit=UNIT, roles=(Role.AUDITOR,))
    )
    given(Account, OPENED).when(lambda account: account.set_roles(UNIT, (), TODAY)).then_refused(NoRole)
    closed = AccountClosed(occurred_at=TODAY.at)
    given(Account, OPENED).when(lambda account: account.close(TODAY)).then(closed)
    for decide in (
        lambda account: account.set_roles(UNIT, (Role.AUDITOR,), TODAY),
        lambda account: account.close(TODAY),
        lambda account: account.reset_password(TODAY),
    ):
        given(Account, OPENED, closed).when(decide).then_refused(AccountIsClosed)


def test_an_administrator_has_no_other_role() -> None:
    """So nobody who manages accounts reads a case by another role of theirs."""
    for role in set(Role) - {Role.ADMINISTRATOR}:
        for roles in ((role, Role.ADMINISTRATOR), (Role.ADMINISTRATOR, role)):
            given(Account, OPENED).when(
                lambda account, roles=roles: account.set_roles(UNIT, roles, TODAY)  # type: ignore[misc]
            ).then_refused(AdministratorIsApart)


def test_nobody_closes_or_changes_their_own_account() -> None:
    own = at("2025-08-04", by=STREAM)
    given(Account, OPENED).when(lambda account: account.set_roles(UNIT, (Role.AUDITOR,), own)).then_refused(
        OwnAccount
    )
    given(Account, OPENED).when(lambda account: account.close(at("2025-08-04", by=STREAM))).then_refused(
        OwnAccount
    )


def test_a_password_is_reset_without_being_told_to_the_log() -> None:
    given(Account, OPENED).when(lambda account: account.reset_password(TODAY)).then(
        AccountPasswordReset(occurred_at=TODAY.at)
    )


def test_a_unit_moves_and_ends_with_a_successor() -> None:
    day, other = date(2025, 6, 30), UUID(int=5)
    ended = UnitEnded(occurred_at=TODAY.at, ended_on=day, successor=other)
    given(Chapter, FOUNDED).when(lambda unit: unit.move(other, day, TODAY)).then(
        UnitMoved(occurred_at=TODAY.at, parent=other, effective_on=day)
    )
    given(Chapter, FOUNDED).when(lambda unit: unit.end(day, other, TODAY)).then(ended)
    given(Chapter, FOUNDED, ended).when(lambda unit: unit.end(day, other, TODAY)).then_refused(UnitHasEnded)
    given(Chapter, FOUNDED, ended).when(lambda unit: unit.move(other, day, TODAY)).then_refused(UnitHasEnded)


def test_an_emergency_is_noted_whatever_else_is_known() -> None:
    said = Emergency(what="Cháu đang bị đánh.")
    when(lambda: EmergencyCall.note(said, UNIT, None, TODAY)).then(
        EmergencyNoted(occurred_at=TODAY.at, received_at=TODAY.at, emergency=said, unit=UNIT)
    )


def test_an_emergency_is_taken_up_once() -> None:
    noted = EmergencyCall.note(Emergency(what="Cháu đang bị đánh."), UNIT, None, TODAY)
    taken = EmergencyTakenUp(occurred_at=TODAY.at, case_id=CASE)
    of_case = EmergencyCall.note(Emergency(what="Cháu đang bị đánh."), UNIT, CASE, TODAY)
    given(EmergencyCall, of_case).when(lambda call: call.take_up(CASE, TODAY)).then(taken)
    given(EmergencyCall, noted).when(lambda call: call.take_up(CASE, TODAY)).then(taken)
    given(EmergencyCall, noted, taken).when(lambda call: call.take_up(CASE, TODAY)).then_refused(
        AlreadyTakenUp
    )
