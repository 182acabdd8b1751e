"""Pages of the import of a list of members: a file is checked, looked at, then entered; progress by looking again."""

from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator
from starlette.background import BackgroundTask

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.importing import LISTED_ON_A_PAGE, faults_first, named, workbook
from api.member_files import MemberFile, begin_entering_members, checked_list
from api.member_list_words import said_of
from api.old_files import HELD, NoFile
from api.pages import render
from application.access import Action
from application.accounts import AccountList
from application.log_import.promises import HeldFiles
from application.log_import.workbook import errors_of
from application.member_list import ImportMembers, OpenList, SeeLists, import_members, open_list, see_lists
from application.member_list.checking import CheckedList, CheckMembers, WouldBe
from application.member_list.template import template
from application.scope import lists_hold
from application.units import Units
from domain.kernel import Line, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/nhap-hoi-vien"
TITLE = ("Lỗi khi nhập hội viên", "Faults of members")


class ListForm(Value):
    """What is said beside the file."""

    unit: Annotated[UUID | None, BeforeValidator(lambda value: value or None)] = None
    sheet: Line = ""
    accept_good: bool = False


@router.get(PATH)
def lists_page(request: Request, work: WorkDep) -> Response:
    """Show the imports and the form of a new one."""
    return _list(request, work)


@router.post(PATH)
def checking(request: Request, typed: TypedForm, content: MemberFile, work: WorkDep) -> Response:
    """Check a list; nobody is entered."""
    bound = bind(ListForm, typed)
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
        "member_list_report.html",
        checked=found,
        counts={what.value: found.count(what) for what in WouldBe},
        remarks=[(one, said_of(one, work.reader.language)) for one in remarks[:LISTED_ON_A_PAGE]],
        more=max(0, len(remarks) - LISTED_ON_A_PAGE),
        form=bound.value,
        held=typed.get(HELD, [""])[-1],
        held_name=HELD,
        unit_name=work.view(Units).of(found.unit).name,  # type: ignore[type-abstract]
    )


@router.post(f"{PATH}/tep-loi")
def error_workbook(request: Request, typed: TypedForm, content: MemberFile, work: WorkDep) -> Response:
    """Give out the rows with remarks as a workbook; it is made in memory and kept nowhere."""
    bound = bind(ListForm, typed)
    if bound.errors:
        return _list(request, work, bound)
    found = _checked(bound.value, content, work)
    return workbook(
        errors_of(found.table, found.rows, said_of, work.reader.language, TITLE), "loi-nhap-hoi-vien", work
    )


@router.get(f"{PATH}/tep-mau")
def template_workbook(work: WorkDep) -> Response:
    """Give out the workbook to be filled in."""
    return empty_list(work)


def empty_list(work: OpenWork) -> Response:
    """Return the template for whoever may import."""
    work.allow(SeeLists())
    return workbook(template(work.reader.language), "mau-danh-sach-hoi-vien", work)


@router.post(f"{PATH}/nhap")
def entering(request: Request, typed: TypedForm, content: MemberFile, work: WorkDep) -> Response:
    """Begin to enter the rows; they are entered behind the answer, and the next page says how far."""
    bound = bind(ListForm, typed)
    if bound.errors:
        return _list(request, work, bound)
    form = bound.value
    found = _checked(form, content, work)
    wish = ImportMembers(unit=form.unit, accept_good=form.accept_good, digest=sha256(content).hexdigest())
    import_id = import_members(wish, found, work)
    work.view(HeldFiles).let_go()  # type: ignore[type-abstract]
    begin = BackgroundTask(begin_entering_members(request, import_id, found.new))
    return RedirectResponse(f"{PATH}/{import_id}", 303, background=begin)


@router.get(f"{PATH}/{{import_id}}")
def list_page(request: Request, import_id: UUID, work: WorkDep) -> Response:
    """Show how far one import is."""
    row = open_list(OpenList(import_id=import_id), work)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "member_list.html",
        row=row,
        who=names.name_of(row.begun_by) if row.begun_by else "–",
        unit_name=work.view(Units).of(row.unit).name,  # type: ignore[type-abstract]
    )


def _checked(form: ListForm, content: bytes, work: OpenWork) -> CheckedList:
    return checked_list(CheckMembers(unit=form.unit, sheet=form.sheet), content, work)


def _list(request: Request, work: OpenWork, form: Bound[Any] | None = None) -> Response:
    rows = see_lists(SeeLists(), work)
    units = work.view(Units).all()  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "member_lists.html",
        status=422 if form else 200,
        form=form or blank(),
        rows=rows,
        units=[
            (str(row.unit), row.name)
            for row in units
            if row.ended_on is None and lists_hold(work.reader, row.unit, Action.MANAGE_MEMBERS)
        ],
        **named(rows, work),
    )
