"""The funds for programs: the same commands and handlers as the pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.door import OpenWork, WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.papers import FILES, TABLES, paper_file, table_file
from api.programs.child_case import IdempotencyKey
from application.documents.printing import PaperFormat
from application.fund import EnterInFund, OpenFund, enter_in_fund, open_fund
from application.fund.desk import Month, OpenBook, SeeFunds, open_book, see_funds
from application.fund.papers import book_table, print_book
from domain.fund.parts import (
    Approval,
    FundPart,
    MonthClosing,
    NewVoucher,
    Purpose,
    VoucherCancel,
    VoucherCorrection,
)

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["funds"], responses=problem_responses())


class FundListed(BaseModel):
    """One fund with what it holds at the end of a day, in đồng."""

    id: UUID
    unit: UUID
    balance_vnd: int
    general_vnd: int
    lowest_vnd: int
    closed_until: date | None


class FundsShown(BaseModel):
    """The funds at the end of a day."""

    upto: date
    total_vnd: int
    funds: list[FundListed]


class LineShown(BaseModel):
    """One line of a book; `amount_vnd` is signed."""

    voucher_no: str
    entry: int
    kind: str
    on: date
    amount_vnd: int
    after_vnd: int
    purpose: int | None
    is_reversal: bool
    voucher: dict[str, Any] | None


class PurposeShown(BaseModel):
    """What there is for one purpose; null: general means."""

    purpose: int | None
    name: str
    before_vnd: int
    after_vnd: int


class BookShown(BaseModel):
    """The book of one month."""

    id: UUID
    unit: UUID
    version: int
    first: date
    last: date
    is_closed: bool
    opening_vnd: int
    received_vnd: int
    spent_vnd: int
    closing_vnd: int
    lines: list[LineShown]
    purposes: list[PurposeShown]
    waiting: list[int]


@router.get("/funds")
def list_funds(asked: Annotated[SeeFunds, Query()], work: WorkDep) -> FundsShown:
    """List the funds of one's scope with what they hold at the end of a day."""
    page = see_funds(asked, work)
    return FundsShown(
        upto=page.upto,
        total_vnd=page.total_vnd,
        funds=[
            FundListed(
                id=row.fund,
                unit=row.unit,
                balance_vnd=row.balance_vnd,
                general_vnd=row.general_vnd,
                lowest_vnd=row.lowest_vnd,
                closed_until=row.closed_until,
            )
            for row in page.rows
        ],
    )


@router.post("/funds", status_code=201, response_model=None)
def create_fund(body: OpenFund, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Open the book of a unit's fund."""
    return receipt(f"/api/v1/funds/{open_fund(body, work)}")


@router.get("/funds/{fund}")
def read_book(fund: UUID, work: WorkDep, month: Annotated[Month, Query()] = None) -> BookShown:
    """Read the book of a month."""
    book = open_book(OpenBook(fund=fund, month=month), work)
    return BookShown(
        id=fund,
        unit=book.state.unit,
        version=book.state.version,
        first=book.first,
        last=book.last,
        is_closed=book.is_closed,
        opening_vnd=book.opening_vnd,
        received_vnd=book.received_vnd,
        spent_vnd=book.spent_vnd,
        closing_vnd=book.closing_vnd,
        lines=[
            LineShown(
                voucher_no=line.row.voucher_no,
                entry=line.row.entry,
                kind=line.row.kind.coded,
                on=line.row.on,
                amount_vnd=line.row.amount_vnd,
                after_vnd=line.after_vnd,
                purpose=line.row.purpose,
                is_reversal=line.row.is_reversal,
                voucher=line.voucher.model_dump(mode="json") if line.voucher else None,
            )
            for line in book.lines
        ],
        purposes=[
            PurposeShown(
                purpose=purpose, name=book.purposes.get(purpose or 0, ""), before_vnd=before, after_vnd=after
            )
            for purpose, before, after in book.by_purpose
        ],
        waiting=[number for number, _, _ in book.waiting],
    )


@router.get("/funds/{fund}/documents/so-quy.xlsx", response_model=None, responses=TABLES)
def book_xlsx(fund: UUID, work: WorkDep, month: Annotated[Month, Query()] = None) -> Response:
    """Get the book of a month as a table."""
    return table_file(*book_table(OpenBook(fund=fund, month=month), work))


@router.get("/funds/{fund}/documents/so-quy.{kind}", response_model=None, responses=FILES)
def book_file(
    fund: UUID, kind: PaperFormat, work: WorkDep, month: Annotated[Month, Query()] = None
) -> Response:
    """Get the book of a month as a paper."""
    return paper_file(print_book(OpenBook(fund=fund, month=month), work, kind), kind)


@router.post("/funds/{fund}/vouchers", status_code=201, response_model=None)
def enter_voucher(fund: UUID, body: NewVoucher, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter a receipt or a spending."""
    return _entered(fund, body, work)


@router.post("/funds/{fund}/purposes", status_code=201, response_model=None)
def set_purpose(fund: UUID, body: Purpose, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note what a donor set money aside for."""
    return _entered(fund, body, work)


@router.post("/funds/{fund}/approvals", status_code=201, response_model=None)
def approve_voucher(fund: UUID, body: Approval, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Agree with an entry as a second person."""
    return _entered(fund, body, work)


@router.post("/funds/{fund}/corrections", status_code=201, response_model=None)
def correct_voucher(
    fund: UUID, body: VoucherCorrection, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Reverse an entry and book it as it is right."""
    return _entered(fund, body, work)


@router.post("/funds/{fund}/cancellations", status_code=201, response_model=None)
def cancel_voucher(fund: UUID, body: VoucherCancel, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Reverse an entry."""
    return _entered(fund, body, work)


@router.post("/funds/{fund}/closings", status_code=201, response_model=None)
def close_month(fund: UUID, body: MonthClosing, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Close a month."""
    return _entered(fund, body, work)


def _entered(fund: UUID, part: FundPart, work: OpenWork) -> Response:
    enter_in_fund(EnterInFund(fund=fund, part=part), work)
    return receipt(f"/api/v1/funds/{fund}")
