"""Pages of the import of an old log: a file is checked, looked at, then entered; progress by looking again."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.background import BackgroundTask

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.import_words import said_of
from api.importing import LISTED_ON_A_PAGE, faults_first, named, workbook
from api.old_files import HELD, NoFile, OldFile, begin_entering, checked
from api.pages import render
from application.access import Action
from application.accounts import AccountList
from application.log_import import (
    Checked,
    CheckLog,
    ImportLog,
    OpenImport,
    SeeImports,
    import_log,
    open_import,
    see_imports,
)
from application.log_import.promises import HeldFiles
from application.log_import.workbook import errors_of
from application.units import Units
from domain.kernel import Line, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/nhap-so-cu"


class ImportForm(Value):
    """What is said beside the file."""

    unit: UUID | None = None
    year: int | None = Field(default=None, ge=1990, le=2199)
    sheet: Line = ""
    accept_good: bool = False


@router.get(PATH)
def imports_page(request: Request, work: WorkDep) -> Response:
    """Show the imports and the form of a new one."""
    return _list(request, work)


@router.post(PATH)
def checking(request: Request, typed: TypedForm, content: OldFile, work: WorkDep) -> Response:
    """Check a file; nothing is entered."""
    bound = bind(ImportForm, typed)
    if bound.errors:
        return _list(request, work, bound)
    try:
        found = _checked(bound.value, content, work)
    except NoFile as refusal:
        work.restart()
        return _list(request, work, bound.refused(refusal, "file"))
    remarks = faults_first(found.rows)
    return render(
        frame_of(request, work),
        "import_report.html",
        checked=found,
        remarks=[(one, said_of(one, work.reader.language)) for one in remarks[:LISTED_ON_A_PAGE]],
        more=max(0, len(remarks) - LISTED_ON_A_PAGE),
        form=bound.value,
        held=typed.get(HELD, [""])[-1],
        held_name=HELD,
        unit_name=work.view(Units).of(found.unit).name,  # type: ignore[type-abstract]
    )


@router.post(f"{PATH}/tep-loi")
def error_workbook(request: Request, typed: TypedForm, content: OldFile, work: WorkDep) -> Response:
    """Give out the rows with remarks as a workbook; it is made in memory and kept nowhere."""
    bound = bind(ImportForm, typed)
    if bound.errors:
        return _list(request, work, bound)
    found = _checked(bound.value, content, work)
    return workbook(errors_of(found.table, found.rows, said_of, work.reader.language), "loi-nhap-so-cu", work)


@router.post(f"{PATH}/nhap")
def entering(request: Request, typed: TypedForm, content: OldFile, work: WorkDep) -> Response:
    """Begin to enter the rows; they are entered behind the answer, and the next page says how far."""
    bound = bind(ImportForm, typed)
    if bound.errors:
        return _list(request, work, bound)
    form = bound.value
    found = _checked(form, content, work)
    wish = ImportLog(unit=form.unit, accept_good=form.accept_good, digest=sha256(content).hexdigest())
    import_id = import_log(wish, found, work)
    work.view(HeldFiles).let_go()  # type: ignore[type-abstract]
    begin = BackgroundTask(begin_entering(request, import_id, found.new))
    return RedirectResponse(f"{PATH}/{import_id}", 303, background=begin)


@router.get(f"{PATH}/{{import_id}}")
def import_page(request: Request, import_id: UUID, work: WorkDep, after: int = 0) -> Response:
    """Show one import: how far it is, and its entries."""
    return show_import(request, import_id, work, after)


def show_import(
    request: Request, import_id: UUID, work: OpenWork, after: int = 0, form: Bound[Any] | None = None
) -> Response:
    """Return the page of an import, with what was typed into its form."""
    page = open_import(OpenImport(import_id=import_id, after=after), work)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "import.html",
        status=422 if form else 200,
        form=form or blank(),
        may_import=work.may(Action.IMPORT_LOG, import_id),
        page=page,
        row=page.row,
        who=names.name_of(page.row.begun_by) if page.row.begun_by else "–",
        unit_name=work.view(Units).of(page.row.unit).name,  # type: ignore[type-abstract]
    )


def _checked(form: ImportForm, content: bytes, work: OpenWork) -> Checked:
    return checked(CheckLog(unit=form.unit, sheet=form.sheet, year=form.year), content, work)


def _list(request: Request, work: OpenWork, form: Bound[Any] | None = None) -> Response:
    rows = see_imports(SeeImports(), work)
    units = work.view(Units).all()  # type: ignore[type-abstract]
    within = [row for row in units if row.unit in work.reader.units and row.ended_on is None]
    return render(
        frame_of(request, work),
        "imports.html",
        status=422 if form else 200,
        form=form or blank(),
        rows=rows,
        may_import=work.may(Action.IMPORT_LOG),
        units=[(str(row.unit), row.name) for row in within],
        **named(rows, work),
    )
