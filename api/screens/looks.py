"""Pages of the access log: who looked at a case, everything that was looked at, and the week's review."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.choices import people_of
from api.door import Typed, WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.telling import Telling
from api.trail_words import ACTIONS, worded
from application.looks import (
    RANDOM_READS,
    Outcome,
    SeeLooks,
    SeeReview,
    SeeTrail,
    see_looks,
    see_review,
    see_trail,
)
from domain.calendar import vietnam_day
from domain.identity import Day

ONE_DAY = timedelta(days=1)

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/ho-so/{case_id}/ai-da-xem")
def looks_page(
    request: Request, case_id: UUID, work: WorkDep, sau: int = 0, danh_sach: bool = False
) -> Response:
    """Show who looked at a case, for the supervisor and the auditor."""
    page = see_looks(SeeLooks(case_id=case_id, after=sau, lists=danh_sach), work)
    telling = Telling(work)
    return render(
        frame_of(request, work),
        "looks.html",
        page=page,
        looks=[telling.look(line) for line in page.looks],
        lists=danh_sach,
        after=sau,
    )


@router.get("/nhat-ky")
def trail_page(request: Request, work: WorkDep) -> Response:
    """Show the access log, the latest first."""
    typed: Typed = {}
    for name, text in request.query_params.multi_items():
        if name != "lang":
            typed.setdefault(name, []).append(text)
    form = bind(SeeTrail, typed)
    page = see_trail(form.value if form.is_valid else SeeTrail(), work)
    telling, language = Telling(work), work.reader.language
    kept = {n: t[-1] for n, t in form.typed.items() if t and t[-1] and n != "before"}
    return render(
        frame_of(request, work),
        "trail.html",
        status=200 if form.is_valid else 422,
        form=form,
        lines=[(telling.look(line.look), line) for line in page.lines],
        next=_address(kept | {"before": str(page.before)}) if page.before else "",
        first=_address(kept) if form.last("before") else "",
        people=people_of(work),
        actions=sorted(
            ((code, worded(ACTIONS, code, language)) for code in ACTIONS), key=lambda pair: pair[1]
        ),
        outcomes=Outcome,
        is_filtered=bool(kept),
    )


def _address(query: dict[str, str]) -> str:
    return f"/nhat-ky?{urlencode(query)}" if query else "/nhat-ky"


@router.get("/nhat-ky/ra-soat")
def review_page(request: Request, work: WorkDep, ngay: Day | None = None) -> Response:
    """Show what is to be reviewed of a week."""
    review = see_review(SeeReview(day=ngay), work)
    telling = Telling(work)
    context: dict[str, Any] = {"review": review, "drawn": RANDOM_READS}
    return render(
        frame_of(request, work),
        "trail_review.html",
        lines=[(telling.look(one.line.look), one) for one in review.lines],
        before=review.first - ONE_DAY,
        after=review.last + ONE_DAY if review.last + ONE_DAY <= vietnam_day(work.now()) else None,
        **context,
    )
