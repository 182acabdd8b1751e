"""The first start: the association's own unit and one administrator, made by the service itself."""

from __future__ import annotations

from typing import ClassVar, Protocol
from uuid import UUID

from pydantic import SecretStr

from application.access import Action
from application.accounts import OpenAccount, open_account
from application.units import FoundUnit, found_unit
from application.work import Command, Work
from domain.account import Person, Role
from domain.chapter import Founding
from domain.installation import INSTALLATION, InstallationMarkedFictional, InstallationNamed
from domain.kernel import Named, Refused
from domain.lists import UnitLevel


class InstallationState(Protocol):
    """What is known of the installation, straight from the log."""

    def is_empty(self) -> bool:
        """Return whether the log holds no event yet."""

    def is_fictional(self) -> bool:
        """Return whether all entries are invented."""

    def name(self) -> str:
        """Return the association's name, or an empty string."""


class NotEmpty(Refused):
    """A fictional year is only for an empty installation."""

    vi = "Dữ liệu giả lập chỉ được nạp vào một bản cài còn trống; hãy dùng một LACHAN_HOME khác."
    en = "Fictional data goes only into an empty installation; use another LACHAN_HOME."


class SetUp(Command):
    """Name the association, found its provincial unit and open the first administrator's account."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    association: Named
    founding: Founding
    administrator: Person
    password: SecretStr


class MarkFictional(Command):
    """Mark an empty installation as fictional for ever."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    seed: int
    association: Named


def set_up(cmd: SetUp, work: Work) -> UUID | None:
    """Do it once; return the administrator's account, or None when the installation is not empty."""
    if not work.view(InstallationState).is_empty():  # type: ignore[type-abstract]
        return None
    at = work.act.at
    work.open(INSTALLATION, InstallationNamed(occurred_at=at, name=cmd.association))
    unit = found_unit(FoundUnit(founding=cmd.founding), work)
    return open_account(
        OpenAccount(person=cmd.administrator, unit=unit, roles=(Role.ADMINISTRATOR,), password=cmd.password),
        work,
    )


def mark_fictional(cmd: MarkFictional, work: Work) -> None:
    """Mark it.

    Raises:
        NotEmpty: The log holds events already.
    """
    if not work.view(InstallationState).is_empty():  # type: ignore[type-abstract]
        raise NotEmpty
    at = work.act.at
    work.open(
        INSTALLATION,
        InstallationMarkedFictional(occurred_at=at, seed=cmd.seed),
        InstallationNamed(occurred_at=at, name=cmd.association),
    )


def provincial(founded_on: object) -> Founding:
    """Return the founding of the provincial unit of a new installation; its name can be changed by its successor."""
    return Founding.model_validate(
        {
            "level": UnitLevel.PROVINCE,
            "code": "HT",
            "name": "Hội Bảo vệ quyền trẻ em tỉnh",
            "founded_on": founded_on,
        }
    )
