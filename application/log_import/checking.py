"""The dry run: every row of a file checked against the rules of the form, the log, and the other rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.accounts import AccountList
from application.log_import.promises import ColumnsMissing, Imports, NoLogInFile, Readings
from application.matches import Named, named_people
from application.work import Question, Work
from domain.child_case.file_code import FileCode
from domain.child_case.intake import Details
from domain.kernel import Act, Actor, FieldClass, Line, Unknown
from domain.log_import.columns import heads_of
from domain.log_import.deeds import Mark, deeds_of
from domain.log_import.entry import CheckedRow, OldEntry, Remark
from domain.log_import.rows import check
from domain.log_import.table import Table, table_of
from domain.text import fold

log = structlog.get_logger()
_NOBODY = UUID(int=0)


class CheckLog(Question):
    """Check a file without entering anything: the dry run."""

    ACTION: ClassVar[Action] = Action.IMPORT_LOG
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    unit: UUID | None = None
    sheet: Line = ""
    columns: tuple[tuple[Line, Line], ...] = ()
    """Fields by heads that were named by hand."""
    year: int | None = Field(default=None, ge=1990, le=2199)
    """Of days that the log writes without one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file after its check: what its table is, and every row with its remarks. It lives in memory alone."""

    unit: UUID
    digest: str
    table: Table
    rows: tuple[CheckedRow, ...]
    there: frozenset[int]
    """Rows that stand in the log already."""

    @property
    def new(self) -> tuple[OldEntry, ...]:
        """The entries that would be added."""
        return tuple(one.entry for one in self.rows if one.entry is not None and one.row not in self.there)

    @property
    def good(self) -> int:
        """How many rows have no fault, those that stand there already included."""
        return sum(one.is_good for one in self.rows)

    @property
    def repeated(self) -> int:
        """How many rows stand twice in the file; the first of them counts."""
        return sum(any(r.code == "same_row_twice" for r in one.remarks) for one in self.rows)

    @property
    def faulty(self) -> int:
        """How many rows have a fault that somebody must see to."""
        return sum(bool(one.faults) and not one.is_repeated for one in self.rows)

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many remarks of each code there are."""
        return Counter(remark.code for one in self.rows for remark in one.remarks)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read, row by row, before the log was asked about it."""

    content: bytes
    table: Table
    rows: tuple[CheckedRow, ...]


def read_log(question: CheckLog, content: bytes, work: Work) -> Read:
    """Read a file and hold every row against the rules of the form; asks no database, so no lock waits for it.

    Whoever calls it has asked before whether the reader may, and lets go of that transaction meanwhile.

    Raises:
        NoLogInFile: No row looks like the heads of a log.
        ColumnsMissing: Date of receipt or content have no column.
        FileNotRead: It is too large, no table, locked, or dangerous to open.
    """
    sheet = work.view(Readings).sheet(content, question.sheet)  # type: ignore[type-abstract]
    table = table_of(sheet, dict(question.columns))
    if table is None:
        raise NoLogInFile
    if table.missing:
        raise ColumnsMissing(columns=", ".join(heads_of(one)[0] for one in table.missing))
    now = work.now()
    act = Act(Actor.system("check"), now)
    return Read(content, table, tuple(_as_entered(one, act) for one in check(table, now, question.year)))


def check_log(question: CheckLog, read: Read, work: Work) -> Checked:
    """Hold a file against the log; nothing is written but the entry of the access log, with the cases it named."""
    work.allow(question)
    unit = unit_within(question.unit, work)
    imports = work.view(Imports)  # type: ignore[type-abstract]
    people = _people(unit, work)
    rows = [_with_counsellor(one, people) for one in read.rows]
    there, rows = _known(unit, rows, imports)
    rows = _alike(rows, there, imports, work)
    log.info("import_checked", count=len(rows), entries=sum(one.is_good for one in rows))
    return Checked(unit, imports.digest(read.content), read.table, tuple(rows), there)


def unit_within(asked: UUID | None, work: Work) -> UUID:
    """Return the unit in whose register the rows go: one's own, or one within one's scope."""
    unit = asked or work.reader.unit
    if unit not in work.reader.units:
        raise Unknown
    return unit


def _people(unit: UUID, work: Work) -> dict[str, UUID]:
    """Return the accounts that may keep a case of the unit, by name; a name that two have is left out."""
    names = work.view(AccountList)  # type: ignore[type-abstract]
    found: dict[str, list[UUID]] = {}
    for account, of in names.works_on_cases().items():
        if of == unit:
            found.setdefault(fold(names.name_of(account)), []).append(account)
    return {name: accounts[0] for name, accounts in found.items() if len(accounts) == 1}


def _with_counsellor(one: CheckedRow, people: Mapping[str, UUID]) -> CheckedRow:
    if one.entry is None or not one.entry.counsellor_said:
        return one
    account = people.get(fold(str(one.entry.counsellor_said)))
    if account is not None:
        return one.model_copy(update={"entry": one.entry.model_copy(update={"counsellor": account})})
    return _warned(one, Remark(row=one.row, code="counsellor_unknown", is_fault=False))


def _warned(one: CheckedRow, *remarks: Remark) -> CheckedRow:
    return one.model_copy(update={"remarks": (*one.remarks, *remarks)})


def _known(
    unit: UUID, rows: Sequence[CheckedRow], imports: Imports
) -> tuple[frozenset[int], list[CheckedRow]]:
    good = [(at, one.entry) for at, one in enumerate(rows) if one.entry is not None]
    keys = imports.keys(unit, (str(entry.content) for _, entry in good))
    numbers = imports.keys(unit, (str(entry.number_of_year) for _, entry in good))
    there, used = imports.there(unit, keys), imports.numbers(unit, [key for key in numbers if key])
    found: set[int] = set()
    out = list(rows)
    for (at, entry), key, number in zip(good, keys, numbers, strict=True):
        if key in there:
            found.add(entry.row)
            remark = Remark(row=entry.row, code="there_already", is_fault=False, case=there[key])
            out[at] = _warned(out[at], remark)
        elif number in used:
            remark = Remark(row=entry.row, code="number_there_already", is_fault=False, case=used[number])
            out[at] = _warned(out[at], remark)
    return frozenset(found), out


def _alike(rows: list[CheckedRow], there: frozenset[int], imports: Imports, work: Work) -> list[CheckedRow]:
    people = [
        (one.row, child)
        for one in rows
        if one.entry is not None and one.row not in there
        for child in _children(one.entry.details)
    ]
    found = imports.alike(people)
    work.showed({alike.record_no for several in found.values() for alike in several})
    return [
        _warned(
            one,
            *(
                Remark(row=one.row, code="alike", is_fault=False, case=alike.code)
                for alike in found.get(one.row, ())[:3]
            ),
        )
        for one in rows
    ]


def _children(details: Details) -> Iterable[Named]:
    return named_people(details)[:1]


def _as_entered(one: CheckedRow, act: Act) -> CheckedRow:
    """Return the row with a word for whoever expects it closed, where the guard would keep it open."""
    if one.entry is None or one.entry.closing is None:
        return one
    kept_open = deeds_of(one.entry, _NOBODY, _NOBODY, FileCode("-"), 0, Mark(_NOBODY, ""), act).kept_open
    if kept_open is None:
        return one
    return _warned(one, Remark(row=one.row, code=f"kept_open_{kept_open.__name__}", is_fault=False))
