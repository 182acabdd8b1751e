"""`lachan trail`: the access log for other systems; ids and codes only, and the writing of it is in the log itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from domain.calendar import start_of_day
from infrastructure.postgres import Database
from infrastructure.settings import Settings


class Form(StrEnum):
    """What the other system reads."""

    FHIR = "fhir"
    OCSF = "ocsf"


Opened = Callable[[], AbstractContextManager[tuple[Database, Settings]]]


def trail_commands(opened: Opened) -> typer.Typer:
    """Return the commands about the access log."""
    app = typer.Typer(help="Nhật ký truy cập / The access log.", no_args_is_help=True)

    @app.callback()
    def trail() -> None:
        """Keep the name of the one command."""

    @app.command(name="export")
    def export_trail(
        since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Từ ngày / From this day on.")],
        until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Trước ngày / Before this day.")],
        to: Annotated[Path, typer.Option(help="Tệp sẽ tạo / File to make.")],
        form: Annotated[Form, typer.Option("--as", help="FHIR AuditEvent, OCSF.")] = Form.FHIR,
    ) -> None:
        """Ghi nhật ký truy cập ra tệp, mỗi dòng một mục, chỉ có mã / The access log as a file, ids and codes only.

        Example: lachan trail export --since 2026-11-01 --until 2026-12-01 --to nhat-ky.jsonl
        """
        from infrastructure.house import open_house
        from infrastructure.trail_forms import write
        from infrastructure.work import Caller, PgWork

        first, last = start_of_day(since.date()), start_of_day(until.date())
        with opened() as (database, settings):
            with (
                open_house(database, settings, connections=1) as house,
                PgWork(house, Caller(system="cli")) as work,
            ):
                work.note_access("trail.export", basis="operator:cli")
                work.commit()
            count = write(database.auditor_dsn, first, last, form.value, to)
        typer.echo(f"{to}: {count} mục / entries")

    return app
