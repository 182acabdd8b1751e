"""Pages of time travel: a case at a moment, the difference of two moments, one event, and why each cell says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, Typed, WorkDep, WorkRoute
from api.forms import Bound, bind
from api.frame import frame_of
from api.pages import render
from api.sentences import sentence_of
from api.telling import Telling
from api.texts import translated
from api.time_travel_words import BY, MARKS, OPENS, cell_name, cell_shown, column_name, column_shown
from application.access import Action
from application.ledger import Recorded
from application.time_travel import (
    CellsPage,
    OpenCells,
    OpenPast,
    PastPage,
    SeeCells,
    SeePast,
    Span,
    When,
    see_cells,
    see_past,
)
from application.time_travel.event import SeeEvent, see_event
from application.time_travel.log import PastLogPage, SeePastFiles, SeePastLog, see_past_log
from application.time_travel.past import By, CellChange, Mark, PastLine, cells
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.kernel import Erased, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class LineShown:
    """One fact of the past in the reader's language."""

    recorded: Recorded
    sentence: str
    details: tuple[tuple[str, str], ...]
    who: str
    role: str
    marks: tuple[tuple[str, str], ...]
    """Words, and how they are coloured."""


class _Teller:
    """Tells facts and cells in the reader's language."""

    def __init__(self, work: OpenWork, *, is_open: bool) -> None:
        self.telling, self.language, self._is_open = Telling(work), work.reader.language, is_open

    def line(self, one: Recorded, marks: Iterable[Mark] = ()) -> LineShown:
        """Return one fact; its words only where the case is open to the reader."""
        said = sentence_of(one.fact, self.language)
        envelope = one.envelope
        kind, _, name = envelope.actor.partition(":")
        return LineShown(
            recorded=one,
            sentence=said.text,
            details=said.details if self._is_open else (),
            who=self.telling.who(UUID(name)) if kind == "account" else envelope.actor,
            role=self.telling.role(envelope.role),
            marks=tuple(
                (translated(MARKS[mark], self.language), _COLOURS.get(mark, "warn")) for mark in marks
            ),
        )

    def lines(self, lines: Iterable[PastLine]) -> list[LineShown]:
        """Return the facts of a moment."""
        return [self.line(one.recorded, one.marks) for one in lines]

    def cell(self, path: str, value: object) -> tuple[str, str]:
        """Return name and value of a field."""
        return cell_name(path, self.language), cell_shown(path, value, self.telling, self.language)

    def said(self, state: ChildCase | None) -> tuple[list[tuple[str, str]], str]:
        """Return the fields that say something, and the names of those that are covered."""
        found = cells(state).items()
        shown = [self.cell(path, value) for path, value in found if not isinstance(value, Erased)]
        covered = [cell_name(path, self.language) for path, value in found if isinstance(value, Erased)]
        return [one for one in shown if one[1] not in _NOTHING], ", ".join(covered)

    def changes(self, changes: Iterable[CellChange]) -> list[tuple[str, str, str]]:
        """Return fields with their values before and after."""
        found = []
        for one in changes:
            name, before = self.cell(one.path, one.before)
            after = self.cell(one.path, one.after)[1]
            if before != after:
                found.append((name, before, after))
        return found


_NOTHING = ("–", "")
_COLOURS = {
    Mark.CHANGED: "calm",
    Mark.CORRECTION: "calm",
    Mark.CORRECTED_THEN: "calm",
    Mark.MOVED_IN: "calm",
    Mark.HIDDEN: "bad",
}


def _asked(request: Request, kind: type[Value]) -> Bound[Any]:
    typed: Typed = {}
    for name, text in request.query_params.multi_items():
        if name != "lang":
            typed.setdefault(name, []).append(text)
    return bind(kind, typed)


@router.get("/lich-su/{case_id}/luc-ay")
def past_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show a case at a moment of the past without what is personal, who could see it then and who did."""
    form = _asked(request, Span)
    asked = form.value.model_dump() if form.is_valid else {}
    return _past(request, work, form, see_past(SeePast(case_id=case_id, **asked), work))


@router.get("/ho-so/{case_id}/luc-ay")
def open_past_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show a case at a moment of the past, as far as its page is open to the reader."""
    form = _asked(request, Span)
    asked = form.value.model_dump() if form.is_valid else {}
    return _past(request, work, form, see_past(OpenPast(case_id=case_id, **asked), work))


def _past(request: Request, work: OpenWork, form: Bound[Any], page: PastPage) -> Response:
    teller, language = _Teller(work, is_open=page.is_open), work.reader.language
    case_id = page.case.case_id
    shown, hidden = teller.said(page.past.state)
    return render(
        frame_of(request, work),
        "past.html",
        status=200 if form.is_valid else 422,
        page=page,
        form=form,
        is_open=page.is_open,
        base=_base(page.is_open, case_id),
        other=_other(page.is_open, case_id, work),
        ways=[
            (by.value, translated(words, language))
            for by, words in BY.items()
            if by is not By.POSITION or not page.is_open
        ],
        cells=shown,
        hidden=hidden,
        lines=teller.lines(page.past.lines),
        changes=teller.changes(page.changes),
        between=teller.lines(page.between),
        could=[_could(one, teller) for one in page.could],
        looks=[teller.telling.look(line) for line in page.looks],
    )


