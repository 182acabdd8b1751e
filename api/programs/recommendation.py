"""Recommendations for programs: the same commands and handlers as the pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.papers import FILES, paper_file
from api.programs.child_case import IdempotencyKey
from api.screens.recommendation import CommentForm
from application.documents.printing import PaperFormat
from application.recommendation import (
    ApproveRecommendation,
    CancelInRecommendation,
    CollectRecommendation,
    CorrectRecommendation,
    DraftRecommendation,
    EnterInRecommendation,
    SendRecommendationBack,
    approve_recommendation,
    cancel_in_recommendation,
    collect_recommendation,
    correct_recommendation,
    draft_recommendation,
    enter_in_recommendation,
    send_recommendation_back,
)
from application.recommendation.desk import (
    EARLIEST,
    LATEST,
    RecommendationFilters,
    RecommendationRow,
    SeeRecommendations,
    see_recommendations,
)
from application.recommendation.entries import Correction, Entry
from application.recommendation.from_step import RecommendFromStep, recommend_from_step
from application.recommendation.pages import OpenRecommendation, open_recommendation
from application.recommendation.papers import PrintRecommendation, print_recommendation
from domain.calendar import vietnam_day
from domain.kernel import Narrative, Said, Value
from domain.recommendation.codes import Subject
from domain.recommendation.facts import Collected, Letter

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["recommendations"], responses=problem_responses()
)
PATH = "/api/v1/recommendations"
CalendarYear = Annotated[int, Query(ge=EARLIEST.year, le=LATEST.year)]


class Incoming(Collected):
    """What came in, perhaps from a case."""

    case_id: UUID | None = None


class LetterSent(Letter):
    """A letter, and the version of the recommendation that whoever writes it had read."""

    version: int | None = None


class Read(BaseModel):
    """The version that was read."""

    version: int | None = None


class SentBack(CommentForm):
    """What is to be looked at again, and the version that was read."""

    version: int | None = None


class Corrected(Value):
    """What is right, why, and the version that was read."""

    value: Correction
    reason: Narrative[Said]
    version: int | None = None


class Cancelled(Value):
    """Why it is cancelled."""

    reason: Narrative[Said]


class FromStep(Value):
    """What a recommendation out of a recommended step is about."""

    subject: Subject = Subject.MATTER


class SentShown(BaseModel):
    """One conveyance: codes and days."""

    version: int
    agency: str
    on: date
    over: int | None
    acknowledged_on: date | None
    verdict: str
    replied_on: date | None
    reminders: int
    remind_on: date
    """Quy ước nội bộ: no law sets a term."""
    days_overdue: int


class RecommendationShown(BaseModel):
    """One recommendation in a list; no title where it waits for a fresh proof."""

    id: UUID
    code: str
    title: str
    unit: UUID
    kind: str
    origin: str
    subject: str
    stage: str
    collected_on: date
    age_days: int
    sent: list[SentShown]

    @classmethod
    def of(cls, row: RecommendationRow, today: date) -> "RecommendationShown":
        """Return a row as programs get it."""
        return cls(
            id=row.recommendation,
            code=row.code,
            title=row.title,
            unit=row.unit,
            kind=row.kind.value,
            origin=row.origin.value,
            subject=row.subject.value,
            stage=row.stage.value,
            collected_on=row.collected_on,
            age_days=row.age_days(today),
            sent=[
                SentShown(
                    version=one.version,
                    agency=one.agency.value,
                    on=one.on,
                    over=one.over,
                    acknowledged_on=one.acknowledged_on,
                    verdict=one.verdict.value if one.verdict else "",
                    replied_on=one.replied_on,
                    reminders=one.reminders,
                    remind_on=one.remind_on,
                    days_overdue=one.days_overdue(today),
                )
                for one in row.sent
            ],
        )


class RecommendationsShown(BaseModel):
    """One page of the register, the latest collected first, and the mark of the next."""

    recommendations: list[RecommendationShown]
    next: str


class RecommendationDetail(BaseModel):
    """One recommendation with what was entered; a child's words only for whoever may see them."""

    recommendation: RecommendationShown
    version: int
    case_id: UUID | None
    collected: dict[str, Any]
    letter: dict[str, Any] | None
    approved: bool


