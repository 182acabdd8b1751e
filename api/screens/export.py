"""Pages of bulk exports: asked for, approved by a second person, downloaded by whoever asked."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from api.choices import people_of
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.follow_up_log import place_name, places, scope
from api.texts import translated
from api.timeline import timeline
from application.access import Action
from application.accounts import AccountList
from application.export import (
    ApproveExport,
    Built,
    DownloadExport,
    OpenExport,
    RejectExport,
    RequestExport,
    SeeExports,
    WithdrawExport,
    approve_export,
    download_export,
    open_export,
    reject_export,
    request_export,
    see_exports,
    withdraw_export,
)
from application.follow_up_log import FollowUpLog
from application.units import Units
from domain import lists
from domain.export import (
    CONFIDENTIALITY,
    MOST_DOWNLOADS,
    ExportAsked,
    ExportFilters,
    ExportFormat,
    ExportPart,
    ExportPurpose,
    ExportStage,
)
from domain.follow_up_log import EntryState
from domain.kernel import Line, Value
from domain.mirror.codes import MirrorState

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/xuat-du-lieu"
KINDS = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.CSV_PLAIN: "text/csv; charset=utf-8",
    ExportFormat.JSONL: "application/jsonl; charset=utf-8",
}


class RejectionForm(Value):
    """Why the second person does not agree."""

    note: Line = ""


class FormatForm(Value):
    """How the file is written."""

    format: ExportFormat = ExportFormat.XLSX


@router.get(PATH)
def exports_page(request: Request, work: WorkDep) -> Response:
    """Show the requests and the form of a new one; filters in the address stand in it already."""
    asked = {name: text for name, text in request.query_params.items() if name in ExportFilters.model_fields}
    return _list(request, work, blank(**{f"filters__{name}": text for name, text in asked.items()}))


@router.post(PATH)
def asking(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Ask for an export."""
    bound = bind(ExportAsked, typed)
    if bound.errors:
        return _list(request, work, bound)
    return RedirectResponse(f"{PATH}/{request_export(RequestExport(asked=bound.value), work)}", 303)


@router.get(f"{PATH}/{{export}}")
def export_page(request: Request, export: UUID, work: WorkDep) -> Response:
    """Show one request."""
    return _page(request, work, export)


@router.post(f"{PATH}/{{export}}/duyet")
def approving(export: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Agree as the second person."""
    approve_export(ApproveExport(export=export), work)
    return RedirectResponse(f"{PATH}/{export}", 303)


@router.post(f"{PATH}/{{export}}/khong-dong-y")
def rejecting(request: Request, export: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Do not agree."""
    bound = bind(RejectionForm, typed)
    if bound.errors:
        return _page(request, work, export, bound)
    reject_export(RejectExport(export=export, note=bound.value.note), work)
    return RedirectResponse(f"{PATH}/{export}", 303)


@router.post(f"{PATH}/{{export}}/rut")
def withdrawing(export: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take the request back."""
    withdraw_export(WithdrawExport(export=export), work)
    return RedirectResponse(f"{PATH}/{export}", 303)


@router.post(f"{PATH}/{{export}}/tai")
def downloading(request: Request, export: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Build the file and give it out; the same form sent twice gives it out once."""
    bound = bind(FormatForm, typed)
    if bound.errors:
        return _page(request, work, export, bound)
    built = download_export(DownloadExport(export=export, format=bound.value.format), work)
    return file_answer(built, f"{PATH}/{export}")


def file_answer(built: Built, location: str) -> Response:
    """Return a file that no cache keeps; `location` is where a repeat is led."""
    headers = {
        "Content-Disposition": f'attachment; filename="{built.name}"',
        "Cache-Control": "no-store",
        "Content-Length": str(built.content.size),
        "Location": location,
    }
    return StreamingResponse(iter(built.content), headers=headers, media_type=KINDS[built.kind])


def _list(request: Request, work: OpenWork, form: Bound[Any] | None = None) -> Response:
    rows = see_exports(SeeExports(), work)
    may_ask = work.may(Action.REQUEST_EXPORT)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    people = {one for row in rows for one in (row.requested_by, row.approved_by) if one}
    return render(
        frame_of(request, work),
        "exports.html",
        status=422 if form and form.errors else 200,
        form=form or blank(),
        rows=rows,
        now=work.now(),
        may_ask=may_ask,
        most=MOST_DOWNLOADS,
        people={one: names.name_of(one) for one in people},
        unit_names={row.unit: row.name for row in work.view(Units).all()},  # type: ignore[type-abstract]
        purposes=ExportPurpose,
        bases=lists.LegalBasis,
        parts=ExportPart,
        level=CONFIDENTIALITY,
        **(_choices(work) if may_ask else {}),
    )


def _choices(work: OpenWork) -> dict[str, Any]:
    years = work.view(FollowUpLog).years()  # type: ignore[type-abstract]
    within = [row for row in scope(work) if row.unit in work.reader.units]
    return {
        "lists": lists,
        "states": EntryState.listed(),
        "mirror_states": MirrorState,
        "groups": [group for group in lists.SpecialGroup if group is not lists.SpecialGroup.HIV],
        "units": [(str(row.unit), row.name) for row in within],
        "years": [(str(year), str(year)) for year in years],
        "places": {translated(title, work.reader.language): units for title, units in places().items()},
        "counsellors": people_of(work),
    }


def _page(request: Request, work: OpenWork, export: UUID, form: Bound[Any] | None = None) -> Response:
    page = open_export(OpenExport(export=export), work)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    counsellor = page.asked.filters.counsellor
    row, me = page.row, work.reader.account
    return render(
        frame_of(request, work),
        "export.html",
        status=422 if form else 200,
        form=form or blank(),
        row=row,
        asked=page.asked,
        unit_name=work.view(Units).of(row.unit).name,  # type: ignore[type-abstract]
        counsellor=names.name_of(counsellor) if counsellor else "",
        place=place_name(page.asked.filters.place),
        timeline=timeline(page.history, work),
        mine=row.requested_by == me,
        may_approve=row.stage is ExportStage.REQUESTED
        and row.requested_by != me
        and work.may(Action.APPROVE_EXPORT, export),
        may_withdraw=row.requested_by == me and row.stage in (ExportStage.REQUESTED, ExportStage.APPROVED),
        may_download=row.requested_by == me and row.is_open(work.now()),
        is_over=row.stage is ExportStage.APPROVED and not row.is_open(work.now()),
        left=MOST_DOWNLOADS - row.downloads,
        formats=ExportFormat,
        level=CONFIDENTIALITY,
    )