def _could(one: Any, teller: _Teller) -> tuple[str, str, str, str, str]:
    opens = ", ".join(translated(OPENS[action], teller.language) for action in one.actions)
    telling = teller.telling
    return (
        telling.who(one.account),
        telling.role(one.role),
        telling.unit(one.unit),
        opens,
        telling.ground(one.basis),
    )


def _base(is_open: bool, case_id: UUID) -> str:
    return f"/{'ho-so' if is_open else 'lich-su'}/{case_id}"


def _other(is_open: bool, case_id: UUID, work: OpenWork) -> str:
    """Return the other door to the same, if it is open to the reader."""
    action = Action.SEE_HISTORY if is_open else Action.OPEN_CASE
    return _base(not is_open, case_id) if work.may(action, case_id) else ""


@router.get("/lich-su/{case_id}/tung-o")
def cells_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show which event, by whom and under which rules made each cell of a case, without what is personal."""
    form = _asked(request, When)
    asked = form.value.model_dump() if form.is_valid else {}
    return _cells(request, work, form, see_cells(SeeCells(case_id=case_id, **asked), work))


@router.get("/ho-so/{case_id}/tung-o")
def open_cells_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show which event made each cell of a case, as far as its page is open to the reader."""
    form = _asked(request, When)
    asked = form.value.model_dump() if form.is_valid else {}
    return _cells(request, work, form, see_cells(OpenCells(case_id=case_id, **asked), work))


def _cells(request: Request, work: OpenWork, form: Bound[Any], page: CellsPage) -> Response:
    teller, language = _Teller(work, is_open=False), work.reader.language
    explained = (
        (*teller.cell(cell.path, cell.value), teller.line(cell.made_by), [*map(teller.line, cell.perhaps)])
        for cell in page.cells
    )
    row = [
        (name, column_shown(one.column, one.value, teller.telling, language), teller.line(event), ())
        for one in page.row
        if (name := column_name(one.column, language)) and (event := page.made_by.get(one.position))
    ]
    return render(
        frame_of(request, work),
        "past_cells.html",
        status=200 if form.is_valid else 422,
        page=page,
        form=form,
        base=_base(page.is_open, page.case.case_id),
        history=""
        if page.is_open and not _other(True, page.case.case_id, work)
        else f"/lich-su/{page.case.case_id}",
        cells=[one for one in explained if one[1] not in _NOTHING],
        row=row,
    )


@router.get("/lich-su/{case_id}/su-kien/{position}")
def event_page(request: Request, case_id: UUID, position: int, work: WorkDep) -> Response:
    """Show one event: actor, role, basis, rule version, and what the state said when its rule read it."""
    page = see_event(SeeEvent(case_id=case_id, position=position), work)
    teller = _Teller(work, is_open=False)
    shown, hidden = teller.said(page.seen)
    return render(
        frame_of(request, work),
        "past_event.html",
        page=page,
        base=f"/lich-su/{case_id}",
        line=teller.line(page.event),
        unit=teller.telling.unit(page.event.envelope.unit),
        words=teller.telling.words_of(page.event.envelope),
        decided=page.decided and teller.telling.decided(page.decided),
        seen=shown,
        hidden=hidden,
        changes=teller.changes(page.changes),
        caused=[teller.line(one) for one in page.caused],
    )


@router.get("/so-theo-doi/vao-ngay")
def past_log_page(request: Request, work: WorkDep) -> Response:
    """Show the follow-up log of the reader's scope as it was at the end of a day."""
    form = _asked(request, SeePastLog)
    return _log(request, work, form, see_past_log(form.value if form.is_valid else SeePastLog(), work))


@router.get("/nhat-ky/so-theo-doi")
def past_files_page(request: Request, work: WorkDep) -> Response:
    """Show inspectors which files the whole log held at the end of a day."""
    form = _asked(request, SeePastFiles)
    return _log(request, work, form, see_past_log(form.value if form.is_valid else SeePastFiles(), work))


def _log(request: Request, work: OpenWork, form: Bound[Any], page: PastLogPage) -> Response:
    path, telling = request.url.path, Telling(work)
    is_own = path.startswith("/so-theo-doi")
    day = form.last("day") if form.is_valid else ""
    return render(
        frame_of(request, work),
        "past_log.html",
        status=200 if form.is_valid else 422,
        page=page,
        form=form,
        is_own=is_own,
        path=path,
        then=vietnam_day(page.moment.at).isoformat(),
        next=f"{path}?{urlencode({'day': day, 'after': page.next})}" if page.next else "",
        first=f"{path}?{urlencode({'day': day})}" if form.last("after") else "",
        may_see_figures=work.may(Action.SEE_ARTICLE_92),
        rows=[
            (one, telling.unit(one.unit), telling.who(one.counsellor) if one.counsellor else "")
            for one in page.rows
        ],
    )
