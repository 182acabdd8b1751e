"""Activities for programs: the same commands and handlers as the pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute, if_match, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.activities import ActivityRegister, ActivityStanding, SeeActivities, see_activities
from application.activity import (
    AttendActivity,
    BeginActivity,
    CancelActivity,
    CorrectActivity,
    DeclineActivity,
    EnterInvitation,
    OpenActivity,
    RecordActivity,
    attend_activity,
    cancel_activity,
    correct_activity,
    decline_activity,
    enter_invitation,
    open_activity,
    record_activity,
)
from application.follow_up_log import EARLIEST, LATEST
from domain.activity import activity_code
from domain.activity.codes import ActivityKind, WhyCorrected
from domain.activity.forum import forum_warnings
from domain.activity.held import Cancelling, Declining, Held, Invitation
from domain.activity.kinds import SHEETS, duties_of
from domain.kernel import Line, Value

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["activities"], responses=problem_responses()
)


class ActivityListed(BaseModel):
    """One activity of a list."""

    id: UUID
    kind: str
    standing: str
    unit: UUID
    day: date
    place: str
    topic: str
    people: int
    instances: int | None
    worth_vnd: int


class TotalShown(BaseModel):
    """What the activities of one kind come to; `attended_percent` is null ("not applicable") without an invitation."""

    kind: str
    held: int
    pieces: int
    people: int
    children: int
    instances: int
    money_vnd: int
    goods_vnd: int
    invited: int
    attended: int
    ahead: int
    attended_percent: int | None


class ActivitiesShown(BaseModel):
    """A page of activities, latest first, with the totals of what the filters leave."""

    activities: list[ActivityListed]
    totals: list[TotalShown]
    next: str | None
    """Mark of the next page."""

    @classmethod
    def of(cls, page: ActivityRegister) -> "ActivitiesShown":
        """Return a page as programs get it."""
        return cls(
            activities=[
                ActivityListed(
                    id=row.activity,
                    kind=row.kind.coded,
                    standing=row.standing.coded,
                    unit=row.unit,
                    day=row.day,
                    place=row.place,
                    topic=row.topic,
                    people=row.people,
                    instances=row.instances,
                    worth_vnd=row.worth_vnd,
                )
                for row in page.rows
            ],
            totals=[
                TotalShown(
                    kind=one.kind.coded,
                    held=one.held,
                    pieces=one.pieces,
                    people=one.people,
                    children=one.children,
                    instances=one.instances,
                    money_vnd=one.money_vnd,
                    goods_vnd=one.goods_vnd,
                    invited=one.invited,
                    attended=one.attended,
                    ahead=one.ahead,
                    attended_percent=one.attended_percent,
                )
                for one in page.totals
            ],
            next=page.next or None,
        )


class ActivityShown(BaseModel):
    """One activity, as it was last said."""

    id: UUID
    code: str
    unit: UUID
    kind: str
    version: int
    cancelled: bool
    declined: bool
    invitation: dict[str, Any] | None
    held: dict[str, Any] | None
    duties: list[str]
    warnings: list[str]
    """What a forum lacks (Circular 29/2019); nothing stops it."""


class KindShown(BaseModel):
    """One kind: the fields it asks for, those it needs, and what it counts as."""

    kind: str
    name: str
    asks: list[str]
    needs: list[str]
    duties: list[str]
    is_invited: bool


class Narrowed(Value):
    """Which activities a list holds."""

    kind: ActivityKind | None = None
    unit: UUID | None = None
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    month: int | None = Field(default=None, ge=1, le=12)
    standing: ActivityStanding | None = None


class ActivitiesSought(Narrowed):
    """Words of a topic, within what is narrowed."""

    words: Line


class NewActivity(Value):
    """An activity that was held, and the unit it counts for."""

    unit: UUID
    held: Held


class NewInvitation(Value):
    """An invitation, and the unit that was invited."""

    unit: UUID
    invitation: Invitation


class Correction(Value):
    """The whole of what is right, and why."""

    held: Held
    because: WhyCorrected


@router.get("/activity-kinds")
def list_kinds(work: WorkDep) -> list[KindShown]:
    """List the kinds of activities with the fields that each asks for."""
    work.allow(BeginActivity())
    language = work.reader.language
    return [
        KindShown(
            kind=kind.coded,
            name=kind.label(language),
            asks=list(sheet.asks),
            needs=sorted(sheet.needs),
            duties=[duty.value for duty in sheet.duties],
            is_invited=sheet.is_invited,
        )
        for kind, sheet in SHEETS.items()
    ]


@router.get("/activities")
def list_activities(
    work: WorkDep,
    kind: ActivityKind | None = None,
    unit: UUID | None = None,
    year: Annotated[int | None, Query(ge=1990, le=2200)] = None,
    month: Annotated[int | None, Query(ge=1, le=12)] = None,
    standing: ActivityStanding | None = None,
    after: Annotated[str, Query(max_length=300)] = "",
) -> ActivitiesShown:
    """List the activities of one's scope, latest first."""
    question = SeeActivities(kind=kind, unit=unit, year=year, month=month, standing=standing, after=after)
    return ActivitiesShown.of(see_activities(question, work))


