"""Extracts of the two logs: one auditor asks, another inspector approves; built at the download, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import ValidationError

from application.access import Action
from application.accounts import AccountList
from application.event_log import EventFilters, EventLog, LoggedEvent
from application.export import Built, Spreadsheets
from application.export_sheet import Cell, Head, Notice, Sheet
from application.history import case_of
from application.ledger import Recorded
from application.looks import SeeTrail, Trail, TrailLine
from application.same_person import as_one
from application.units import Units
from application.work import Command, Question, Work
from domain.calendar import vietnam_time
from domain.export import (
    CONFIDENTIALITY,
    MOST_DOWNLOADS,
    MOST_ROWS,
    ExportFormat,
    ExportStage,
    TooManyToExport,
)
from domain.kernel import FieldClass, Line, Unknown
from domain.log_extract import ExtractAsked, ExtractFilters, LogExtract, NoSuchSearch, WhichLog

log = structlog.get_logger()

TOGETHER = 1000
"""Entries read at a time."""
_ACCESS = (
    *(
        "position",
        "recorded_at",
        "account",
        "who",
        "role",
        "unit",
        "action",
        "code",
        "field_class",
        "purpose",
    ),
    *("basis", "decision", "reason"),
)
_EVENTS = (
    *(
        "position",
        "recorded_at",
        "occurred_at",
        "received_at",
        "actor",
        "who",
        "role",
        "unit",
        "topic",
        "code",
    ),
    *("stream", "version", "purpose", "legal_basis", "request_id", "leaf"),
)


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One request as a list shows it."""

    extract: UUID
    record_no: int
    log: WhichLog
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


class LogExtracts(Protocol):
    """Requests for extracts, straight from the fact rows."""

    def all(self) -> Sequence[ExtractRow]:
        """Return them, the newest first."""

    def of(self, extract: UUID) -> ExtractRow | None:
        """Return one of them."""


class RequestExtract(Command):
    """Ask for an extract of what a search finds."""

    ACTION: ClassVar[Action] = Action.EXTRACT_LOG
    asked: ExtractAsked


class AboutExtract(Command):
    """A command about one request."""

    extract: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.extract


class ApproveExtract(AboutExtract):
    """Agree as the second person."""

    ACTION: ClassVar[Action] = Action.APPROVE_EXTRACT


class RejectExtract(AboutExtract):
    """Do not agree."""

    ACTION: ClassVar[Action] = Action.APPROVE_EXTRACT
    note: Line = ""


class DownloadExtract(AboutExtract):
    """Build the file and get it."""

    ACTION: ClassVar[Action] = Action.EXTRACT_LOG
    format: ExportFormat = ExportFormat.XLSX


class SeeExtracts(Question):
    """See the requests."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL


class ReadExtract(Question):
    """See one request with what was said."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    extract: UUID

    def record(self) -> UUID | None:
        """The request."""
        return self.extract


@dataclass(frozen=True, slots=True)
class ExtractPage:
    """One request with its facts."""

    row: ExtractRow
    asked: ExtractAsked
    history: tuple[Recorded, ...]


def request_extract(cmd: RequestExtract, work: Work) -> UUID:
    """Ask for an extract.

    Raises:
        NoSuchSearch: The log cannot be searched so.
        Unknown: It is about a case that is not there, or not for this reader.
    """
    work.allow(cmd)
    _searched(cmd.asked)
    if cmd.asked.filters.case is not None:
        case_of(cmd.asked.filters.case, work)
    extract = work.new_id()
    work.purpose(purpose="export")
    work.open(extract, LogExtract.request(cmd.asked, work.reader.unit, work.act))
    log.info("extract_requested", stream_id=str(extract))
    return extract


def approve_extract(cmd: ApproveExtract, work: Work) -> None:
    """Agree as the second person.

    Raises:
        SecondPersonNeeded: It is the same person who asked.
        ExportIsOver: It was decided already.
    """
    work.allow(cmd)
    extract = work.read(LogExtract, cmd.extract)
    work.append(extract, extract.approve(_first(cmd.extract, work), work.act))
    log.info("extract_approved", stream_id=str(cmd.extract))


def reject_extract(cmd: RejectExtract, work: Work) -> None:
    """Do not agree."""
    work.allow(cmd)
    extract = work.read(LogExtract, cmd.extract)
    work.append(extract, extract.reject(_first(cmd.extract, work), cmd.note, work.act))
    log.info("extract_rejected", stream_id=str(cmd.extract))


def _first(extract: UUID, work: Work) -> UUID | None:
    return as_one(_row(extract, work).requested_by, work.reader.account, work)


def _row(extract: UUID, work: Work) -> ExtractRow:
    row = work.view(LogExtracts).of(extract)  # type: ignore[type-abstract]
    if row is None:
        raise Unknown
    return row


def see_extracts(question: SeeExtracts, work: Work) -> Sequence[ExtractRow]:
    """Return the requests, the newest first."""
    work.allow(question)
    rows = work.view(LogExtracts).all()  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def read_extract(question: ReadExtract, work: Work) -> ExtractPage:
    """Return one request."""
    work.allow(question)
    row = _row(question.extract, work)
    asked = work.read(LogExtract, question.extract).asked
    return ExtractPage(row, asked, tuple(work.history(question.extract)))


