"""Lists of needs for partners: what they would see now, whom a list is given to, and each list on paper."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.papers import paper_file, table_file
from api.saving import saved
from api.screens.documents import paper_sheet
from api.texts import N_
from application.documents.printing import PaperFormat
from application.support.given import GiveList, PrintList, SeeLists, give_list, print_list, see_lists
from application.support.papers import list_table
from domain.support.listing import PLACE_THRESHOLD

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/danh-sach-ho-tro"


@router.get(PATH)
def lists_page(request: Request, work: WorkDep) -> Response:
    """Show what partners would see now, and to whom lists were given."""
    return _page(request, work, blank())


@router.post(PATH)
def giving(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Give a list to a partner."""
    bound = bind(GiveList, typed)
    if bound.errors:
        return _page(request, work, bound)
    made: list[UUID] = []
    return saved(
        work,
        lambda: made.append(give_list(bound.value, work)),
        lambda: RedirectResponse(f"{PATH}/{made[0]}/danh-sach", 303),
        lambda refusal: _page(request, work, bound.refused(refusal)),
    )


@router.get(f"{PATH}/{{given}}/danh-sach.xlsx")
def list_xlsx(given: UUID, work: WorkDep) -> Response:
    """Give a list as a table."""
    return table_file(*list_table(PrintList(given=given), work))


@router.get(f"{PATH}/{{given}}/danh-sach.{{kind}}")
def list_file(given: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Give a list as a file."""
    return paper_file(print_list(PrintList(given=given), work, kind), kind)


@router.get(f"{PATH}/{{given}}/danh-sach")
def list_sheet(request: Request, given: UUID, work: WorkDep) -> Response:
    """Show a list, ready to be printed or kept as a file."""
    printed, path = print_list(PrintList(given=given), work), f"{PATH}/{given}/danh-sach"
    return paper_sheet(request, work, printed, N_("Danh sách địa chỉ cần hỗ trợ"), path, back=PATH)


def _page(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    page = see_lists(SeeLists(), work)
    return render(
        frame_of(request, work),
        "support_lists.html",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        threshold=PLACE_THRESHOLD,
    )
