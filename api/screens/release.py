"""*Số liệu phát hành*: tables about children given out to those who open no case, and their files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import figure_address
from api.screens.log_figures import count_address
from api.screens.situation import cell_address
from application.access import Action
from application.article92 import Article92Figures, OpenFigure
from application.export import Spreadsheets
from application.export_sheet import Head, Notice, Sheet
from application.log_figures import OpenLogCount
from application.release import (
    OpenRelease,
    ProposeRelease,
    ReleaseYear,
    SeeReleases,
    SetSmallest,
    open_release,
    propose_release,
    release_year,
    see_releases,
    set_threshold,
)
from application.released import ReleaseRow
from application.situation import OpenSituation
from domain.article92 import OF_CHILDREN, Measure
from domain.disclosure.convention import LEAST, MOST
from domain.disclosure.released import Area, Days, Place
from domain.disclosure.rows import CASES, LOG, SITUATION, Row, SituationRow, code_of
from domain.export import ExportFormat
from domain.kernel import Refused
from domain.log_figures import LogCount
from domain.release import TableKind, TableReleased, TooFewToRelease
from domain.release_detail import Detail
from domain.situation import Cut

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/so-lieu-phat-hanh"
LIVE = {
    TableKind.SITUATION: "/dieu-92/tinh-hinh",
    TableKind.LOG: "/dieu-92/so-theo-doi",
    TableKind.LOG_UNITS: "/dieu-92/so-theo-doi",
}
"""Where whoever opens figures sees the same table of today."""
OWN: tuple[Row, ...] = (*(one for one in Measure if one in OF_CHILDREN), *LOG, *SITUATION)
"""What may have a threshold of its own."""
Counts = Mapping[Place, int | None]
Line = tuple[Days | str | SituationRow, list[tuple[Place, int | None]]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of the page: what stands over its columns, and its lines."""

    cut: Cut | Literal[""]
    """Of the children's situation."""
    heads: Sequence[Row | Days]
    lines: Sequence[Line]
    is_by_area: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A table that may not go out, and the finest coarser one that may; None: none may."""

    asked: ProposeRelease
    detail: Detail | None


@router.get(PATH)
def releases_page(request: Request, work: WorkDep) -> Response:
    """Show what was given out, the thresholds, and the forms for more."""
    return _list(request, work)


@router.post(PATH)
def releasing(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Give out the table of a year."""
    bound = bind(ReleaseYear, typed)
    if bound.errors:
        return _list(request, work, bound)
    try:
        release = release_year(bound.value, work)
    except TooFewToRelease as refusal:
        work.restart()
        said = bound.value
        asked = ProposeRelease(kind=said.kind, year=said.year, cut_off=said.cut_off, detail=said.detail)
        proposed = Proposed(asked, propose_release(asked, work))
        return _list(request, work, bound.refused(refusal, ""), proposed, status=409)
    except Refused as refusal:
        work.restart()
        return _list(request, work, bound.refused(refusal, ""), status=409)
    return RedirectResponse(f"{PATH}/{release}", 303)


