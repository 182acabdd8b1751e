"""Closed registers for programs: the same command and handlers as the pages."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi import Path as InPath
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.programs.follow_up_log import coded
from application.book import BookEntry, BookSession, Later, LaterEntry
from application.register import (
    Book,
    ClosePeriod,
    OpenBook,
    PeriodRow,
    PreviewBook,
    SeeRegister,
    close_period,
    open_book,
    preview_book,
    see_register,
)
from domain.counselling import matter_code
from domain.follow_up_log import CONVENTION
from domain.kernel import Value
from domain.register import code_of

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["registers"], responses=problem_responses())
PATH = "/api/v1/registers"
Year = Annotated[int, InPath(ge=1990, le=2200)]
PeriodCode = Annotated[str, InPath(pattern="^(0[1-9]|1[0-2]|h[12]|y)$")]


class ClosingForm(Value):
    """Which period to close: a month (`01` to `12`), a half-year (`h1`, `h2`) or the year (`y`)."""

    period: Annotated[str, Field(pattern="^(0[1-9]|1[0-2]|h[12]|y)$")]


class PeriodShown(BaseModel):
    """A period of the year; `closed_at` is null while it is open."""

    period: str
    kind: str
    first: date
    last: date
    is_over: bool
    closed_at: datetime | None
    closed_by: UUID | None


class RegisterShown(BaseModel):
    """The periods of a register, and what waits for the next closing."""

    unit: UUID
    year: int
    periods: list[PeriodShown]
    waiting: dict[str, Any]


class BookShown(BaseModel):
    """A book. `used` are numbers of entries that are not for you; `matches` is null for a preview."""

    unit: UUID
    year: int
    period: str
    first: date
    last: date
    closed_at: datetime | None
    closed_by: UUID | None
    layout: int | None
    rules: str | None
    digest: str | None
    matches: bool | None
    takes: list[str]
    entries: list[dict[str, Any]]
    used: list[str]
    merged: dict[str, str]
    consultations: list[dict[str, Any]]
    unseen_consultations: int
    later: dict[str, Any]
    totals: dict[str, Any]
    convention: str


@router.get("/registers/{unit}/{year}")
def read_register(unit: UUID, year: Year, work: WorkDep) -> RegisterShown:
    """Read the periods of a register."""
    page = see_register(SeeRegister(unit=unit, year=year), work)
    return RegisterShown(
        unit=unit,
        year=year,
        periods=[_period(row) for row in page.periods],
        waiting=_later(page.waiting, {}),
    )


@router.post("/registers/{unit}/{year}/closings", status_code=201, response_model=None)
def close(unit: UUID, year: Year, body: ClosingForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Close a period, with the periods before it that are still open."""
    close_period(ClosePeriod(unit=unit, year=year, period=body.period), work)
    return receipt(f"{PATH}/{unit}/{year}/books/{body.period}")


@router.get("/registers/{unit}/{year}/books/{period}")
def read_book(unit: UUID, year: Year, period: PeriodCode, work: WorkDep) -> BookShown:
    """Read the book of a closed period, as it stood when it was closed."""
    return _book(open_book(OpenBook(unit=unit, year=year, period=period), work))


@router.get("/registers/{unit}/{year}/previews/{period}")
def read_preview(unit: UUID, year: Year, period: PeriodCode, work: WorkDep) -> BookShown:
    """Read what a closing would close now."""
    return _book(preview_book(PreviewBook(unit=unit, year=year, period=period), work))


def _period(row: PeriodRow) -> PeriodShown:
    closing = row.closing
    return PeriodShown(
        period=code_of(row.period),
        kind=row.period.kind.coded,
        first=row.period.first,
        last=row.period.last,
        is_over=row.is_over,
        closed_at=closing.closed_at if closing else None,
        closed_by=closing.closed_by if closing else None,
    )


def _book(book: Book) -> BookShown:
    closing = book.closing
    totals = asdict(book.totals)
    return BookShown(
        unit=book.unit.unit,
        year=book.year,
        period=code_of(book.period),
        first=book.period.first,
        last=book.period.last,
        closed_at=closing.closed_at if closing else None,
        closed_by=closing.closed_by if closing else None,
        layout=closing.layout if closing else None,
        rules=closing.rules if closing else None,
        digest=closing.sealed.digest if closing else None,
        matches=book.matches,
        takes=[code_of(one) for one in book.takes],
        entries=[_entry(one, book.erased) for one in book.entries],
        used=list(book.used),
        merged=dict(book.merged),
        consultations=[_session(one) for one in book.sessions],
        unseen_consultations=book.unseen_sessions,
        later=_later(book.later, book.erased),
        totals={name: _counts(value) for name, value in totals.items()},
        convention=CONVENTION[1],
    )


def _counts(value: Any) -> Any:
    return {code.coded: n for code, n in value.items()} if isinstance(value, dict) else value


def _entry(one: BookEntry, erased: Any) -> dict[str, Any]:
    """Return an entry without what moves with the clock or is not in a book."""
    left_out = {"record_no", "next_step", "responsible"}
    written = {name: coded(value) for name, value in asdict(one.entry).items() if name not in left_out}
    return written | {
        "complete_percent": one.entry.complete_percent,
        "timeliness": one.entry.lateness.timeliness.coded,
        "erased_on": coded(erased.get(one.entry.case_id)),
    }


def _session(one: BookSession) -> dict[str, Any]:
    left_out = {"position", "record_no"}
    written = {name: coded(value) for name, value in asdict(one).items() if name not in left_out}
    return written | {"code": matter_code(one.matter)}


def _later(later: Later, erased: Any) -> dict[str, Any]:
    return {
        "entries": [_later_entry(one, erased) for one in later.entries],
        "consultations": [_session(one) for one in later.sessions],
        "used": list(later.used),
        "merged": dict(later.merged),
        "unseen_consultations": later.unseen_sessions,
    }


def _later_entry(one: LaterEntry, erased: Any) -> dict[str, Any]:
    return {
        "now": _entry(one.now, erased),
        "before": _entry(one.before, erased) if one.before else None,
        "changed": [column.coded for column in one.columns],
    }
