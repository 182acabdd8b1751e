"""A page with every macro on it, served as pages are; it exists for tests alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api import headers
from api.door import language_of
from api.forms import Bound, bind, blank
from api.pages import ENVIRONMENTS, NavItem, PageFrame, errors_named
from api.sentences import Sentence
from domain.directory import emergency_numbers
from domain.identity import Day, MaybeDate, PartialDate
from domain.kernel import Identity, Instant, Line, Named, Narrative, Said, Value
from domain.lists import Channel, PriorityTag, Sex
from domain.units import Place, register

MENU = ("Việc hôm nay", "Sổ theo dõi", "Tiếp nhận", "Tư vấn", "Đề nghị Chi hội", "Theo dõi thực hiện Điều 92")
FOLDED = (4, 5)
"""Entries of the menu under "Mục khác"."""
TODAY = date(2024, 3, 27)


class Session(Value):
    minutes: Annotated[int, Field(ge=1, le=600)]


class Shown(Value):
    """One value with a field of each kind."""

    name: Identity[Named]
    story: Narrative[Said]
    sex: Sex
    tags: tuple[PriorityTag, ...] = ()
    agreed: bool = False
    birth: MaybeDate = None
    due: Day | None = None
    happened_at: Instant | None = None
    channel: Channel | None = None
    where: Place = Place()
    sessions: tuple[Session, ...] = ()
    note: Line = ""


@dataclass(frozen=True)
class Told:
    """A line of the timeline, as pages get them."""

    sentence: Sentence
    who: str
    role: str
    occurred_at: datetime
    recorded_at: datetime
    is_late: bool
    changes: tuple[object, ...] = ()
    is_timed: bool = True


TOLD = (
    Told(
        Sentence("Ghi sổ theo dõi", (("Nội dung", "Trẻ đã đi học trở lại.\nGia đình xin học bổng."),)),
        "Nguyễn Thị T.",
        "Tư vấn viên",
        datetime(2024, 3, 27, 9, 30, tzinfo=UTC),
        datetime(2024, 3, 28, 2, 0, tzinfo=UTC),
        True,
    ),
    Told(
        Sentence("Tiếp nhận thông tin"),
        "Trần Văn K.",
        "Tư vấn viên",
        datetime(2024, 3, 1, 1, 15, tzinfo=UTC),
        datetime(2024, 3, 1, 1, 15, tzinfo=UTC),
        False,
    ),
)


def gallery() -> FastAPI:
    """Return an application with the gallery alone."""
    app = FastAPI()
    headers.register(app)

    @app.get("/bo-suu-tap")
    def show(request: Request) -> HTMLResponse:
        return _page(request, blank())

    @app.post("/bo-suu-tap")
    def take(request: Request, typed: Annotated[dict[str, list[str]], Depends(_typed)]) -> HTMLResponse:
        return _page(request, bind(Shown, typed))

    @app.get("/thoat-nhanh")
    def away() -> HTMLResponse:
        return HTMLResponse("<title>Thời tiết</title>")

    return app


async def _typed(request: Request) -> dict[str, list[str]]:
    form = await request.form()
    return {name: [str(text) for text in form.getlist(name)] for name in form}


def _page(request: Request, form: Bound[Shown]) -> HTMLResponse:
    frame = PageFrame(
        language=language_of(request),
        path=request.url.path,
        csrf="token-of-the-session",
        association="Hội Bảo vệ quyền trẻ em tỉnh Bắc Ninh",
        is_fictional=True,
        display_name="Trần Thị Hoa",
        nav=tuple(
            NavItem(f"/{n}" if n else "/bo-suu-tap", label, folded=n in FOLDED)
            for n, label in enumerate(MENU)
        ),
    )
    template = Path(__file__).with_name("gallery.html").read_text(encoding="utf-8")
    html = (
        ENVIRONMENTS[frame.language]
        .from_string(template)
        .render(
            frame=frame,
            emergency=emergency_numbers(TODAY),
            form=form,
            told=TOLD,
            units=register().options_on(TODAY),
            place=Place(spoken="xóm Đình, gần cầu"),
            birth=PartialDate(year=2015, month=3),
            Sex=Sex,
            Channel=Channel,
            PriorityTag=PriorityTag,
        )
    )
    return HTMLResponse(errors_named(html), 422 if form.errors else 200)
