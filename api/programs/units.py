"""Units for programs: the same commands and handlers as the pages."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.units import EndForm, MoveForm
from application.unit_parts import Change, ChangeUnit, EnterInUnit, Entry, change_unit, enter_in_unit
from application.unit_register import OpenUnit, SeeTree, UnitOnDay, open_unit, see_tree
from application.units import EndUnit, FoundUnit, MoveUnit, end_unit, found_unit, move_unit
from domain.chapter import Founding

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["units"], responses=problem_responses())


class UnitShown(BaseModel):
    """One unit on a day; members, collaborators and volunteers, and children of a club as counts."""

    unit: UUID
    level: str
    code: str
    name: str
    parent: UUID | None
    founded_on: date
    ended_on: date | None
    successor: UUID | None
    areas: tuple[str, ...]
    is_difficult: bool
    members: int
    helpers: int
    children: int | None
    kinds: dict[str, int]


class UnitOpened(BaseModel):
    """One unit with who does what in it; names and words for whoever keeps its members."""

    day: date
    unit: UnitShown
    held: list[dict[str, Any]]
    bodies: list[dict[str, Any]]
    officers: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    awards: list[dict[str, Any]]


def shown(row: UnitOnDay) -> UnitShown:
    """Return a unit as programs get it."""
    kinds = {kind.value: count for kind, count in sorted(row.kinds.items())}
    plain = {name: getattr(row, name) for name in UnitShown.model_fields if name not in ("kinds", "level")}
    return UnitShown(level=row.level.coded, kinds=kinds, **plain)


@router.get("/units")
def list_units(work: WorkDep, day: date | None = None) -> list[UnitShown]:
    """List the units that existed on a day (today, where none is given)."""
    return [shown(row) for row in see_tree(SeeTree(day=day), work).rows]


@router.post("/units", status_code=201, response_model=None)
def create_unit(body: Founding, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Found a unit."""
    return receipt(f"/api/v1/units/{found_unit(FoundUnit(founding=body), work)}")


@router.get("/units/{unit}")
def read_unit(unit: UUID, work: WorkDep, day: date | None = None) -> UnitOpened:
    """Read one unit as it was on a day."""
    page = open_unit(OpenUnit(unit=unit, day=day), work)
    return UnitOpened(
        day=page.day,
        unit=shown(page.row),
        held=[asdict(one) for one in page.held],
        bodies=[asdict(one) for one in page.bodies],
        officers=[asdict(one) for one in page.officers],
        tasks=[asdict(one) for one in page.tasks],
        awards=[asdict(one) for one in page.awards],
    )


@router.post("/units/{unit}/changes", status_code=201, response_model=None)
def alter_unit(
    unit: UUID,
    body: Annotated[Change, Field(discriminator="what")],
    work: WorkDep,
    key: IdempotencyKey = None,
) -> Response:
    """Change a unit's name, areas or difficult area, from a day on."""
    change_unit(ChangeUnit(unit=unit, change=body), work)
    return receipt(f"/api/v1/units/{unit}")


@router.post("/units/{unit}/entries", status_code=201, response_model=None)
def enter_unit(
    unit: UUID, body: Annotated[Entry, Field(discriminator="what")], work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Enter a body, an office, a task, an award, or the children of a club."""
    enter_in_unit(EnterInUnit(unit=unit, entry=body), work)
    return receipt(f"/api/v1/units/{unit}")


@router.post("/units/{unit}/move", status_code=201, response_model=None)
def place_unit(unit: UUID, body: MoveForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Place a unit under another parent."""
    move_unit(MoveUnit(unit=unit, parent=body.parent, effective_on=body.effective_on), work)
    return receipt(f"/api/v1/units/{unit}")


@router.post("/units/{unit}/end", status_code=201, response_model=None)
def finish_unit(unit: UUID, body: EndForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End a unit, naming its successor."""
    end_unit(EndUnit(unit=unit, ended_on=body.ended_on, successor=body.successor, how=body.how), work)
    return receipt(f"/api/v1/units/{unit}")
