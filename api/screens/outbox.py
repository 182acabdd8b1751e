"""*Hộp chờ*, the page without a line, and what *Thoát nhanh* does: pages that show nothing of any record."""

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.errors import frame_without_reader
from api.frame import frame_of
from api.pages import render

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/hop-cho")
def outbox(request: Request, work: WorkDep) -> Response:
    """Show what this browser keeps and has not sent yet."""
    return render(frame_of(request, work), "outbox.html")


@router.get("/mat-mang")
def offline(request: Request) -> Response:
    """Show the page that the browser keeps for when there is no line."""
    return render(frame_without_reader(request), "offline.html")


@router.get("/thoat-nhanh/la-gi")
def quick_exit_explained(request: Request, work: WorkDep) -> Response:
    """Say what *Thoát nhanh* does and does not."""
    signed_in = work.reader_or_none is not None
    frame = frame_of(request, work) if signed_in else frame_without_reader(request)
    return render(frame, "quick_exit.html", back="/" if signed_in else "/dang-nhap")
