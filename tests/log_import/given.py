"""The command of an operator, run in a test under the session of a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from api.operator_export import Works
from api.operator_import import importing
from infrastructure.work import Caller, PgWork
from tests.journeys.world import PASSWORD, World


def imported(world: World, file: Path, *said: str, who: str = "supervisor") -> Result:
    """Run `lachan import FILE --as WHO …`."""

    @contextmanager
    def opened() -> Iterator[Works]:
        yield lambda token: PgWork(world.house, Caller(token=token))

    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(importing(opened))
    given = [str(file), "--as", who, *said]
    return CliRunner().invoke(app, given, input=f"{PASSWORD}\n", env={"COLUMNS": "200"})


def count(world: World, what: str) -> int:
    """Return a number that the database knows."""
    with world.house.pool.connection() as connection:
        row = connection.execute(f"SELECT {what}").fetchone()
    assert row is not None
    return int(row[0])


def entered(world: World) -> int:
    """Return how many cases there are."""
    return count(world, "count(*) FROM facts.records WHERE kind = 'case'")
