"""Commands of an operator about duty numbers, through the same handlers as the page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from api.door import OpenWork
from api.pages import shown
from application.directory import ListNumber, WithdrawNumber, list_number, see_directory, withdraw_number
from domain.calendar import vietnam_day
from domain.duty_numbers import DutyBody, DutyNumber
from domain.kernel import Refused
from domain.units import AdminUnit

Opened = Callable[[], AbstractContextManager[OpenWork]]
Place = Annotated[str, typer.Argument(help="Mã xã, phường, tỉnh, ví dụ 07288 / Code of commune or province.")]
_DAY = ["%Y-%m-%d"]


class NotADutyNumber(Refused):
    """Place or number cannot be."""

    vi = "Không có nơi mang mã này, hoặc đây không phải một số điện thoại gọi được."
    en = "No place has this code, or this is not one telephone number that can be called."


def numbers(opened: Opened) -> typer.Typer:
    """Return the commands about duty numbers."""
    app = typer.Typer(help="Danh bạ trực / Duty numbers.", no_args_is_help=True)

    @app.command("list")
    def list_them() -> None:
        """Liệt kê số trực / List the duty numbers.

        Example: lachan numbers list
        """
        with opened() as work:
            for one in see_directory(work).listings:
                listed, until = one.listed, f" – {one.last_day}" if one.last_day else ""
                private = " (số riêng / private)" if listed.is_private else ""
                where = f"{one.entry}\t{listed.unit.code}\t{listed.unit.name_as_written}"
                typer.echo(
                    f"{where}\t{listed.body.vi}\t{shown(listed.number)}{private}\t{listed.valid_from}{until}"
                )
            work.commit()

    @app.command()
    def add(
        place: Place,
        number: Annotated[str, typer.Argument(help="Số điện thoại / Telephone number.")],
        body: Annotated[DutyBody, typer.Option(help="Cơ quan / Body.")] = DutyBody.CHILD_PROTECTION,
        note: Annotated[str, typer.Option(help="Ghi chú / Note.")] = "",
        private: Annotated[bool, typer.Option(help="Số riêng của cán bộ / An officer's own number.")] = False,
        since: Annotated[datetime | None, typer.Option(formats=_DAY, help="Từ ngày / From this day.")] = None,
    ) -> None:
        """Ghi một số trực / List a duty number.

        Example: lachan numbers add 07288 "0204 000 00 12" --body police
        """
        given = {"unit": place, "body": body, "number": number, "note": note, "is_private": private}
        try:
            listed = DutyNumber.model_validate(given | {"valid_from": str(_day(since))})
        except ValidationError:
            raise NotADutyNumber from None
        with opened() as work:
            entry = list_number(ListNumber(number=listed), work)
            work.commit()
        typer.echo(f"Đã ghi. / Listed. {entry}")

    @app.command()
    def withdraw(
        place: Place,
        entry: Annotated[UUID, typer.Argument(help="Cột đầu của «lachan numbers list» / First column.")],
        last_day: Annotated[
            datetime | None, typer.Option(formats=_DAY, help="Ngày dùng cuối cùng / Last day in use.")
        ] = None,
    ) -> None:
        """Thôi dùng một số trực / Withdraw a duty number.

        Example: lachan numbers withdraw 07288 00000000-0000-4000-8000-000000000000 --last-day 2026-06-30
        """
        try:
            unit = AdminUnit.model_validate(place)
        except ValidationError:
            raise NotADutyNumber from None
        with opened() as work:
            withdraw_number(WithdrawNumber(unit=unit, entry=entry, last_day=_day(last_day)), work)
            work.commit()
        typer.echo("Đã thôi dùng. / Withdrawn.")

    return app


def _day(given: datetime | None) -> date:
    return given.date() if given else vietnam_day(datetime.now(UTC))