@router.post("/activities/search")
def search_activities(body: ActivitiesSought, work: WorkDep) -> ActivitiesShown:
    """Search words of topic, place, inviter or donor; the words stand in no address and no log."""
    return ActivitiesShown.of(see_activities(SeeActivities(**dict(body)), work))


@router.post("/activities", status_code=201, response_model=None)
def create_activity(body: NewActivity, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter an activity that was held."""
    return receipt(
        f"/api/v1/activities/{record_activity(RecordActivity(unit=body.unit, held=body.held), work)}"
    )


@router.post("/invitations", status_code=201, response_model=None)
def create_invitation(body: NewInvitation, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter an invitation to a supervision or a course."""
    cmd = EnterInvitation(unit=body.unit, invitation=body.invitation)
    return receipt(f"/api/v1/activities/{enter_invitation(cmd, work)}")


@router.get("/activities/{activity}")
def read_activity(activity: UUID, work: WorkDep) -> ActivityShown:
    """Read one activity."""
    state = open_activity(OpenActivity(activity=activity), work).state
    held, language = state.held, work.reader.language
    return ActivityShown(
        id=activity,
        code=activity_code(activity),
        unit=state.unit,
        kind=state.kind.coded,
        version=state.version,
        cancelled=state.cancelled,
        declined=state.declined,
        invitation=state.invitation.model_dump(mode="json") if state.invitation else None,
        held=held.model_dump(mode="json") if held else None,
        duties=[duty.value for duty in (duties_of(held) if held else SHEETS[state.kind].duties)],
        warnings=[one.label(language) for one in forum_warnings(held)] if held else [],
    )


@router.put("/activities/{activity}", response_model=None)
def replace_activity(
    request: Request, activity: UUID, body: Correction, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Say the whole of an activity again; `If-Match` refuses what somebody else corrected meanwhile."""
    cmd = CorrectActivity(activity=activity, held=body.held, because=body.because, version=if_match(request))
    correct_activity(cmd, work)
    return receipt(f"/api/v1/activities/{activity}", status=200)


@router.post("/activities/{activity}/cancellation", status_code=201, response_model=None)
def cancel(activity: UUID, body: Cancelling, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Let an activity or an invitation count no more."""
    cancel_activity(CancelActivity(activity=activity, because=body.because, note=body.note), work)
    return receipt(f"/api/v1/activities/{activity}")


@router.post("/activities/{activity}/attendance", status_code=201, response_model=None)
def attend(activity: UUID, body: Held, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that somebody took part in what one was invited to."""
    attend_activity(AttendActivity(activity=activity, held=body), work)
    return receipt(f"/api/v1/activities/{activity}")


@router.post("/activities/{activity}/refusal", status_code=201, response_model=None)
def decline(activity: UUID, body: Declining, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that an invitation was declined."""
    decline_activity(DeclineActivity(activity=activity, declining=body), work)
    return receipt(f"/api/v1/activities/{activity}")
