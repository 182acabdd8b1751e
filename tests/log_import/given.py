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


def everything(world: World) -> dict[str, int]:
    """Return how many rows each table holds, and where the log and the counters stand."""
    with world.house.pool.connection() as connection:
        tables = connection.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables"
            " WHERE schemaname IN ('es', 'facts', 'app')"
            " AND has_table_privilege(schemaname || '.' || tablename, 'SELECT')"
        ).fetchall()
        found = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # type: ignore[index]
            for (name,) in tables
        }
    found["position"] = count(world, "coalesce(max(position), 0) FROM es.events")
    found["counters"] = count(world, "coalesce(sum(last), 0) FROM app.counters")
    return found
