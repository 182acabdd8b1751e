"""Members of a unit for programs: the same commands and handlers as the pages."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.member import MemberForm, NewMemberForm
from application.member import (
    AdmitMember,
    ChangeMember,
    LeaveUnit,
    OpenMember,
    SeeMembers,
    SetCourt,
    admit_member,
    change_member,
    leave_unit,
    open_member,
    see_members,
    set_court,
)
from domain.courts import CourtEntered, courts
from domain.kernel import Line, Value
from domain.lists import MemberKind

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["members"], responses=problem_responses())


class MemberListed(BaseModel):
    """One member of the list."""

    id: UUID
    unit: UUID
    kind: str
    name: str
    has_account: bool


class MembersShown(BaseModel):
    """The members of one's scope, by name."""

    members: list[MemberListed]


class MemberShown(BaseModel):
    """What is known of one member."""

    id: UUID
    unit: UUID
    kind: str
    account: UUID | None
    left: bool
    admitted_on: date | None
    courts: list[dict[str, Any]]
    person: dict[str, Any]


@router.get("/members")
def list_members(
    work: WorkDep, unit: UUID | None = None, kind: MemberKind | None = None, day: date | None = None
) -> MembersShown:
    """List the members of one's scope on a day (today, where none is given)."""
    return MembersShown(
        members=[
            MemberListed(
                id=row.member, unit=row.unit, kind=row.kind.coded, name=row.name, has_account=row.has_account
            )
            for row in see_members(SeeMembers(unit=unit, kind=kind, day=day), work)
        ]
    )


class MembersSought(Value):
    """Words of a name, within a unit, a kind, a day."""

    words: Line
    unit: UUID | None = None
    kind: MemberKind | None = None
    day: date | None = None


@router.post("/members/search")
def search_members(body: MembersSought, work: WorkDep) -> MembersShown:
    """Search members by name, with or without marks; the words stand in no address and no log."""
    question = SeeMembers(unit=body.unit, kind=body.kind, day=body.day, words=body.words)
    return MembersShown(
        members=[
            MemberListed(
                id=row.member, unit=row.unit, kind=row.kind.coded, name=row.name, has_account=row.has_account
            )
            for row in see_members(question, work)
        ]
    )


@router.post("/members", status_code=201, response_model=None)
def create_member(body: NewMemberForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter a member."""
    cmd = AdmitMember(
        unit=body.unit,
        kind=body.kind,
        account=body.account,
        person=body.person,
        admitted_on=body.admitted_on,
        court=body.court,
    )
    return receipt(f"/api/v1/members/{admit_member(cmd, work)}")


@router.get("/members/{member}")
def read_member(member: UUID, work: WorkDep) -> MemberShown:
    """Read what is known of a member."""
    page = open_member(OpenMember(member=member), work)
    return MemberShown(
        id=member,
        unit=page.state.unit,
        kind=page.state.kind.coded,
        account=page.state.account,
        left=page.state.left,
        admitted_on=page.state.admitted_on,
        courts=[one.model_dump(mode="json") | {"name": one.name} for one in page.state.courts],
        person=page.person.model_dump(mode="json"),
    )


@router.put("/members/{member}", response_model=None)
def correct_member(member: UUID, body: MemberForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Complete or correct what is known of a member."""
    cmd = ChangeMember(member=member, kind=body.kind, account=body.account, person=body.person)
    change_member(cmd, work)
    return receipt(f"/api/v1/members/{member}", status=200)


@router.delete("/members/{member}", response_model=None)
def end_member(
    member: UUID, work: WorkDep, left_on: date | None = None, key: IdempotencyKey = None
) -> Response:
    """Note that a member left."""
    leave_unit(LeaveUnit(member=member, left_on=left_on), work)
    return receipt(f"/api/v1/members/{member}", status=200)


@router.post("/members/{member}/court", status_code=201, response_model=None)
def seat_juror(member: UUID, body: CourtEntered, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter at which court a juror sits from a day on: one of the data by code, or in words."""
    set_court(SetCourt(member=member, court=body), work)
    return receipt(f"/api/v1/members/{member}")


class CourtShown(BaseModel):
    """A court of the data with its first and last day."""

    code: str
    name: str
    level: str
    since: date
    until: date | None
    becomes: str | None


@router.get("/courts")
def list_courts(work: WorkDep) -> list[CourtShown]:
    """List the people's courts that a juror may be entered with."""
    see_members(SeeMembers(), work)
    return [
        CourtShown(
            code=one.code,
            name=one.name,
            level=one.level.coded,
            since=one.since,
            until=one.until,
            becomes=one.becomes,
        )
        for one in courts().values()
    ]
