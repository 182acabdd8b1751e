"""Pages of closed registers: the periods of a year, what a closing would close, the book of a period for printing."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.frame import frame_of
from api.pages import render
from api.screens.follow_up_log import place_name
from application.accounts import AccountList
from application.book import BookColumn, BookEntry, BookSession
from application.register import (
    Book,
    ClosePeriod,
    OpenBook,
    PreviewBook,
    SeeRegister,
    close_period,
    open_book,
    preview_book,
    see_register,
)
from domain.calendar import PeriodKind, vietnam_day
from domain.counselling import matter_code
from domain.export import CONFIDENTIALITY
from domain.kernel import Refused
from domain.register import code_of

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/ket-so"


@router.get(PATH)
def own_register(request: Request, work: WorkDep) -> Response:
    """Show the register of one's own unit, this year."""
    return _register(request, work, work.reader.unit, vietnam_day(work.now()).year)


@router.get(f"{PATH}/{{unit}}/{{year}}")
def register_page(request: Request, unit: UUID, year: int, work: WorkDep) -> Response:
    """Show the periods of a register: which are closed, by whom and when, and what waits for the next closing."""
    return _register(request, work, unit, year)


@router.get(f"{PATH}/{{unit}}/{{year}}/{{period}}")
def book_page(request: Request, unit: UUID, year: int, period: str, work: WorkDep) -> Response:
    """Show the book of a closed period, to be read or printed."""
    return _book(request, work, open_book(OpenBook(unit=unit, year=year, period=period), work))


@router.get(f"{PATH}/{{unit}}/{{year}}/{{period}}/xem-truoc")
def preview_page(request: Request, unit: UUID, year: int, period: str, work: WorkDep) -> Response:
    """Show what a closing would close, and what is incomplete."""
    return _book(request, work, preview_book(PreviewBook(unit=unit, year=year, period=period), work))


@router.post(f"{PATH}/{{unit}}/{{year}}/{{period}}")
def closing(
    request: Request, unit: UUID, year: int, period: str, typed: TypedForm, work: WorkDep
) -> Response:
    """Close the period; a refusal shows the register with the reason."""
    try:
        close_period(ClosePeriod(unit=unit, year=year, period=period), work)
    except Refused as refusal:
        work.restart()
        return _register(request, work, unit, year, refusal)
    return RedirectResponse(f"{PATH}/{unit}/{year}/{period}", 303)


def _register(
    request: Request, work: OpenWork, unit: UUID, year: int, refusal: Refused | None = None
) -> Response:
    page = see_register(SeeRegister(unit=unit, year=year), work)
    closers = {row.closing.closed_by for row in page.periods if row.closing and row.closing.closed_by}
    later = [one.now for one in page.waiting.entries]
    return render(
        frame_of(request, work),
        "register.html",
        status=409 if refusal else 200,
        refusal=refusal,
        page=page,
        people=_people(later, page.waiting.sessions, work, closers),
        place_name=place_name,
        code_of=code_of,
        matter_code=matter_code,
        kinds=PeriodKind,
        columns=BookColumn,
        erased={},
    )


def _book(request: Request, work: OpenWork, book: Book) -> Response:
    rows = [*book.entries, *(one.now for one in book.later.entries)]
    before = [one.before for one in book.later.entries if one.before is not None]
    sessions = (*book.sessions, *book.later.sessions)
    closer = {book.closing.closed_by} if book.closing and book.closing.closed_by else set()
    return render(
        frame_of(request, work),
        "book.html",
        book=book,
        people=_people([*rows, *before], sessions, work, closer),
        place_name=place_name,
        code_of=code_of,
        matter_code=matter_code,
        columns=BookColumn,
        erased=book.erased,
        confidentiality=CONFIDENTIALITY,
        incomplete=[one.entry.code for one in book.entries if one.entry.missing],
        to_forward=[one.entry.code for one in book.entries if one.entry.must_be_forwarded],
    )


def _people(
    entries: Iterable[BookEntry],
    sessions: Iterable[BookSession],
    work: OpenWork,
    more: Iterable[UUID | None] = (),
) -> dict[UUID, str]:
    """Return the names of the accounts that stand in these lines."""
    names = work.view(AccountList)  # type: ignore[type-abstract]
    accounts = {*more, *(one.entry.counsellor for one in entries), *(one.counsellor for one in sessions)}
    return {account: names.name_of(account) for account in accounts if account is not None}
