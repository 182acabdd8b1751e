"""Fact rows of units."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.chapter import UnitEnded, UnitFounded, UnitMoved
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _unit_founded(fact: UnitFounded, recorded: Recorded) -> Iterator[Statement]:
    founding = fact.founding
    yield (
        "INSERT INTO facts.units (unit, level, code, name, parent, founded_on) VALUES (%s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            founding.level.value,
            founding.code,
            founding.name,
            founding.parent,
            founding.founded_on,
        ),
    )


@rows_of.register
def _unit_moved(fact: UnitMoved, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.units SET parent = %s WHERE unit = %s", (fact.parent, recorded.stream)


@rows_of.register
def _unit_ended(fact: UnitEnded, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.units SET ended_on = %s, successor = %s WHERE unit = %s",
        (fact.ended_on, fact.successor, recorded.stream),
    )
