"""Pages of extracts of the two logs: asked for out of a search, approved by another inspector, downloaded."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.export import FormatForm, RejectionForm, file_answer
from api.timeline import timeline
from application.access import Action
from application.accounts import AccountList
from application.log_extract import (
    ApproveExtract,
    DownloadExtract,
    ReadExtract,
    RejectExtract,
    RequestExtract,
    SeeExtracts,
    approve_extract,
    download_extract,
    read_extract,
    reject_extract,
    request_extract,
    see_extracts,
)
from domain.export import MOST_DOWNLOADS, ExportFormat, ExportStage
from domain.log_extract import ExtractAsked, ExtractFilters, WhichLog

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/kiem-tra/trich-xuat"


@router.get(PATH)
def extracts_page(request: Request, work: WorkDep) -> Response:
    """Show the requests, and the form of a new one when a search in the address leads here."""
    asked = {
        f"filters.{name}": text
        for name, text in request.query_params.items()
        if name in ExtractFilters.model_fields and text
    }
    log = request.query_params.get("log", "")
    return _list(request, work, blank(**asked, **({"log": log} if log in set(WhichLog) else {})))


@router.post(PATH)
def asking(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Ask for an extract."""
    bound = bind(ExtractAsked, typed)
    if bound.errors:
        return _list(request, work, bound)
    return RedirectResponse(f"{PATH}/{request_extract(RequestExtract(asked=bound.value), work)}", 303)


@router.get(f"{PATH}/{{extract}}")
def extract_page(request: Request, extract: UUID, work: WorkDep) -> Response:
    """Show one request."""
    return _page(request, work, extract)


@router.post(f"{PATH}/{{extract}}/duyet")
def approving(extract: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Agree as the second person."""
    approve_extract(ApproveExtract(extract=extract), work)
    return RedirectResponse(f"{PATH}/{extract}", 303)


@router.post(f"{PATH}/{{extract}}/khong-dong-y")
def rejecting(request: Request, extract: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Do not agree."""
    bound = bind(RejectionForm, typed)
    if bound.errors:
        return _page(request, work, extract, bound)
    reject_extract(RejectExtract(extract=extract, note=bound.value.note), work)
    return RedirectResponse(f"{PATH}/{extract}", 303)


@router.post(f"{PATH}/{{extract}}/tai")
def downloading(request: Request, extract: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Build the file and give it out; the same form sent twice gives it out once."""
    bound = bind(FormatForm, typed)
    if bound.errors:
        return _page(request, work, extract, bound)
    built = download_extract(DownloadExtract(extract=extract, format=bound.value.format), work)
    return file_answer(built, f"{PATH}/{extract}")


def _list(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    rows = see_extracts(SeeExtracts(), work)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "log_extracts.html",
        status=422 if form.errors else 200,
        form=form,
        rows=rows,
        people={row.requested_by: names.name_of(row.requested_by) for row in rows if row.requested_by},
        kept=[(name, form.last(f"filters.{name}")) for name in ExtractFilters.model_fields],
        logs=WhichLog,
        may_ask=work.may(Action.EXTRACT_LOG) and bool(form.last("log")),
    )


def _page(request: Request, work: OpenWork, extract: UUID, form: Bound[Any] | None = None) -> Response:
    page = read_extract(ReadExtract(extract=extract), work)
    names, row, me = work.view(AccountList), page.row, work.reader.account  # type: ignore[type-abstract]
    said = page.asked.filters.model_dump(mode="json", exclude_defaults=True)
    return render(
        frame_of(request, work),
        "log_extract.html",
        status=422 if form else 200,
        form=form or blank(),
        row=row,
        search="; ".join(f"{name}={value}" for name, value in sorted(said.items())),
        asker=names.name_of(row.requested_by) if row.requested_by else "",
        timeline=timeline(page.history, work),
        may_approve=row.stage is ExportStage.REQUESTED
        and row.requested_by != me
        and work.may(Action.APPROVE_EXTRACT, extract),
        may_download=row.requested_by == me and row.is_open(work.now()),
        left=MOST_DOWNLOADS - row.downloads,
        formats=ExportFormat,
    )
