"""Pages of the funds: balances by any day, the book of one fund for one month with a form for each thing entered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.papers import paper_file, table_file
from api.saving import saved
from api.screens.documents import paper_sheet
from api.screens.fund_figure import opener
from api.texts import N_
from api.timeline import timeline
from application.access import Action
from application.activities import Activities, ActivityStanding, SeeActivities
from application.documents.fund_book import name_of
from application.documents.printing import PaperFormat
from application.fund import EnterInFund, OpenFund, enter_in_fund, open_fund
from application.fund.desk import OpenBook, SeeFunds, open_book, see_funds
from application.fund.papers import book_table, print_book
from application.scope import lists_hold
from application.support.desk import SeeSupport, SupportNeeds
from application.units import Units
from domain.activity.codes import ActivityKind
from domain.calendar import vietnam_day
from domain.fund import Fund
from domain.fund.codes import FundKind, PartyKind
from domain.fund.figures import FundFigure
from domain.fund.parts import (
    APPROVED_ABOVE_VND,
    Approval,
    FundPart,
    MonthClosing,
    NewVoucher,
    Purpose,
    VoucherCancel,
    VoucherCorrection,
)
from domain.kernel import Unknown

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/quy"
PARTS: Mapping[str, type[FundPart]] = {
    "phieu": NewVoucher,
    "muc-dich": Purpose,
    "duyet": Approval,
    "sua": VoucherCorrection,
    "huy": VoucherCancel,
    "khoa": MonthClosing,
}
"""What is entered in a fund, by the last part of the address."""
MOST_CHOICES = 100
"""Contributions and needs that a form offers, the latest. Source: quy ước nội bộ."""


@router.get(PATH)
def funds_page(request: Request, work: WorkDep) -> Response:
    """Show what the funds hold at the end of a day."""
    return _list(request, work, blank())


@router.post(PATH)
def opening(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Open the book of a unit's fund."""
    bound = bind(OpenFund, typed)
    if bound.errors:
        return _list(request, work, bound)
    made: list[UUID] = []
    return saved(
        work,
        lambda: made.append(open_fund(bound.value, work)),
        lambda: RedirectResponse(f"{PATH}/{made[0]}", 303),
        lambda refusal: _list(request, work, bound.refused(refusal, "unit")),
    )


@router.get(f"{PATH}/{{fund}}/so-quy.xlsx")
def book_xlsx(request: Request, fund: UUID, work: WorkDep) -> Response:
    """Give the book of a month as a table."""
    return table_file(*book_table(_asked(request, fund), work))


