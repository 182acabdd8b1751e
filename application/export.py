"""Bulk exports of the follow-up log: asked for, approved by a second person, built at the download, kept nowhere."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.accounts import AccountList
from application.export_sheet import Heading, Sheet, sheet_of
from application.follow_up_log import FollowUpLog, LogEntry, Order, SeeLog, Within
from application.ledger import Recorded
from application.same_person import as_one
from application.units import UnitRow, Units
from application.work import Command, Question, Work
from domain.account import Role
from domain.calendar import vietnam_day
from domain.export import (
    MOST_DOWNLOADS,
    MOST_ROWS,
    Export,
    ExportAsked,
    ExportDelivered,
    ExportFormat,
    ExportPart,
    ExportPurpose,
    ExportStage,
    TooManyToExport,
)
from domain.kernel import FieldClass, Line, Unknown

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One request as a list shows it: codes, days and counts."""

    export: UUID
    record_no: int
    unit: UUID
    purpose: ExportPurpose
    parts: tuple[ExportPart, ...]
    stage: ExportStage
    requested_at: datetime
    requested_by: UUID | None
    approved_by: UUID | None
    until: datetime | None
    downloads: int

    def is_open(self, now: datetime) -> bool:
        """Whether it can be downloaded now by whoever asked."""
        in_time = self.until is not None and now < self.until
        return self.stage is ExportStage.APPROVED and in_time and self.downloads < MOST_DOWNLOADS


class Exports(Protocol):
    """Requests for exports, straight from the fact rows."""

    def all(self) -> Sequence[ExportRow]:
        """Return the requests of the reader's scope, the newest first."""

    def of(self, export: UUID) -> ExportRow | None:
        """Return one of them."""

    def gave_out(self, case_id: UUID) -> Sequence[int]:
        """Return the positions of the facts by which files that held this case were given out."""

    def erased(self, cases: Sequence[UUID]) -> Mapping[UUID, datetime]:
        """Return which of these cases were erased, and when."""


class Kept(Protocol):
    """A file that waits for its commit, readable once and by this process alone."""

    digest: bytes
    """SHA-256 of its bytes."""
    size: int

    def __iter__(self) -> Iterator[bytes]:
        """Give out its bytes, piece by piece; afterwards nothing is left of it."""


class Spreadsheets(Protocol):
    """Writes files row by row; what has to wait on a disk is encrypted under a key that no disk holds."""

    def written(self, sheet: Sheet, kind: ExportFormat, at: datetime) -> Kept:
        """Return the file: the same sheet at the same moment gives the same bytes."""


class RequestExport(Command):
    """Ask for an export."""

    ACTION: ClassVar[Action] = Action.REQUEST_EXPORT
    asked: ExportAsked


class AboutExport(Command):
    """A command about one request."""

    export: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.export


class ApproveExport(AboutExport):
    """Agree as the second person."""

    ACTION: ClassVar[Action] = Action.APPROVE_EXPORT


class RejectExport(AboutExport):
    """Do not agree."""

    ACTION: ClassVar[Action] = Action.APPROVE_EXPORT
    note: Line = ""


class WithdrawExport(AboutExport):
    """Take the request back."""

    ACTION: ClassVar[Action] = Action.REQUEST_EXPORT


class DownloadExport(AboutExport):
    """Build the file and get it."""

    ACTION: ClassVar[Action] = Action.DOWNLOAD_EXPORT
    format: ExportFormat = ExportFormat.XLSX


class SeeExports(Question):
    """See the requests."""

    ACTION: ClassVar[Action] = Action.SEE_EXPORTS


class OpenExport(Question):
    """See one request with what was said."""

    ACTION: ClassVar[Action] = Action.SEE_EXPORTS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    export: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.export


@dataclass(frozen=True, slots=True)
class ExportPage:
    """One request with its facts."""

    row: ExportRow
    asked: ExportAsked
    history: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """A file, committed in the log and in the access log before its first byte goes out."""

    content: Kept
    name: str
    kind: ExportFormat


def request_export(cmd: RequestExport, work: Work) -> UUID:
    """Ask; the request belongs to the unit that is asked for, else to one's own.

    Raises:
        Unknown: The unit is not within one's scope.
    """
    work.allow(cmd)
    unit = cmd.asked.filters.unit or work.reader.unit
    if unit not in work.reader.units:
        raise Unknown
    export = work.new_id()
    work.purpose(purpose="export", legal_basis=cmd.asked.legal_basis.coded)
    work.open(export, Export.request(cmd.asked, unit, work.act))
    log.info("export_requested", stream_id=str(export))
    return export


def approve_export(cmd: ApproveExport, work: Work) -> None:
    """Agree as the second person.

    Raises:
        SecondPersonNeeded: It is the same person who asked.
        ExportIsOver: It was decided already.
    """
    work.allow(cmd)
    export = work.read(Export, cmd.export)
    work.append(export, export.approve(_first(cmd.export, work), work.act))
    log.info("export_approved", stream_id=str(cmd.export))


