"""Commands of an operator about keys and what is hashed under them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import typer

from infrastructure.postgres import Database
from infrastructure.settings import Settings

Opened = Callable[[], AbstractContextManager[tuple[Database, Settings]]]
"""Opens the database for one command."""


def match_commands(opened: Opened) -> typer.Typer:
    """Return the commands about match rows."""
    app = typer.Typer(
        help="Dấu khớp để phát hiện xung đột lợi ích, trùng hồ sơ / Match rows for conflicts and duplicates.",
        no_args_is_help=True,
    )

    @app.callback()
    def about() -> None:
        """Keep `rebuild` a command of its own although it is the only one."""

    @app.command()
    def rebuild() -> None:
        """Băm lại mọi dấu khớp bằng khoá mới, huỷ khoá cũ / Hash all match rows again under a new key.

        Example: lachan matches rebuild
        """
        from infrastructure import matches
        from infrastructure.house import open_keys

        with opened() as (database, settings):
            keys = open_keys(settings, database.app_dsn)
            try:
                rows = matches.rebuild(database.app_dsn, keys)
            finally:
                keys.close()
        typer.echo(f"{rows} dấu khớp / match rows")

    return app
