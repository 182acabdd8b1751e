"""What a row of a released table counts: a measure, a row of the children's situation, a count of the follow-up log.

Rows of one *universe* count the same things and tell of each other: everything that is counted of children's files, or
forwardings with those for abuse. Rows of different universes have no sum in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, NamedTuple

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from domain.article92 import OF_CHILDREN, Measure
from domain.log_figures import LogCount
from domain.situation import ALL, Cut


class SituationRow(NamedTuple):
    """A row of a cut of the children's situation."""

    cut: Cut
    code: str

    @property
    def coded(self) -> str:
        """The stored form: what it is, the cut, the code."""
        return f"{Cut.LIST}/{Cut.VERSION}/{self.cut.value}/{self.code}"

    def label(self, language: str = "vi") -> str:
        """Return what it is called."""
        return self.cut.label_of(self.code, language)


Row = Measure | LogCount | SituationRow
CASES = SituationRow(Cut.CASES, ALL)
SITUATION = tuple(SituationRow(cut, code) for cut in Cut for code in cut.codes)
"""All rows of the children's situation, in the order of its tables."""
LOG = (LogCount.ENTRIES, LogCount.LATE, LogCount.INCOMPLETE)
"""What is released of the follow-up log."""
EVENTS = tuple(
    one
    for one in Measure
    if one in OF_CHILDREN and one not in (Measure.RECEIVED, Measure.IN_TIME, Measure.IMPORTED)
)
"""Measures about children of which one file may count several."""
OF_FILES = (Measure.RECEIVED, Measure.IN_TIME, Measure.IMPORTED)
"""Measures of which each file counts one at most."""
PART_OF: Mapping[Measure, Measure] = {Measure.FORWARDED_ABUSE: Measure.FORWARDED}
"""Measures of which each one counted is counted in another too."""


@cache
def _by_code() -> dict[str, Row]:
    rows: tuple[Row, ...] = (*Measure, *LogCount, *SITUATION)
    return {code: row for row in rows for code in (row.coded, code_of(row))}


def parsed(value: object) -> Row:
    """Return a row from itself, as a pair too, from its stored form, or from its code in a plain file.

    Raises:
        ValueError: `unknown_code`; the value itself is not repeated.
    """
    if isinstance(value, SituationRow) or type(value) in (Measure, LogCount):
        return value  # type: ignore[return-value] # one of the three
    if isinstance(value, tuple) and len(value) == 2:
        value = f"situation.{value[0]}.{value[1]}"
    found = _by_code().get(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("unknown_code")
    return found


StoredRow = Annotated[
    Measure | LogCount | SituationRow,
    PlainValidator(parsed),
    PlainSerializer(lambda row: row.coded, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string"}),
]


def code_of(row: Row) -> str:
    """Return the code of a row in a plain file; that of a measure stands for itself."""
    match row:
        case SituationRow(cut, code):
            return f"situation.{cut.value}.{code}"
        case LogCount():
            return f"log.{row.value}"
        case _:
            return row.value


def hides_noughts(row: Row) -> bool:
    """Return whether a nought of a row is hidden like 1 to 4, where there is an entry at all.

    Of what is late or incomplete among few entries that are known the rest would else be told too narrowly: of five
    entries, some late, readers could say one to five.
    """
    return row in (LogCount.LATE, LogCount.INCOMPLETE)


def universe_of(row: Row) -> Measure:
    """Return the measure that names what a row counts: files by `RECEIVED`."""
    if not isinstance(row, Measure) or row in OF_FILES:
        return Measure.RECEIVED
    return PART_OF.get(row, row)


System = Measure | LogCount | Cut
"""Rows whose joint counts are told apart: of two systems readers know no more than that they are of the same files."""


def system_of(row: Row) -> System:
    """Return the system of a row: entries with their time, what is missing, each cut of the children's situation."""
    if isinstance(row, SituationRow) and row != CASES:
        return row.cut
    return row if row is LogCount.INCOMPLETE else universe_of(row)


def wholes_of(row: Row) -> tuple[Row, ...]:
    """Return the rows by which all that a row counts some of is known."""
    universe = universe_of(row)
    return (universe, CASES, LogCount.ENTRIES) if universe is Measure.RECEIVED else (universe,)


def same_as(row: Row) -> Row:
    """Return the row under which the same count is known: all files are all entries and all received."""
    return Measure.RECEIVED if row in (CASES, LogCount.ENTRIES) else row


@dataclass(frozen=True, slots=True)
class Kin:
    """Rows that count some of what a whole counts."""

    rows: tuple[Row, ...]
    whole: Row | None = None
    """None: all that any of them counts."""
    is_many: bool = False
    """Whether one thing may count in several of them."""


def kin_of(universe: Measure) -> Iterator[Kin]:
    """Yield the rows of a universe that readers will hold side by side."""
    if universe is Measure.RECEIVED:
        yield Kin((Measure.IN_TIME, Measure.IMPORTED), Measure.RECEIVED)
        yield Kin((LogCount.LATE,), LogCount.ENTRIES)
        yield Kin((LogCount.INCOMPLETE,), LogCount.ENTRIES)
        for cut in Cut:
            if cut is not Cut.CASES:
                yield Kin(tuple(row for row in SITUATION if row.cut is cut), is_many=cut.is_many)
    for part, whole in PART_OF.items():
        if whole is universe:
            yield Kin((part,), whole)
