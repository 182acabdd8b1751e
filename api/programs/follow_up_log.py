"""The follow-up log for programs: filters in the address, words of a name only in a body."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from application.follow_up_log import LogEntry, LogFilters, LogPage, SeeLog, see_log
from domain.codes import Code
from domain.follow_up_log import CONVENTION, Quality
from domain.kernel import Named

router = APIRouter(
    prefix="/api/v1/follow-up-log",
    route_class=WorkRoute,
    tags=["follow-up-log"],
    responses=problem_responses(),
)


class NameSearch(LogFilters):
    """A search by name, with or without marks, in the order of Vietnamese names."""

    words: Named


class QualityShown(BaseModel):
    """Completeness and timeliness; null where there is nothing to share."""

    unit: UUID | None
    entries: int
    complete_percent: int | None
    in_time_percent: int | None
    imported: int = 0


class LogShown(BaseModel):
    """One page of the log. `convention` stands beside completeness and timeliness: no law gives the numbers."""

    items: list[dict[str, Any]]
    next: str | None
    found: int | None
    quality: QualityShown
    by_unit: list[QualityShown]
    convention: str


@router.get("", response_model=LogShown)
def read_log(filters: Annotated[LogFilters, Query()], work: WorkDep) -> Response:
    """Read a page of the log of your scope; codes only in the address."""
    page = see_log(SeeLog(**dict(filters)), work)
    return _answer(page, filters)


@router.post("/search", response_model=LogShown)
def search_log(body: NameSearch, work: WorkDep) -> Response:
    """Search the log by name, in a scope of at most 10,000 entries; changes nothing."""
    return _answer(see_log(SeeLog(**dict(body)), work), None)


def _answer(page: LogPage, filters: LogFilters | None) -> Response:
    shown = LogShown(
        items=[_item(entry, page) for entry in page.rows.entries],
        next=page.rows.next or None,
        found=page.rows.found,
        quality=_quality(None, page.quality),
        by_unit=[_quality(unit, quality) for unit, quality in page.by_unit],
        convention=CONVENTION[1],
    )
    headers = {}
    if page.rows.next and filters is not None:
        given = filters.model_dump(mode="json", exclude_defaults=True) | {"after": page.rows.next}
        headers["Link"] = f'<{router.prefix}?{urlencode(given)}>; rel="next"'
    return JSONResponse(shown.model_dump(mode="json"), headers=headers)


def _quality(unit: UUID | None, quality: Quality) -> QualityShown:
    return QualityShown(
        unit=unit,
        entries=quality.entries,
        complete_percent=quality.complete_percent,
        in_time_percent=quality.in_time_percent,
        imported=quality.imported,
    )


def _item(entry: LogEntry, page: LogPage) -> dict[str, Any]:
    written = {name: coded(value) for name, value in asdict(entry).items() if name != "record_no"}
    return written | {
        "complete_percent": entry.complete_percent,
        "timeliness": entry.lateness.timeliness.coded,
        "due": entry.due(page.today).coded,
        "must_be_forwarded": entry.must_be_forwarded,
    }


def coded(value: object) -> Any:
    """Return a value as answers carry it: whole codes, moments and ids as text."""
    match value:
        case Code():
            return value.coded
        case tuple() | list():
            return [coded(one) for one in value]
        case dict():
            return {name: coded(one) for name, one in value.items()}
        case date():
            return value.isoformat()
        case None | bool() | int():
            return value
        case _:
            return str(value)
