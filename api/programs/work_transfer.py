"""All work in one move, for programs."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.transfer_desk import (
    OpenRecord,
    SeeAccountWork,
    SeeOpenWork,
    SeeTransfer,
    SeeTransfers,
    TransferRow,
    see_account_work,
    see_open_work,
    see_transfer,
    see_transfers,
)
from application.work_transfer import (
    AcceptWork,
    CallWorkBack,
    DeclineWork,
    OfferWork,
    PutToTheHead,
    TakeWorkBack,
    accept_work,
    call_work_back,
    decline_work,
    offer_work,
    put_to_the_head,
    take_work_back,
)
from domain.kernel import Line, Said, Text, Value
from domain.work_transfer import Absence, Given, TransferKind

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["hand-over"], responses=problem_responses())


class OfferIn(Value):
    """Whose work, to whom, why; single records go elsewhere or stay."""

    of: UUID
    kind: TransferKind
    absence: Absence = Absence()
    receiver: UUID
    others: tuple[Given, ...] = ()
    left: tuple[UUID, ...] = ()
    reason: Line = ""
    note: Text = ""


class AnswerIn(Value):
    """Which records; none means all of them."""

    records: tuple[UUID, ...] = ()


class DeclineIn(AnswerIn):
    """Which records, and why not."""

    reason: Said


@router.get("/accounts/{account}/open-work")
def read_open_work(account: UUID, work: WorkDep) -> dict[str, Any]:
    """Read what one person has open, by code, and who could take it."""
    page = see_open_work(SeeOpenWork(of=account), work)
    return {
        "records": [_record(one) for one in page.records],
        "candidates": page.candidates,
        "reviews": len(page.reviews),
        "reviews_to_reassign": sum(one.is_to_reassign for one in page.reviews),
    }


@router.post("/accounts/{account}/open-work/reassignment", status_code=201, response_model=None)
def to_the_head(account: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Put the reviews of one person onto their head's list, to be given to others."""
    put_to_the_head(PutToTheHead(of=account), work)
    return receipt(f"/api/v1/accounts/{account}/open-work")


@router.get("/transfers")
def list_transfers(work: WorkDep) -> dict[str, Any]:
    """List the moves that wait for you, that you can take back, that you look at, and the latest."""
    page = see_transfers(SeeTransfers(), work)
    return {
        "waiting": [_row(one) for one in page.waiting],
        "to_take_back": [_row(one) for one in page.to_take_back],
        "to_look_at": [_row(one) for one in page.to_look_at],
        "latest": [_row(one) for one in page.latest],
    }


@router.post("/transfers", status_code=201, response_model=None)
def offer(body: OfferIn, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Offer all open work of one person; nothing moves until it is accepted."""
    wish = OfferWork.model_validate(body.model_dump())
    return receipt(f"/api/v1/transfers/{offer_work(wish, work)}")


@router.get("/transfers/{transfer}")
def read_transfer(transfer: UUID, work: WorkDep) -> dict[str, Any]:
    """Read one move: a receiver reads what is theirs, the supervisor all of it."""
    page = see_transfer(SeeTransfer(transfer=transfer), work)
    items = [
        _record(one.record) | {"receiver": one.receiver, "stage": one.stage.coded, "stuck": one.is_stuck}
        for one in page.items
    ]
    return _row(page.row) | {"reason": page.reason, "note": page.note, "items": items}


@router.post("/transfers/{transfer}/acceptance", status_code=201, response_model=None)
def accept(transfer: UUID, body: AnswerIn, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Accept what you are offered."""
    accept_work(AcceptWork(transfer=transfer, records=body.records), work)
    return receipt(f"/api/v1/transfers/{transfer}")


@router.post("/transfers/{transfer}/refusal", status_code=201, response_model=None)
def decline(transfer: UUID, body: DeclineIn, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Decline what you are offered; it stays where it is, and the supervisor is told at once."""
    decline_work(DeclineWork(transfer=transfer, records=body.records, reason=body.reason), work)
    return receipt(f"/api/v1/transfers/{transfer}")


@router.post("/transfers/{transfer}/call-back", status_code=201, response_model=None)
def call_back(transfer: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Offer no longer what nobody accepted."""
    call_work_back(CallWorkBack(transfer=transfer), work)
    return receipt(f"/api/v1/transfers/{transfer}")


@router.post("/transfers/{transfer}/return", status_code=201, response_model=None)
def take_back(transfer: UUID, body: AnswerIn, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take your work back after an absence."""
    take_work_back(TakeWorkBack(transfer=transfer, records=body.records), work)
    return receipt(f"/api/v1/transfers/{transfer}")


def _record(one: OpenRecord) -> dict[str, Any]:
    return {
        "record": one.record,
        "kind": one.kind,
        "is_case": one.is_case,
        "is_own": one.is_own,
        "code": one.code,
        "unit": one.unit,
        "due_on": one.due_on,
        "is_restricted": one.is_restricted,
        "is_urgent": one.is_urgent,
        "is_offered": one.is_offered,
    }


def _row(one: TransferRow) -> dict[str, Any]:
    return {
        "transfer": one.transfer,
        "of": one.of,
        "kind": one.kind.coded,
        "first": one.absence.first,
        "last": one.absence.last,
        "offered_at": one.offered_at,
        "waiting": one.waiting,
        "declined": one.declined,
        "accepted": one.accepted,
        "stuck": one.stuck,
        "is_overdue": one.is_overdue,
    }


@router.get("/accounts/{account}/open-cases")
def count_open_cases(account: UUID, work: WorkDep) -> list[dict[str, Any]]:
    """Count the open cases that an account answers for, by unit; for administrators, without any code."""
    found = see_account_work(SeeAccountWork(of=account), work)
    return [{"unit": unit, "count": count} for unit, count in found.cases]


@router.get("/accounts/{account}/open-requests")
def count_open_requests(account: UUID, work: WorkDep) -> dict[str, int]:
    """Count the requests to chapters that an account awaits or reviews; for administrators."""
    found = see_account_work(SeeAccountWork(of=account), work)
    return {"asked": found.asked, "reviews": found.reviews}
