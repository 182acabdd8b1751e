"""Commands of an operator: accounts and units, through the same handlers as the pages, under `system:cli`."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from pydantic import SecretStr

from api.door import OpenWork
from application.accounts import (
    AccountList,
    AccountRow,
    CloseAccount,
    OpenAccount,
    ResetPassword,
    close_account,
    open_account,
    reset_password,
)
from application.sign_in import ResetFactor, reset_factor
from application.units import FoundUnit, UnitRow, Units, found_unit
from domain.account import FactorResetReason, Person, Role
from domain.calendar import vietnam_day
from domain.chapter import Founding
from domain.kernel import Refused
from domain.lists import UnitLevel

Opened = Callable[[], AbstractContextManager[OpenWork]]
"""Opens one work for the operator."""
Unit = Annotated[str, typer.Option(help="Mã đơn vị, ví dụ HT / Code of the unit.")]


class NoSuchAccount(Refused):
    """Nobody signs in under this name."""

    vi = "Không có tài khoản mang tên đăng nhập này; xem «lachan accounts list»."
    en = "No account has this sign-in name; see “lachan accounts list”."


class NoSuchUnit(Refused):
    """No unit has this code."""

    vi = "Không có đơn vị mang mã này; xem «lachan units list»."
    en = "No unit has this code; see “lachan units list”."


def one_time_password() -> str:
    """Return a password to be replaced at the first sign-in; shown once."""
    return f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-{secrets.token_hex(3)}"


def accounts(opened: Opened) -> typer.Typer:
    """Return the commands about accounts."""
    app = typer.Typer(help="Tài khoản / Accounts.", no_args_is_help=True)

    @app.command("list")
    def list_accounts() -> None:
        """Liệt kê tài khoản / List the accounts.

        Example: lachan accounts list
        """
        with opened() as work:
            for row in work.view(AccountList).all():  # type: ignore[type-abstract]
                roles = ", ".join(role.vi for role in row.roles)
                closed = " (đã đóng / closed)" if row.closed else ""
                typer.echo(f"{row.sign_in}\t{row.name}\t{roles}\t{row.unit_name}{closed}")

    @app.command()
    def add(
        sign_in: Annotated[str, typer.Argument(help="Tên đăng nhập / Sign-in name.")],
        name: Annotated[str, typer.Argument(help="Họ và tên / Full name.")],
        unit: Unit,
        role: Annotated[list[Role], typer.Option(help="Vai trò, có thể lặp lại / Role; may be repeated.")],
    ) -> None:
        """Mở tài khoản, in mật khẩu dùng một lần / Open an account and print its one-time password.

        Example: lachan accounts add lan.nt "Nguyễn Thị Lan" --unit HT --role counsellor
        """
        password = one_time_password()
        with opened() as work:
            command = OpenAccount(
                person=Person(name=name, sign_in=sign_in),
                unit=_unit(work, unit).unit,
                roles=tuple(role),
                password=SecretStr(password),
            )
            open_account(command, work)
            work.commit()
        _print_password(password)

    @app.command()
    def reset(sign_in: Annotated[str, typer.Argument(help="Tên đăng nhập / Sign-in name.")]) -> None:
        """Cấp mật khẩu mới dùng một lần / Give out a new one-time password.

        Example: lachan accounts reset lan.nt
        """
        password = one_time_password()
        with opened() as work:
            account = _account(work, sign_in).account
            reset_password(ResetPassword(account=account, password=SecretStr(password)), work)
            work.commit()
        _print_password(password)

    @app.command("reset-factor")
    def reset_second_factor(
        sign_in: Annotated[str, typer.Argument(help="Tên đăng nhập / Sign-in name.")],
        because: Annotated[
            FactorResetReason, typer.Option(help="Lý do / Reason.")
        ] = FactorResetReason.LOST_DEVICE,
    ) -> None:
        """Gỡ xác thực hai lớp của một tài khoản / Take an account's second factor off.

        Example: lachan accounts reset-factor quantri --because lost_device
        """
        with opened() as work:
            account = _account(work, sign_in).account
            reset_factor(ResetFactor(account=account, because=because), work)
            work.commit()
        typer.echo("Đã gỡ; mọi phiên đã kết thúc. / Taken off; every session has ended.")

    @app.command()
    def close(sign_in: Annotated[str, typer.Argument(help="Tên đăng nhập / Sign-in name.")]) -> None:
        """Đóng tài khoản / Close an account.

        Example: lachan accounts close lan.nt
        """
        with opened() as work:
            close_account(CloseAccount(account=_account(work, sign_in).account), work)
            work.commit()
        typer.echo("Đã đóng. / Closed.")

    return app


def units(opened: Opened) -> typer.Typer:
    """Return the commands about units."""
    app = typer.Typer(help="Đơn vị của Hội / Units of the association.", no_args_is_help=True)

    @app.command("list")
    def list_units() -> None:
        """Liệt kê đơn vị / List the units.

        Example: lachan units list
        """
        with opened() as work:
            for row in work.view(Units).all():  # type: ignore[type-abstract]
                ended = f" (đến / until {row.ended_on})" if row.ended_on else ""
                typer.echo(f"{row.code}\t{row.name}\t{row.level.vi}{ended}")

    @app.command()
    def add(
        code: Annotated[str, typer.Argument(help="Mã, mở đầu mã hồ sơ / Code; file codes begin with it.")],
        name: Annotated[str, typer.Argument(help="Tên / Name.")],
        level: Annotated[UnitLevel, typer.Option(help="Cấp / Level.")] = UnitLevel.COMMUNE,
        parent: Annotated[str, typer.Option(help="Mã đơn vị cấp trên / Code of the unit above.")] = "",
        founded_on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Ngày thành lập / Founding day.")
        ] = None,
    ) -> None:
        """Lập đơn vị / Found a unit.

        Example: lachan units add XYT "Hội Bảo vệ quyền trẻ em xã Yên Thế" --level commune --parent HT
        """
        day = founded_on.date() if founded_on else vietnam_day(datetime.now(UTC))
        with opened() as work:
            above: UUID | None = _unit(work, parent).unit if parent else None
            founding = Founding(level=level, code=code, name=name, founded_on=day, parent=above)
            found_unit(FoundUnit(founding=founding), work)
            work.commit()
        typer.echo("Đã lập. / Founded.")

    return app


def _account(work: OpenWork, sign_in: str) -> AccountRow:
    rows = work.view(AccountList).all()  # type: ignore[type-abstract]
    found = next((row for row in rows if row.sign_in == sign_in), None)
    if found is None:
        raise NoSuchAccount
    return found


def _unit(work: OpenWork, code: str) -> UnitRow:
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    found = next((row for row in rows if row.code == code and row.ended_on is None), None)
    if found is None:
        raise NoSuchUnit
    return found


def _print_password(password: str) -> None:
    typer.echo(f"Mật khẩu dùng một lần (chỉ in lần này) / One-time password (printed only now): {password}")