def download_extract(cmd: DownloadExtract, work: Work) -> Built:
    """Build the file from what the reader may see now; count and digest are committed first.

    Raises:
        ExportOfAnother: Somebody else asked for it.
        ExportNotApproved: No second person has agreed.
        ExportHasExpired: The day is over.
        ExportUsedUp: It was downloaded often enough.
        TooManyToExport: The search finds more than one file holds.
    """
    work.allow(cmd)
    extract, row = work.read(LogExtract, cmd.extract), _row(cmd.extract, work)
    extract.may_be_downloaded(row.requested_by, work.act)
    counted: list[int] = []
    sheet = _sheet(row, extract.asked, counted, work)
    content = work.view(Spreadsheets).written(sheet, cmd.format, work.now())  # type: ignore[type-abstract]
    work.purpose(purpose="export")
    fact = extract.deliver(cmd.format, len(counted), content.digest.hex(), work.act)
    work.append(extract, fact)
    work.gave_out([], content.digest, FieldClass.SUMMARY)
    log.info("extract_delivered", stream_id=str(cmd.extract), entries=len(counted))
    return Built(content, f"trich-nhat-ky-{str(cmd.extract)[:8]}.{cmd.format.suffix}", cmd.format)


# -- the file ----------------------------------------------------------------------------------------------------------


def _searched(asked: ExtractAsked) -> SeeTrail | EventFilters:
    """Return the search as its log has it; a condition that the log does not have is refused, never passed over."""
    said = asked.filters.model_dump(exclude_defaults=True)
    kind = SeeTrail if asked.log is WhichLog.ACCESS else EventFilters
    try:
        return kind.model_validate(said)
    except ValidationError:
        raise NoSuchSearch from None


def _sheet(row: ExtractRow, asked: ExtractAsked, counted: list[int], work: Work) -> Sheet:
    english = work.reader.language == "en"
    names = work.view(AccountList)  # type: ignore[type-abstract]
    by, second = (names.name_of(one) if one else "" for one in (row.requested_by, row.approved_by))
    lines = (
        ("confidentiality", "Mức độ bảo mật", "Confidentiality", CONFIDENTIALITY[english]),
        ("request", "Đề nghị", "Request", str(row.extract)),
        ("requested_by", "Người đề nghị", "Asked for by", by),
        ("approved_by", "Người duyệt", "Approved by", second),
        ("recipient", "Người nhận", "Recipient", str(asked.recipient)),
        ("made_at", "Lập lúc", "Made at", f"{vietnam_time(work.now()):%Y-%m-%d %H:%M}"),
        ("search", "Điều kiện", "Search", _said(asked.filters)),
    )
    heads = _ACCESS if asked.log is WhichLog.ACCESS else _EVENTS
    return Sheet(
        title=asked.log.label(work.reader.language),
        notices=tuple(Notice(en if english else vi, key, said) for key, vi, en, said in lines),
        heads=tuple(Head(one, one) for one in heads),
        rows=_rows(_searched(asked), counted, work),
    )


def _said(filters: ExtractFilters) -> str:
    said = filters.model_dump(mode="json", exclude_defaults=True)
    return "; ".join(f"{name}={value}" for name, value in sorted(said.items()))


def _rows(search: SeeTrail | EventFilters, counted: list[int], work: Work) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows, the latest first, page by page; what comes in meanwhile is not in the file."""
    cells = _Cells(work)
    while True:
        page: Sequence[Any] = (
            work.view(Trail).page(search, TOGETHER)  # type: ignore[type-abstract]
            if isinstance(search, SeeTrail)
            else work.view(EventLog).page(search, TOGETHER)  # type: ignore[type-abstract]
        )
        for one in page:
            position, row = cells.look(one) if isinstance(one, TrailLine) else cells.event(one)
            counted.append(position)
            if len(counted) > MOST_ROWS:
                raise TooManyToExport(most=MOST_ROWS)
            yield row
        if len(page) < TOGETHER:
            return
        search = search.model_copy(update={"before": counted[-1]})


class _Cells:
    """Makes the cells of rows; names of accounts and units are looked up once."""

    def __init__(self, work: Work) -> None:
        self._names = work.view(AccountList)  # type: ignore[type-abstract]
        self._units = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
        self._known: dict[UUID, str] = {}

    def _who(self, account: UUID | None) -> str:
        if account is None:
            return ""
        if account not in self._known:
            self._known[account] = self._names.name_of(account)
        return self._known[account]

    def _unit(self, unit: UUID | None) -> str:
        return self._units.get(unit, str(unit)) if unit else ""

    def look(self, one: TrailLine) -> tuple[int, tuple[Cell, ...]]:
        """Return the position and the row of one entry of the access log."""
        line = one.look
        return line.position, (
            line.position,
            line.recorded_at.isoformat(),
            str(line.account or ""),
            self._who(line.account),
            line.role,
            self._unit(line.unit),
            line.action,
            one.code,
            line.field_class,
            line.purpose or "",
            line.basis,
            line.decision,
            line.reason,
        )

    def event(self, one: LoggedEvent) -> tuple[int, tuple[Cell, ...]]:
        """Return the position and the row of one event: its envelope."""
        recorded, envelope = one.line.recorded, one.line.recorded.envelope
        kind, _, name = envelope.actor.partition(":")
        return recorded.position, (
            recorded.position,
            recorded.recorded_at.isoformat(),
            envelope.occurred_at.isoformat(),
            envelope.received_at.isoformat() if envelope.received_at else "",
            envelope.actor,
            self._who(UUID(name)) if kind == "account" else "",
            envelope.role,
            self._unit(envelope.unit),
            envelope.topic,
            one.code,
            str(recorded.stream),
            recorded.originator_version,
            envelope.purpose or "",
            envelope.legal_basis or "",
            str(envelope.request_id),
            one.line.leaf.hex(),
        )
