"""The access log for programs of those who may read it: ids and codes only."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.programs.history import look_shown
from application.looks import (
    DrawSample,
    JudgeLooks,
    ReviewFilters,
    ReviewLine,
    SeeLooks,
    SeeReview,
    SeeTrail,
    TrailFilters,
    TrailLine,
    draw_sample,
    judge_looks,
    see_looks,
    see_review,
    see_trail,
)
from domain.kernel import Value
from domain.look_review import LookJudgement, Positions

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["access-log"], responses=problem_responses()
)
Position = Annotated[int, Query(ge=0, le=2**62)]


class JudgedIn(Value):
    """Which lines, and what was found."""

    positions: Positions
    judgement: LookJudgement


@router.get("/cases/{case_id}/looks")
def looks(case_id: UUID, work: WorkDep, after: Position = 0, lists: bool = False) -> dict[str, Any]:
    """Read who looked at a case, oldest first; `next` is where the next page starts."""
    page = see_looks(SeeLooks(case_id=case_id, after=after, lists=lists), work)
    return {"looks": [look_shown(line) for line in page.looks], "next": page.next}


@router.get("/access-log")
def trail(filters: Annotated[TrailFilters, Query()], work: WorkDep) -> dict[str, Any]:
    """Read the access log, the latest first; `before` is where the next page starts."""
    page = see_trail(SeeTrail.model_validate(filters.model_dump()), work)
    return {"entries": [_line(line) for line in page.lines], "before": page.before}


@router.get("/access-log/review")
def review(filters: Annotated[ReviewFilters, Query()], work: WorkDep) -> dict[str, Any]:
    """Read what is to be reviewed of the week that a day lies in, last week's by default; page on by `after`=`next`."""
    found = see_review(SeeReview.model_validate(filters.model_dump()), work)
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "total": found.total,
        "waiting": found.waiting,
        "next": found.next,
        "seed": found.sample.seed if found.sample else None,
        "drawn": list(found.sample.positions) if found.sample else None,
        "entries": [_line(one.line) | _reviewed(one, found.notes) for one in found.lines],
    }


@router.post("/access-log/verdicts", status_code=201)
def judge(body: JudgedIn, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Close lines of the access log with a written verdict; never those of one's own unit."""
    judge_looks(JudgeLooks(positions=body.positions, judgement=body.judgement), work)
    return receipt("/api/v1/access-log/review")


@router.post("/access-log/samples", status_code=201)
def draw(body: DrawSample, work: WorkDep, idempotency_key: IdempotencyKey = None) -> Response:
    """Draw the sample of the week that a day lies in, once it is over; a week is drawn once."""
    return receipt(f"/api/v1/access-log/review?day={draw_sample(body, work)}")


def _reviewed(one: ReviewLine, notes: dict[int, str]) -> dict[str, Any]:
    closed = one.closed
    return {
        "why": [why.coded for why in one.why],
        "verdict": closed.verdict.coded if closed else None,
        "note": notes.get(closed.event) if closed else None,
        "judged_by": closed.judge if closed else None,
        "judged_at": closed.at.isoformat() if closed else None,
    }


def _line(line: TrailLine) -> dict[str, Any]:
    return look_shown(line.look) | {"record": str(line.record) if line.record else None, "code": line.code}
