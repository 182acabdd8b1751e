"""What a view is: tables in a schema of its own, folded from the log, dropped and rebuilt at will.

A view's statements name its tables without a schema; the follower sets the search path, so the same fold
fills the live view, a new version beside it, or a copy that is only compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

import psycopg

from application.ledger import Recorded
from domain.kernel import Event

Connection = psycopg.Connection[Any]
Statement = tuple[str, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Scoped:
    """How a table's rows are let through to readers by row security; a table without it is for the follower alone."""

    record: str
    """Column with the record that a row is of."""
    unit: str | None = None
    """Column with the unit that answers for it; None: the record's own, looked up in the fact rows."""
    figures: bool = False
    """Whether whole-scope roles see all of it: counts, no record."""


class View:
    """One view. Rows follow from the recorded facts alone: no clock, no new id, no other service."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int]
    TABLES: ClassVar[tuple[str, ...]]
    """Names of its tables, for `views compare`."""
    DDL: ClassVar[str]
    """`CREATE TABLE` statements with unqualified names, and the indexes that folding itself needs."""
    INDEXES: ClassVar[str] = ""
    """`CREATE INDEX` statements for whoever reads; a view that is built anew gets them when its rows are there."""
    READERS: ClassVar[Mapping[str, Scoped]] = {}
    """Which rows of its tables readers get, whatever the application asks for (the second lock)."""
    TOPICS: ClassVar[tuple[str, ...]] = ("",)
    """How the topics begin that can touch the view; it is not shown the others."""

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Fold a batch into the tables; runs inside the follower's transaction."""
        with connection.pipeline():
            for recorded in batch:
                for statement, values in self.statements(recorded):
                    connection.execute(statement, values, prepare=True)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes; for views that need no more than that, and for the rare facts of others."""
        raise NotImplementedError(type(self))

    def fold_in_runs(
        self,
        connection: Connection,
        batch: Sequence[Recorded],
        rare: tuple[type[Event], ...],
        fold_run: Callable[[Connection, Sequence[Recorded]], None],
    ) -> None:
        """Fold a batch in its order: rare facts by their statements, the runs between them in memory."""
        for is_rare, run in groupby(batch, key=lambda recorded: isinstance(recorded.fact, rare)):
            if is_rare:
                View.fold(self, connection, tuple(run))
            else:
                fold_run(connection, tuple(run))

    @classmethod
    def schema(cls) -> str:
        """The schema of the live view."""
        return f"v_{cls.NAME}"
