"""Support needed for programs: the same commands and handlers as the pages."""

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
from application.support import (
    CheckSupport,
    EnterSupport,
    IntroduceSupport,
    OpenSupport,
    ReleaseIdentity,
    TieSupport,
    WorkOnSupport,
    check_support,
    enter_support,
    introduce_support,
    open_support,
    release_identity,
    tie_support,
    work_on_support,
)
from application.support.desk import ListRow, SeeSupport, see_support
from application.support.given import GiveList, PrintList, SeeLists, give_list, print_list, see_lists
from application.support.papers import list_table, needs_table
from domain.kernel import Value
from domain.support.parts import (
    Closing,
    Correction,
    Delivery,
    DeliveryCancel,
    Need,
    Part,
    Pledge,
    PledgeEnd,
    Release,
    Report,
    TakingBack,
    Tie,
    Withdrawing,
)

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["support"], responses=problem_responses())


class SupportListed(BaseModel):
    """One need of a list."""

    id: UUID
    code: str
    unit: UUID
    kind: str
    urgency: str
    stage: str
    amount_vnd: int
    delivered_vnd: int
    until: date | None
    entered_on: date


class ListShown(BaseModel):
    """One list that was given to a partner."""

    id: UUID
    code: str
    given_on: date
    lines: int


class SupportShown(BaseModel):
    """One need."""

    id: UUID
    code: str
    unit: UUID
    case_id: UUID | None
    version: int
    stage: str
    introduced: bool
    lacking_vnd: int
    need: dict[str, Any]
    pledges: dict[int, dict[str, Any]]
    deliveries: dict[int, dict[str, Any]]
    releases: dict[int, dict[str, Any]]
    lapsed_releases: list[int]
    lists: list[ListShown]


class IntroducedNow(BaseModel):
    """What partners would see now, and the lists that were given."""

    lines: list[dict[str, Any]]
    given: list[ListShown]


class NewSupport(Value):
    """A need, its unit, and the child's case if there is one."""

    unit: UUID
    need: Need
    case_id: UUID | None = None


@router.get("/support-needs")
def list_needs(asked: Annotated[SeeSupport, Query()], work: WorkDep) -> list[SupportListed]:
    """List the needs of one's scope, latest first."""
    return [
        SupportListed(
            id=row.need,
            code=row.code,
            unit=row.unit,
            kind=row.kind.coded,
            urgency=row.urgency.coded,
            stage=row.stage.coded,
            amount_vnd=row.amount_vnd,
            delivered_vnd=row.delivered_vnd,
            until=row.until,
            entered_on=row.entered_on,
        )
        for row in see_support(asked, work)
    ]


