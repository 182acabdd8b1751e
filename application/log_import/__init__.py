"""Import of an old log: checked as a whole and written nowhere, then entered row by row in batches.

A dry run is a question: it leaves an entry in the access log and nothing else. An import begins only after the whole
file was checked; each batch is one transaction. What was entered before, by whichever import, is passed
over (decision 0086).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar
from uuid import UUID

import structlog

from application.access import Action
from application.log_import.checking import Checked, CheckLog, check_log, read_log, unit_within
from application.log_import.promises import ImportedEntry, ImportRow, Imports
from application.units import Units
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.child_case.file_code import FileCode
from domain.kernel import Actor, Line, Unknown
from domain.log_import import AllThere, ImportIsOver, LogImport
from domain.log_import.deeds import Mark, deeds_of
from domain.log_import.entry import OldEntry

__all__ = ["CheckLog", "Checked", "check_log", "read_log"]

log = structlog.get_logger()
T = TypeVar("T")

ROWS_AT_ONCE = 25
"""Rows entered in one transaction: it holds the counter of the register, and somebody may be taking in a child; a
member that is entered holds back what is decided on files that name them."""


class ImportLog(Command):
    """Begin to enter the rows of a file that was checked."""

    ACTION: ClassVar[Action] = Action.IMPORT_LOG
    unit: UUID | None = None
    accept_good: bool = False
    digest: Line


class AboutImport(Command):
    """A command about one import."""

    import_id: UUID

    def record(self) -> UUID | None:
        """The import."""
        return self.import_id


class EnterRows(AboutImport):
    """Enter a few rows."""

    ACTION: ClassVar[Action] = Action.IMPORT_LOG
    rows: tuple[OldEntry, ...]


class FinishImport(AboutImport):
    """Say that every row stands in the log."""

    ACTION: ClassVar[Action] = Action.IMPORT_LOG


class SeeImports(Question):
    """See the imports of one's scope."""

    ACTION: ClassVar[Action] = Action.SEE_IMPORTS


class OpenImport(Question):
    """See one import with its entries."""

    ACTION: ClassVar[Action] = Action.SEE_IMPORTS
    import_id: UUID
    after: int = 0

    def record(self) -> UUID | None:
        """The import."""
        return self.import_id


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import with a page of its entries."""

    row: ImportRow
    entries: tuple[ImportedEntry, ...]
    next: int | None


SHOWN = 100
"""Entries on one page of an import."""


def import_log(cmd: ImportLog, checked: Checked, work: Work) -> UUID:
    """Begin, or take up the import of the same file that was cut; return its id. No row is entered yet.

    Raises:
        FileHasFaults: A row has a fault, and good rows alone were not asked for.
        NothingToImport: No row is good.
        AllThere: Every good row stands in the log already.
    """
    work.allow(cmd)
    unit = unit_within(cmd.unit, work)
    if unit != checked.unit:
        raise Unknown
    imports = work.view(Imports)  # type: ignore[type-abstract]
    before = imports.unfinished(unit, checked.digest)
    if before is not None:
        return before
    begun = LogImport.begin(
        unit,
        checked.digest,
        rows=len(checked.rows),
        good=checked.good,
        faulty=checked.faulty,
        accept_good=cmd.accept_good,
        act=work.act,
    )
    if not checked.new:
        raise AllThere
    import_id = work.new_id()
    work.open(import_id, begun)
    log.info("import_begun", stream_id=str(import_id), entries=checked.good)
    return import_id


def enter_rows(cmd: EnterRows, work: Work) -> int:
    """Enter a few rows and return how many are new; those that stand there already are passed over.

    Raises:
        ImportIsOver: It was finished.
    """
    work.allow(cmd)
    held = work.read(LogImport, cmd.import_id)
    if held.is_over:
        raise ImportIsOver
    imports = work.view(Imports)  # type: ignore[type-abstract]
    keys = imports.keys(held.unit, (str(entry.content) for entry in cmd.rows))
    numbers = imports.keys(held.unit, (str(entry.number_of_year) for entry in cmd.rows))
    there = imports.there(held.unit, keys)
    act, new = work.act, 0
    work.acts_as(Actor(kind="import", name=str(cmd.import_id)))
    unit_code = work.view(Units).of(held.unit).code  # type: ignore[type-abstract]
    year = vietnam_day(act.at).year
    for entry, key, number_key in zip(cmd.rows, keys, numbers, strict=True):
        if key in there:
            continue
        case_id, number = work.new_id(), work.next_number(f"{held.unit}:{year}")
        code, mark = FileCode.of(unit_code, number, year), Mark(cmd.import_id, key, number_key)
        deeds = deeds_of(entry, case_id, held.unit, code, number, mark, act)
        work.open(case_id, *deeds.facts, correlation=cmd.import_id)
        new += 1
    log.info("import_entered", stream_id=str(cmd.import_id), entries=new)
    return new


def finish_import(cmd: FinishImport, work: Work) -> None:
    """Say that every good row stands in the log."""
    work.allow(cmd)
    held, row = work.read(LogImport, cmd.import_id), _row(cmd.import_id, work)
    work.append(held, held.finish(row.entered, max(0, row.good - row.entered), work.act))
    log.info("import_finished", stream_id=str(cmd.import_id), entries=row.entered)


def batches(rows: Sequence[T]) -> Iterable[tuple[T, ...]]:
    """Yield rows of a file as they are entered together."""
    for first in range(0, len(rows), ROWS_AT_ONCE):
        yield tuple(rows[first : first + ROWS_AT_ONCE])


def see_imports(question: SeeImports, work: Work) -> Sequence[ImportRow]:
    """Return the imports of the reader's scope."""
    work.allow(question)
    rows = work.view(Imports).all()  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def open_import(question: OpenImport, work: Work) -> ImportPage:
    """Return one import with a page of its entries: what a wrong import is taken back by, file by file."""
    work.allow(question)
    row = _row(question.import_id, work)
    entries = work.view(Imports).entries(question.import_id, question.after, SHOWN + 1)  # type: ignore[type-abstract]
    work.showed(one.record_no for one in entries[:SHOWN])
    following = entries[SHOWN - 1].row if len(entries) > SHOWN else None
    return ImportPage(row, tuple(entries[:SHOWN]), following)


def _row(import_id: UUID, work: Work) -> ImportRow:
    row = work.view(Imports).of(import_id)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    return row