@router.post(f"{PATH}/nguong")
def setting(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Change a threshold."""
    bound = bind(SetSmallest, typed)
    if bound.errors:
        return _list(request, work, bound)
    try:
        set_threshold(bound.value, work)
    except Refused as refusal:
        work.restart()
        return _list(request, work, bound.refused(refusal, ""), status=409)
    return RedirectResponse(PATH, 303)


@router.get(f"{PATH}/{{release}}")
def release_page(request: Request, release: UUID, work: WorkDep) -> Response:
    """Show one table as it was given out."""
    row, given = open_release(OpenRelease(release=release), work)
    counts = dict(given.table.figures())
    return render(
        frame_of(request, work),
        "release.html",
        row=row,
        given=given,
        smallest={one.row: one.count for one in given.smallest},
        grids=_of_situation(given, counts)
        if row.kind is TableKind.SITUATION
        else _of_measures(row, given, counts),
        live=LIVE.get(row.kind, ""),
        mark=(mark := work.view(Article92Figures).mark(given.upto)),  # type: ignore[type-abstract]
        opens=(lambda place: _address(place, mark)) if work.may(Action.OPEN_FIGURE) else None,
    )


def _address(place: Place, mark: str) -> str:
    """Return where the events behind a figure are, as they were known at the position of its table."""
    of, days, area = place
    unit = None if area.units == (None,) else area.unit
    year, below = days.first.year, area.units is not None and len(area.units) > 1
    match of:
        case SituationRow(cut, code):
            half = None if days.is_year else 1 if days.first.month == 1 else 2
            return cell_address(OpenSituation(cut=cut, code=code, year=year, half=half), mark)
        case LogCount():
            asked_of = OpenLogCount(count=of, first=days.first, last=days.last, unit=unit, below=below)
            return count_address(asked_of, mark)
        case _:
            asked = OpenFigure(
                measure=of, year=year, first=days.first, last=days.last, unit=unit, below=below
            )
            there = {area.by.value: area.place} if area.by is not None else {}
            return figure_address(asked, mark, of_no_unit=area.units == (None,), **there)


def _of_measures(row: ReleaseRow, given: TableReleased, counts: Counts) -> list[Grid]:
    """Return a row for each span of the whole association, and one for each area of all the days."""
    cut = given.table.cut

    def line(head: Days | str, days: Days, area: Area) -> Line:
        return head, [(place := Place(of, days, area), counts[place]) for of in cut.rows]

    whole = next((days for days in cut.spans if (days.first, days.last) == (row.first, row.last)), None)
    by_time = Grid("", cut.rows, [line(days, days, cut.areas[0]) for days in cut.spans])
    if whole is None or len(cut.areas) < 2:
        return [by_time]
    by_area = Grid("", cut.rows, [line(area.name, whole, area) for area in cut.areas], is_by_area=True)
    return [by_area] if len(cut.spans) == 1 else [by_time, by_area]


def _of_situation(given: TableReleased, counts: Counts) -> list[Grid]:
    """Return a table for each cut of the children's situation: its rows, by the spans."""
    spans, [area] = given.table.cut.spans, given.table.cut.areas
    rows = [of for of in given.table.cut.rows if isinstance(of, SituationRow)]
    return [
        Grid(
            cut,
            spans,
            [
                (of, [(place := Place(of, days, area), counts[place]) for days in spans])
                for of in rows
                if of.cut is cut
            ],
        )
        for cut in dict.fromkeys(of.cut for of in rows)
    ]


@router.get(f"{PATH}/{{release}}/tep.csv")
def plain_file(release: UUID, work: WorkDep) -> Response:
    """Give the plain file again: the same bytes, of which the digest is kept."""
    row, given = open_release(OpenRelease(release=release), work)
    return Response(given.table.file(), media_type="text/csv; charset=utf-8", headers=_named(row, "csv"))


@router.get(f"{PATH}/{{release}}/tep.xlsx")
def workbook(release: UUID, work: WorkDep) -> Response:
    """Give the same figures as a spreadsheet."""
    row, given = open_release(OpenRelease(release=release), work)
    sheet = _sheet(row, given, work.reader.language)
    kept = work.view(Spreadsheets).written(sheet, ExportFormat.XLSX, row.released_at)  # type: ignore[type-abstract]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return StreamingResponse(iter(kept), media_type=kind, headers=_named(row, "xlsx"))


def _named(row: ReleaseRow, suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="so-lieu-{row.cut_off}-{row.digest[:8]}.{suffix}"'}


def _sheet(row: ReleaseRow, given: TableReleased, language: str) -> Sheet:
    def said(vi: str, en: str) -> str:
        return en if language == "en" else vi

    def rows() -> Iterator[tuple[str | int, ...]]:
        for (of, days, area), count in given.table.figures():
            shown = said("ẩn", "hidden") if count is None else count
            yield (
                _named_row(of, language),
                f"{days.first:%d/%m/%Y}",
                f"{days.last:%d/%m/%Y}",
                area.name,
                shown,
            )

    notices = (
        Notice(said("Số liệu phát hành", "Released figures"), "title", row.title),
        Notice(said("Ngày chốt", "Cut-off"), "cut_off", f"{row.cut_off:%d/%m/%Y}"),
        Notice("SHA-256 (CSV)", "digest", row.digest),
        Notice(said("Quy tắc tính, cách ẩn", "Rules, method"), "rules", f"{given.rules}, {given.method}"),
        *_of_noughts(given, language),
    )
    heads = (
        Head(said("Việc được đếm", "What is counted"), "measure"),
        Head(said("Từ ngày", "From"), "first_day"),
        Head(said("Đến ngày", "Until"), "last_day"),
        Head(said("Đơn vị", "Unit"), "unit"),
        Head(said("Con số", "Figure"), "count"),
    )
    return Sheet(title=said("So lieu", "Figures"), notices=notices, heads=heads, rows=rows())


def _of_noughts(given: TableReleased, language: str) -> Iterator[Notice]:
    """Say in which rows a hidden figure may be nought, where there are any."""
    if given.noughts:
        head = "A hidden figure may be 0 in" if language == "en" else "Ô ẩn có thể là 0 ở các dòng"
        yield Notice(head, "noughts", "; ".join(_named_row(row, language) for row in given.noughts))


def _named_row(row: Row, language: str) -> str:
    """Return what a row is called where its table is not named over it."""
    if isinstance(row, SituationRow) and row != CASES:
        return f"{row.cut.label(language)}: {row.label(language)}"
    return row.label(language)


def _list(
    request: Request,
    work: OpenWork,
    form: Bound[Any] | None = None,
    proposed: Proposed | None = None,
    status: int = 422,
) -> Response:
    page = see_releases(SeeReleases(), work)
    language = work.reader.language
    return render(
        frame_of(request, work),
        "releases.html",
        status=status if form else 200,
        form=form or blank(),
        page=page,
        proposed=proposed,
        details=Detail,
        least=LEAST,
        most=MOST,
        own=[(_named_row(row, language), smallest) for row, smallest in page.own],
        kinds=TableKind,
        measures=[(code_of(row), _named_row(row, language)) for row in OWN],
    )