@router.get(f"{PATH}/{{fund}}/so-quy.{{kind}}")
def book_file(request: Request, fund: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Give the book of a month as a paper."""
    return paper_file(print_book(_asked(request, fund), work, kind), kind)


@router.get(f"{PATH}/{{fund}}/so-quy")
def book_sheet(request: Request, fund: UUID, work: WorkDep) -> Response:
    """Show the book of a month, ready to be printed or kept as a file."""
    printed, path = print_book(_asked(request, fund), work), f"{PATH}/{fund}/so-quy"
    return paper_sheet(request, work, printed, N_("Sổ quỹ"), path, back=f"{PATH}/{fund}")


@router.get(f"{PATH}/{{fund}}")
def fund_page(request: Request, fund: UUID, work: WorkDep) -> Response:
    """Show the book of a month."""
    return _page(request, work, fund, "", blank())


@router.post(f"{PATH}/{{fund}}/{{part}}")
def entering(request: Request, fund: UUID, part: str, typed: TypedForm, work: WorkDep) -> Response:
    """Enter something in a fund."""
    if part not in PARTS:
        raise Unknown
    bound: Bound[Any] = bind(PARTS[part], typed)
    if bound.errors:
        return _page(request, work, fund, part, bound)
    return saved(
        work,
        lambda: enter_in_fund(EnterInFund(fund=fund, part=bound.value), work),
        lambda: RedirectResponse(_after(fund, bound.value), 303),
        lambda refusal: _page(request, work, fund, part, bound.refused(refusal)),
    )


def _after(fund: UUID, part: FundPart) -> str:
    day = part.on if isinstance(part, NewVoucher | VoucherCorrection) else None
    day = part.month if isinstance(part, MonthClosing) else day
    return f"{PATH}/{fund}?thang={day:%Y-%m}" if day else f"{PATH}/{fund}"


def _asked(request: Request, fund: UUID) -> OpenBook:
    bound = bind(OpenBook, {"fund": [str(fund)], "month": [request.query_params.get("thang", "")]})
    return bound.value if bound.is_valid else OpenBook(fund=fund)


def _list(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    asked = bind(SeeFunds, {"upto": [request.query_params.get("den_ngay", "")]})
    page = see_funds(asked.value if asked.is_valid else SeeFunds(), work)
    units = work.view(Units).all()  # type: ignore[type-abstract]
    have = {row.unit for row in page.rows}
    return render(
        frame_of(request, work),
        "funds.html",
        status=422 if form.errors else 200,
        form=form,
        asked=asked,
        page=page,
        unit_names={row.unit: row.name for row in units},
        units=[
            (str(row.unit), row.name)
            for row in units
            if row.unit not in have and lists_hold(work.reader, row.unit, Action.KEEP_FUND)
        ],
        own_unit=work.reader.unit,
        opens=opener,
        whats=FundFigure,
        may_keep=work.may(Action.KEEP_FUND),
    )


def _page(request: Request, work: OpenWork, fund: UUID, part: str, form: Bound[Any]) -> Response:
    book = open_book(_asked(request, fund), work)
    state = book.state
    units = work.view(Units).all()  # type: ignore[type-abstract]
    language = work.reader.language
    vouchers = [
        (str(n), f"{one.voucher_no}: {one.voucher.kind.label(language)}") for n, one in state.vouchers.items()
    ]
    return render(
        frame_of(request, work),
        "fund.html",
        status=422 if form.errors else 200,
        book=book,
        state=state,
        part=part,
        forms={**dict.fromkeys(PARTS, blank()), part: form},
        unit_name=next((row.name for row in units if row.unit == state.unit), "–"),
        month=f"{book.first:%Y-%m}",
        earlier=f"{book.first - timedelta(days=1):%Y-%m}",
        later=f"{book.last + timedelta(days=1):%Y-%m}",
        name_of=name_of,
        opens=opener(fund),
        whats=FundFigure,
        before=book.first - timedelta(days=1),
        kinds=FundKind,
        parties=PartyKind,
        purposes=[(str(n), name or f"{n}") for n, name in book.purposes.items()],
        vouchers=vouchers[::-1],
        needs=_needs(work, state.unit),
        contributions=_contributions(work, state),
        limit=APPROVED_ABOVE_VND,
        timeline=timeline(book.history, work),
        may_keep=work.may(Action.KEEP_FUND, fund),
        today=vietnam_day(work.now()),
    )


def _needs(work: OpenWork, unit: UUID) -> list[tuple[str, str]]:
    """Return the needs of the unit that a spending can name; none for whoever sees none."""
    if not work.may(Action.SEE_SUPPORT):
        return []
    rows = work.view(SupportNeeds).rows(SeeSupport(unit=unit), MOST_CHOICES)  # type: ignore[type-abstract]
    return [(str(row.need), f"{row.code}: {row.kind.label(work.reader.language)}") for row in rows]


def _contributions(work: OpenWork, fund: Fund) -> list[tuple[str, str]]:
    """Return the contributions of the unit that were not received into its fund yet, the latest first."""
    if not work.may(Action.SEE_ACTIVITIES):
        return []
    asked = SeeActivities(kind=ActivityKind.CONTRIBUTION, unit=fund.unit)
    rows = work.view(Activities).page(asked, MOST_CHOICES).rows  # type: ignore[type-abstract]
    taken = {one.voucher.activity for one in fund.vouchers.values()}
    return [
        (str(row.activity), f"{row.day:%d/%m/%Y}: {row.topic}")
        for row in rows
        if row.activity not in taken and row.standing is ActivityStanding.HELD
    ]
