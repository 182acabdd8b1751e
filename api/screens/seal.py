"""The page of the seal: how far both logs are signed and witnessed, the newest heads, who cosigned lately."""

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.frame import frame_of
from api.pages import render
from api.texts import N_
from application.seal import SealedLog, SeeSeal, see_seal

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
LOGS = {SealedLog.EVENTS: N_("Nhật ký sự kiện"), SealedLog.ACCESS: N_("Nhật ký truy cập")}


@router.get("/kiem-tra/niem-phong")
def seal_page(request: Request, work: WorkDep) -> Response:
    """Show how the seal stands."""
    return render(frame_of(request, work), "seal.html", page=see_seal(SeeSeal(), work), logs=LOGS)