@router.get("/recommendations")
def list_recommendations(
    work: WorkDep, asked: Annotated[RecommendationFilters, Query()]
) -> RecommendationsShown:
    """List recommendations of the scope."""
    page = see_recommendations(SeeRecommendations(**asked.model_dump()), work)
    today = vietnam_day(work.now())
    return RecommendationsShown(
        recommendations=[RecommendationShown.of(row, today) for row in page.rows], next=page.next
    )


@router.post("/recommendations", status_code=201, response_model=None)
def create(body: Incoming, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter what came in."""
    said = Collected(**{name: getattr(body, name) for name in Collected.model_fields})
    made = collect_recommendation(CollectRecommendation(collected=said, case_id=body.case_id), work)
    return receipt(f"{PATH}/{made}")


@router.post("/referrals/{referral_id}/steps/{step}/recommendation", status_code=201, response_model=None)
def create_from_step(
    referral_id: UUID, step: int, body: FromStep, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Make a recommendation of a step that the chapter's opinion recommends."""
    cmd = RecommendFromStep(referral_id=referral_id, step=step, subject=body.subject)
    return receipt(f"{PATH}/{recommend_from_step(cmd, work)}")


@router.get("/recommendations/{recommendation}")
def read(recommendation: UUID, work: WorkDep) -> RecommendationDetail:
    """Read one recommendation."""
    page = open_recommendation(OpenRecommendation(recommendation=recommendation), work)
    letter = page.state.letter
    return RecommendationDetail(
        recommendation=RecommendationShown.of(page.row, vietnam_day(work.now())),
        version=page.state.version,
        case_id=page.state.case_id,
        collected=page.state.collected.model_dump(mode="json"),
        letter=letter.model_dump(mode="json") if isinstance(letter, Letter) else None,
        approved=page.state.approved,
    )


@router.put("/recommendations/{recommendation}/letter", response_model=None)
def draft(recommendation: UUID, body: LetterSent, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Write the letter."""
    letter = Letter(**{name: getattr(body, name) for name in Letter.model_fields})
    cmd = DraftRecommendation(recommendation=recommendation, letter=letter, version=body.version)
    draft_recommendation(cmd, work)
    return _done(recommendation, 200)


@router.post("/recommendations/{recommendation}/approval", status_code=201, response_model=None)
def approve(recommendation: UUID, body: Read, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Approve the letter that somebody else wrote."""
    approve_recommendation(ApproveRecommendation(recommendation=recommendation, version=body.version), work)
    return _done(recommendation)


@router.post("/recommendations/{recommendation}/return", status_code=201, response_model=None)
def send_back(recommendation: UUID, body: SentBack, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask for another look at the letter."""
    cmd = SendRecommendationBack(recommendation=recommendation, comment=body.comment, version=body.version)
    send_recommendation_back(cmd, work)
    return _done(recommendation)


@router.post("/recommendations/{recommendation}/entries", status_code=201, response_model=None)
def enter(recommendation: UUID, body: Entry, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter what became of it: conveyed, receipt, reply, reminder, higher body, told, over, withdrawn, merged."""
    enter_in_recommendation(EnterInRecommendation(recommendation=recommendation, entry=body), work)
    return _done(recommendation)


@router.put("/recommendations/{recommendation}/entries/{entry}", response_model=None)
def correct(
    recommendation: UUID, entry: int, body: Corrected, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Put right what was entered."""
    cmd = CorrectRecommendation(
        recommendation=recommendation,
        entry=entry,
        value=body.value,
        reason=body.reason,
        version=body.version,
    )
    correct_recommendation(cmd, work)
    return _done(recommendation, 200)


@router.post(
    "/recommendations/{recommendation}/entries/{entry}/cancellation", status_code=201, response_model=None
)
def cancel(
    recommendation: UUID, entry: int, body: Cancelled, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Take back what never happened."""
    cmd = CancelInRecommendation(recommendation=recommendation, entry=entry, reason=body.reason)
    cancel_in_recommendation(cmd, work)
    return _done(recommendation)


@router.get(
    "/recommendations/{recommendation}/documents/cong-van.{kind}", response_model=None, responses=FILES
)
def letter_file(recommendation: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Get the approved letter as a file."""
    question = PrintRecommendation(recommendation=recommendation)
    return paper_file(print_recommendation(question, work, kind), kind)


def _done(recommendation: UUID, status: int = 201) -> Response:
    return receipt(f"{PATH}/{recommendation}", status=status)