@router.post("/support-needs", status_code=201, response_model=None)
def create_need(body: NewSupport, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter a need."""
    command = EnterSupport(unit=body.unit, need=body.need, case_id=body.case_id)
    return receipt(f"/api/v1/support-needs/{enter_support(command, work)}")


@router.get("/support-needs/{need}")
def read_need(need: UUID, work: WorkDep) -> SupportShown:
    """Read one need."""
    page = open_support(OpenSupport(need=need), work)
    state = page.state
    return SupportShown(
        id=need,
        code=state.code,
        unit=state.unit,
        case_id=state.case_id,
        version=state.version,
        stage=state.stage.coded,
        introduced=state.introduced,
        lacking_vnd=state.lacking_vnd,
        need=state.need.model_dump(mode="json"),
        pledges={number: one.model_dump(mode="json") for number, one in state.pledges.items()},
        deliveries={
            number: one.model_dump(mode="json", include={"delivery", "benefit", "contribution"})
            for number, one in state.deliveries.items()
        },
        releases={number: one.release.model_dump(mode="json") for number, one in state.releases.items()},
        lapsed_releases=list(page.lapsed),
        lists=[_shown(row) for row in page.lists],
    )


@router.post("/support-needs/{need}/check", status_code=201, response_model=None)
def check_need(need: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Agree as the second person."""
    check_support(CheckSupport(need=need), work)
    return receipt(f"/api/v1/support-needs/{need}")


@router.post("/support-needs/{need}/case", status_code=201, response_model=None)
def tie_need(need: UUID, body: Tie, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Tie it to the child's case, by the number of the case."""
    tie_support(TieSupport(need=need, part=body), work)
    return receipt(f"/api/v1/support-needs/{need}")


@router.post("/support-needs/{need}/introduction", status_code=201, response_model=None)
def introduce_need(need: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Let partners see it, without identity."""
    introduce_support(IntroduceSupport(need=need), work)
    return receipt(f"/api/v1/support-needs/{need}")


@router.post("/support-needs/{need}/releases", status_code=201, response_model=None)
def release(need: UUID, body: Release, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that a donor was told who the child is, on a consent of the case."""
    release_identity(ReleaseIdentity(need=need, part=body), work)
    return receipt(f"/api/v1/support-needs/{need}")


@router.post("/support-needs/{need}/correction", status_code=201, response_model=None)
def correct_need(need: UUID, body: Correction, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say the whole of a need again; it is to be checked again."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/taking-back", status_code=201, response_model=None)
def take_back(need: UUID, body: TakingBack, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Introduce it no longer."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/pledges", status_code=201, response_model=None)
def pledge(need: UUID, body: Pledge, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that somebody means to help."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/pledge-ends", status_code=201, response_model=None)
def end_pledge(need: UUID, body: PledgeEnd, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that a pledge does not stand any more."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/deliveries", status_code=201, response_model=None)
def deliver(need: UUID, body: Delivery, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note what was handed over; it is counted by the same act, once."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/delivery-cancellations", status_code=201, response_model=None)
def cancel_delivery(need: UUID, body: DeliveryCancel, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Cancel a delivery, with the activities as which it counted."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/reports", status_code=201, response_model=None)
def report_back(need: UUID, body: Report, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that the donor was told."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/closing", status_code=201, response_model=None)
def close_need(need: UUID, body: Closing, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End it."""
    return _entered(need, body, work)


@router.post("/support-needs/{need}/withdrawal", status_code=201, response_model=None)
def withdraw_need(need: UUID, body: Withdrawing, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Give it up."""
    return _entered(need, body, work)


@router.get("/support-lists")
def read_lists(work: WorkDep) -> IntroducedNow:
    """Read what partners would see now, and the lists that were given."""
    page = see_lists(SeeLists(), work)
    lines = [line.model_dump(mode="json") for line in page.lines]
    return IntroducedNow(lines=lines, given=[_shown(row) for row in page.given])


@router.post("/support-lists", status_code=201, response_model=None)
def create_list(body: GiveList, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Give a partner the list of what is introduced now."""
    return receipt(f"/api/v1/support-lists/{give_list(body, work)}")


@router.get("/support-needs/documents/nhu-cau.xlsx", response_model=None, responses=TABLES)
def needs_xlsx(asked: Annotated[SeeSupport, Query()], work: WorkDep) -> Response:
    """Get the needs that a filter shows as a table."""
    return table_file(*needs_table(asked, work))


@router.get("/support-lists/{given}/documents/danh-sach.xlsx", response_model=None, responses=TABLES)
def list_xlsx(given: UUID, work: WorkDep) -> Response:
    """Get a list as a table."""
    return table_file(*list_table(PrintList(given=given), work))


@router.get("/support-lists/{given}/documents/danh-sach.{kind}", response_model=None, responses=FILES)
def list_file(given: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Get a list as it was given, as a file."""
    return paper_file(print_list(PrintList(given=given), work, kind), kind)


def _shown(row: ListRow) -> ListShown:
    return ListShown(id=row.given, code=row.code, given_on=row.given_on, lines=row.lines)


def _entered(need: UUID, part: Part, work: OpenWork) -> Response:
    work_on_support(WorkOnSupport(need=need, part=part), work)
    return receipt(f"/api/v1/support-needs/{need}")
