"""Commands of an operator: accounts and units, through the same handlers as the pages, under `system:cli`."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from pydantic import SecretStr, ValidationError

from api.door import OpenWork
from application.accounts import (
    AccountList,
    AccountRow,
    CloseAccount,
    OpenAccount,
    ResetPassword,
    SetRoles,
    close_account,
    open_account,
    reset_password,
    set_roles,
)
from application.sign_in import ResetFactor, reset_factor
from application.units import EndUnit, FoundUnit, MoveUnit, UnitRow, Units, end_unit, found_unit, move_unit
from domain.account import FactorResetReason, Person, Role
from domain.calendar import vietnam_day
from domain.chapter import Founding
from domain.kernel import Refused
from domain.lists import UnitLevel
from domain.units import AdminUnit

Opened = Callable[[], AbstractContextManager[OpenWork]]
"""Opens one work for the operator."""
_DAY = ["%Y-%m-%d"]
Code = Annotated[str, typer.Argument(help="Mã đơn vị / Code of the unit.")]
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
            account = account_named(work, sign_in).account
            reset_password(ResetPassword(account=account, password=SecretStr(password)), work)
            work.commit()
        _print_password(password)

    @app.command("roles")
    def give_roles(
        sign_in: Annotated[str, typer.Argument(help="Tên đăng nhập / Sign-in name.")],
        role: Annotated[list[Role], typer.Option(help="Vai trò, có thể lặp lại / Role; may be repeated.")],
        unit: Annotated[
            str, typer.Option(help="Mã đơn vị mới; bỏ trống thì giữ nguyên / New unit; the same if left out.")
        ] = "",
    ) -> None:
        """Đặt lại vai trò hoặc đơn vị; người ấy phải đăng nhập lại / Set roles or unit; the person signs in again.

        Example: lachan accounts roles lan.nt --role counsellor --role supervisor --unit XYT
        """
        with opened() as work:
            row = account_named(work, sign_in)
            new_unit = _unit(work, unit).unit if unit else row.unit
            set_roles(SetRoles(account=row.account, unit=new_unit, roles=tuple(role)), work)
            work.commit()
        typer.echo("Đã đổi. / Changed.")

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
            account = account_named(work, sign_in).account
            reset_factor(ResetFactor(account=account, because=because), work)
            work.commit()
        typer.echo("Đã gỡ; mọi phiên đã kết thúc. / Taken off; every session has ended.")

    @app.command()
    def close(sign_in: Annotated[str, typer.Argument(help="Tên đăng nhập / Sign-in name.")]) -> None:
        """Đóng tài khoản / Close an account.

        Example: lachan accounts close lan.nt
        """
        with opened() as work:
            close_account(CloseAccount(account=account_named(work, sign_in).account), work)
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
    def found(
        code: Annotated[str, typer.Argument(help="Mã, mở đầu mã hồ sơ / Code; file codes begin with it.")],
        name: Annotated[str, typer.Argument(help="Tên / Name.")],
        level: Annotated[UnitLevel, typer.Option(help="Cấp / Level.")] = UnitLevel.COMMUNE,
        parent: Annotated[str, typer.Option(help="Mã đơn vị cấp trên / Code of the unit above.")] = "",
        founded_on: Annotated[
            datetime | None, typer.Option(formats=_DAY, help="Ngày thành lập / Founding day.")
        ] = None,
        area: Annotated[str, typer.Option(help="Mã địa bàn, ví dụ 07288 / Code of the area served.")] = "",
    ) -> None:
        """Lập đơn vị / Found a unit.

        Example: lachan units found XYT "Hội Bảo vệ quyền trẻ em xã Yên Thế" --level commune --parent HT --area 07288
        """
        day = _day_of(founded_on)
        with opened() as work:
            founding = Founding(
                level=level,
                code=code,
                name=name,
                founded_on=day,
                parent=_unit(work, parent).unit if parent else None,
                areas=(_area(area),) if area else (),
            )
            found_unit(FoundUnit(founding=founding), work)
            work.commit()
        typer.echo("Đã lập. / Founded.")

    _changes(app, opened)
    return app


def _changes(app: typer.Typer, opened: Opened) -> None:
    @app.command()
    def move(
        code: Code,
        parent: Annotated[str, typer.Option(help="Mã đơn vị cấp trên mới / Code of the new unit above.")],
        effective_on: Annotated[
            datetime | None, typer.Option(formats=_DAY, help="Từ ngày / From this day.")
        ] = None,
    ) -> None:
        """Chuyển đơn vị sang đơn vị cấp trên khác / Place a unit under another one.

        Example: lachan units move XYT --parent HT --effective-on 2026-01-01
        """
        with opened() as work:
            unit, above = _unit(work, code).unit, _unit(work, parent).unit
            move_unit(MoveUnit(unit=unit, parent=above, effective_on=_day_of(effective_on)), work)
            work.commit()
        typer.echo("Đã chuyển. / Moved.")

    @app.command()
    def end(
        code: Code,
        successor: Annotated[str, typer.Option(help="Mã đơn vị kế thừa / Code of the successor.")],
        ended_on: Annotated[
            datetime | None, typer.Option(formats=_DAY, help="Ngày cuối cùng / Last day.")
        ] = None,
    ) -> None:
        """Kết thúc đơn vị; đơn vị kế thừa nhận việc còn lại / End a unit; its successor answers for what is open.

        Example: lachan units end XYT --successor HT --ended-on 2026-06-30
        """
        with opened() as work:
            unit, after = _unit(work, code).unit, _unit(work, successor).unit
            end_unit(EndUnit(unit=unit, ended_on=_day_of(ended_on), successor=after), work)
            work.commit()
        typer.echo("Đã kết thúc. / Ended.")


def _day_of(given: datetime | None) -> date:
    """Return the day that was given, or today."""
    return given.date() if given else vietnam_day(datetime.now(UTC))


def _area(code: str) -> AdminUnit:
    try:
        return AdminUnit.model_validate(code)
    except ValidationError:
        raise NoSuchUnit from None


def account_named(work: OpenWork, sign_in: str) -> AccountRow:
    """Return the account that signs in under this name.

    Raises:
        NoSuchAccount: Nobody does.
    """
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