def reject_export(cmd: RejectExport, work: Work) -> None:
    """Do not agree."""
    work.allow(cmd)
    export = work.read(Export, cmd.export)
    work.append(export, export.reject(_first(cmd.export, work), cmd.note, work.act))
    log.info("export_rejected", stream_id=str(cmd.export))


def withdraw_export(cmd: WithdrawExport, work: Work) -> None:
    """Take the request back."""
    work.allow(cmd)
    export = work.read(Export, cmd.export)
    work.append(export, export.withdraw(_row(cmd.export, work).requested_by, work.act))
    log.info("export_withdrawn", stream_id=str(cmd.export))


def download_export(cmd: DownloadExport, work: Work) -> Built:
    """Build the file from what the reader may see now; count, record numbers and digest are committed first.

    Raises:
        ExportOfAnother: Somebody else asked for it.
        ExportNotApproved: No second person has agreed.
        ExportHasExpired: The day is over.
        ExportUsedUp: It was downloaded often enough.
        TooManyToExport: The filters leave more entries than one export holds.
    """
    work.allow(cmd)
    export, row = work.read(Export, cmd.export), _row(cmd.export, work)
    export.may_be_downloaded(row.requested_by, work.act)
    asked, records = export.asked, array("i")
    sheet = _built(asked, row, records, work, coded=cmd.format is ExportFormat.JSONL)
    content = work.view(Spreadsheets).written(sheet, cmd.format, work.now())  # type: ignore[type-abstract]
    work.purpose(purpose="export", legal_basis=asked.legal_basis.coded)
    work.append(export, export.deliver(cmd.format, len(records), content.digest.hex(), work.act))
    most = FieldClass.IDENTITY if ExportPart.NAME in asked.parts else FieldClass.SUMMARY
    work.gave_out(records, content.digest, most)
    log.info("export_delivered", stream_id=str(cmd.export), entries=len(records))
    return Built(content, f"xuat-du-lieu-{str(cmd.export)[:8]}.{cmd.format.suffix}", cmd.format)


def see_exports(question: SeeExports, work: Work) -> Sequence[ExportRow]:
    """Return the requests of the reader's scope."""
    work.allow(question)
    rows = work.view(Exports).all()  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def open_export(question: OpenExport, work: Work) -> ExportPage:
    """Return one request."""
    work.allow(question)
    row = _row(question.export, work)
    asked = work.read(Export, question.export).asked
    sees_files = row.requested_by == work.reader.account or Role.AUDITOR in work.reader.roles
    history = (one for one in work.history(question.export) if sees_files or not _is_file(one))
    return ExportPage(row, asked, tuple(history))


def _is_file(recorded: Recorded) -> bool:
    """Whether a fact says how many entries a file held: a count that could betray a case hidden from the reader."""
    return isinstance(recorded.fact, ExportDelivered)


def _first(export: UUID, work: Work) -> UUID | None:
    return as_one(_row(export, work).requested_by, work.reader.account, work)


def _row(export: UUID, work: Work) -> ExportRow:
    row = work.view(Exports).of(export)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    return row


def _built(asked: ExportAsked, row: ExportRow, records: array[int], work: Work, *, coded: bool) -> Sheet:
    """Return the sheet; whoever writes its rows finds their record numbers in `records` afterwards."""
    units = {one.unit: one for one in work.view(Units).all()}  # type: ignore[type-abstract]
    total, entries = work.view(FollowUpLog).whole(  # type: ignore[type-abstract]
        SeeLog.model_validate({**dict(asked.filters), "order": Order.CODE}),
        vietnam_day(work.now()),
        Within(
            units=_below(row.unit, units.values()) & work.reader.units,
            names=ExportPart.NAME in asked.parts,
            references=ExportPart.REFERENCES in asked.parts,
        ),
    )
    if total > MOST_ROWS:
        raise TooManyToExport(most=MOST_ROWS)
    heading = Heading(
        export=row.export,
        asked=asked,
        requested_by=row.requested_by,
        approved_by=row.approved_by,
        unit=row.unit,
        at=work.now(),
    )
    return sheet_of(
        heading,
        _numbered(entries, records),
        total,
        erased=work.view(Exports).erased,  # type: ignore[type-abstract]
        units={unit: one.name for unit, one in units.items()},
        people=_People(work.view(AccountList)),  # type: ignore[type-abstract]
        language=work.reader.language,
        coded=coded,
    )


def _numbered(entries: Iterable[LogEntry], records: array[int]) -> Iterator[LogEntry]:
    for entry in entries:
        records.append(entry.record_no)
        yield entry


class _People(dict[UUID, str]):
    """Names of accounts, looked up as they are met."""

    def __init__(self, names: AccountList) -> None:
        self._names = names

    def __missing__(self, account: UUID) -> str:
        self[account] = self._names.name_of(account)
        return self[account]


def _below(unit: UUID, rows: Iterable[UnitRow]) -> frozenset[UUID]:
    """Return a unit with all that lie below it or were succeeded by one of them."""
    found, grown = {unit}, True
    units = list(rows)
    while grown:
        more = {one.unit for one in units if one.parent in found or one.successor in found} - found
        grown, found = bool(more), found | more
    return frozenset(found)
