"""`lachan audit`: heads for witnesses and minutes, exports and proofs for auditors; each noted in the access log."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from infrastructure.postgres import Database
from infrastructure.settings import Settings

Opened = Callable[[], AbstractContextManager[tuple[Database, Settings]]]
To = Annotated[Path, typer.Option(help="Tệp sẽ tạo / File to make.")]


def audit_commands(opened: Opened) -> typer.Typer:
    """Return the commands about the seal."""
    app = typer.Typer(help="Niêm phong, bằng chứng / The seal and proofs.", no_args_is_help=True)

    @app.command()
    def checkpoint() -> None:
        """Ký hai sổ ngay và in dòng cho biên bản / Sign both logs now; print the lines for the minutes.

        Example: lachan audit checkpoint
        """
        from infrastructure.seal.desk import sign_now

        with opened() as (database, settings):
            for line in sign_now(database, settings):
                typer.echo(line)

    @app.command()
    def export(to: To) -> None:
        """Xuất cả hai sổ, bản ký và khoá công khai để kiểm chứng nơi khác / Both logs with heads and public keys.

        Example: lachan audit export --to so-2026-11.jsonl.gz
        """
        from infrastructure.seal.desk import public_keys
        from infrastructure.seal.export import export as write

        with opened() as (database, settings):
            _noted(database, settings, "audit.export")
            write(database.auditor_dsn, public_keys(database, settings), to)
        typer.echo(f"{to}: lachan-verify {to}")

    return app


def _noted(database: Database, settings: Settings, action: str) -> None:
    from infrastructure.house import open_house
    from infrastructure.work import Caller, PgWork

    with open_house(database, settings, connections=1) as house, PgWork(house, Caller(system="cli")) as work:
        work.note_access(action, basis="operator:cli")
        work.commit()
