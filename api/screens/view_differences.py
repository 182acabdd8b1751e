"""The page of comparisons: whether what pages show is what the log says, and which rows are not."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.door import WorkDep, WorkRoute
from api.frame import frame_of
from api.pages import render
from api.texts import N_
from application.view_differences import NIGHT_BEGINS, Asker, SeeComparisons, Side, see_comparisons

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
ASKERS = {Asker.NIGHTLY: N_("hằng đêm"), Asker.OPERATOR: N_("người vận hành")}
SIDES = {
    Side.LIVE: N_("chỉ có ở trang, sổ sự kiện không có"),
    Side.LOG: N_("sổ sự kiện có, trang không có"),
    Side.BOTH: N_("hai bên khác nhau"),
}


@router.get("/nhat-ky/doi-chieu")
def comparisons_page(
    request: Request, work: WorkDep, lan: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> Response:
    """Show the latest comparisons, and the rows that differ in one of them."""
    page = see_comparisons(SeeComparisons(number=lan), work)
    return render(
        frame_of(request, work),
        "view_differences.html",
        page=page,
        askers=ASKERS,
        sides=SIDES,
        night=f"{NIGHT_BEGINS:%H:%M}",
    )
