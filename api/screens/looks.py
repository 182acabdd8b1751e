"""Pages of the access log: who looked at a case, everything that was looked at, and the week's review."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import everyone
from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.audit_desk import units_of_all
from api.telling import Telling
from api.trail_words import GROUNDS, GROUPS, SEEN, worded
from application.access import Action
from application.accounts import AccountList
from application.follow_up_log import NamedDay
from application.history import case_of
from application.looks import (
    RANDOM_READS,
    TIED_DAYS,
    DrawSample,
    JudgeLooks,
    Outcome,
    ReviewFilters,
    SeeLooks,
    SeeReview,
    SeeTrail,
    draw_sample,
    judge_looks,
    see_looks,
    see_review,
    see_trail,
)
from domain.calendar import vietnam_day
from domain.kernel import DomainError, Refused
from domain.look_review import LookJudgement, LookVerdict, Positions

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
    question = form.value if form.is_valid else SeeTrail()
    page = see_trail(question, work)
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
        people=everyone(work),
        units=units_of_all(work),
        grounds=[(code, worded(GROUNDS, code, language)) for code in GROUNDS],
        case=case_of(question.case, work) if question.case else None,
        actions=[(title[language == "en"], _kinds(codes, language)) for title, codes in GROUPS],
        outcomes=Outcome,
        may_see_history=work.may(Action.SEE_HISTORY),
        is_filtered=bool(kept),
        extract=f"/kiem-tra/trich-xuat?{urlencode({'log': 'access'} | kept)}"
        if work.may(Action.EXTRACT_LOG)
        else "",
    )


def _kinds(codes: frozenset[str], language: str) -> list[tuple[str, str]]:
    return sorted(((code, worded(SEEN, code, language)) for code in codes), key=lambda pair: pair[1])


def _address(query: dict[str, str]) -> str:
    return f"/nhat-ky?{urlencode(query)}" if query else "/nhat-ky"


class VerdictForm(LookJudgement):
    """A verdict on ticked lines, and the week that the page shows."""

    positions: Positions
    day: NamedDay


@router.get("/nhat-ky/ra-soat")
def review_page(
    request: Request, work: WorkDep, ngay: NamedDay | None = None, sau: int = 0, mo: bool = False
) -> Response:
    """Show what is to be reviewed of a week."""
    return _review(request, work, ReviewFilters(day=ngay, after=max(sau, 0), only_open=mo), blank())


@router.post("/nhat-ky/ra-soat")
def judging(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Close the ticked lines with a verdict."""
    bound = bind(VerdictForm, typed)
    day = _day_or_none(bound.last("day"))
    if bound.errors:
        return _review(request, work, ReviewFilters(day=day), bound)
    said = bound.value
    judgement = LookJudgement(verdict=said.verdict, note=said.note)
    try:
        judge_looks(JudgeLooks(positions=said.positions, judgement=judgement), work)
    except Refused as refusal:
        work.restart()
        return _review(request, work, ReviewFilters(day=day), bound, refusal)
    return RedirectResponse(f"/nhat-ky/ra-soat?ngay={said.day}", 303)


@router.post("/nhat-ky/ra-soat/rut-mau")
def drawing(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Draw the sample of a week."""
    bound = bind(DrawSample, typed)
    if bound.errors:
        return _review(request, work, ReviewFilters(), bound)
    try:
        first = draw_sample(bound.value, work)
    except Refused as refusal:
        work.restart()
        return _review(request, work, ReviewFilters(day=bound.value.day), blank(), refusal)
    return RedirectResponse(f"/nhat-ky/ra-soat?ngay={first}", 303)


def _day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _review(
    request: Request,
    work: OpenWork,
    filters: ReviewFilters,
    form: Bound[Any],
    refusal: DomainError | None = None,
) -> Response:
    review = see_review(SeeReview.model_validate(filters.model_dump()), work)
    telling, reader, after = Telling(work), work.reader, review.last + ONE_DAY
    names = work.view(AccountList)  # type: ignore[type-abstract]
    judges = {one.closed.judge for one in review.lines if one.closed}
    return render(
        frame_of(request, work),
        "trail_review.html",
        status=409 if refusal else 422 if form.errors else 200,
        review=review,
        form=form,
        refusal=refusal,
        ticked=set(form.typed.get("positions", ())),
        drawn=RANDOM_READS,
        tied_days=TIED_DAYS,
        verdicts=LookVerdict,
        lines=[(telling.look(one.line.look), one) for one in review.lines],
        judges={judge: names.name_of(UUID(judge.partition(":")[2])) for judge in judges},
        may_judge={
            one.line.look.position
            for one in review.lines
            if not one.closed
            and one.line.look.unit not in reader.own_units
            and one.line.look.account != reader.account
        },
        base=f"/nhat-ky/ra-soat?ngay={review.first}",
        only_open=filters.only_open,
        is_first=not filters.after,
        before=review.first - ONE_DAY,
        after=after if after <= vietnam_day(work.now()) else None,
    )
