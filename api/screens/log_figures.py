"""The follow-up log in figures: complete and in time by unit and month, open files and late steps by unit."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import RECORDS, SIGNED, asked_of, unit_names_of
from api.screens.situation import TELLING, shown
from api.texts import N_, translated
from application.article92 import EVENTS_PAGE
from application.log_figures import (
    OpenLogCount,
    SeeCaseload,
    SeeLogQuality,
    open_log_count,
    see_caseload,
    see_log_quality,
)
from domain.log_figures import LateBand, LogCount

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

QUALITY = "/dieu-92/so-theo-doi"
CASELOAD = "/dieu-92/don-vi"
OF_CASELOAD = (LogCount.OPEN, LogCount.DUE)
BEHIND: Mapping[str, str] = {
    **TELLING,
    "case.assessed.1": N_("Nhận định ban đầu của Hội"),
    "case.known-already.1": N_("Ghi cơ quan đã biết"),
    "case.noted.1": N_("Ghi chú theo dõi"),
    "case.answered.1": N_("Ghi trả lời của cơ quan"),
    "case.step-planned.1": N_("Hẹn việc tiếp theo"),
    "case.step-done.1": N_("Xong việc đã hẹn"),
    "case.closed.1": N_("Kết thúc theo dõi"),
    "counselling.step-done.1": N_("Xong việc hẹn khi tư vấn"),
    "counselling.session-moved-in.1": N_("Lượt tư vấn chuyển đến"),
    "restriction.placed.1": N_("Hạn chế người xem hồ sơ"),
}
"""What an event that changed a number is called; a test looks each counted topic up."""


@router.get(QUALITY)
def quality_page(request: Request, work: WorkDep) -> Response:
    """Show completeness and timeliness of a year, by month and by unit."""
    form, question, page = shown(request, work, SeeLogQuality, see_log_quality)

    def opens(what: LogCount, month: int | None, unit: UUID | None) -> str:
        given = {"count": what.value, "year": page.year, "month": month, "unit": unit or page.unit}
        return _address(given | {"known_on": question.known_on}, page.mark)

    return render(
        frame_of(request, work),
        "log_quality.html",
        status=422 if form.errors else 200,
        form=form,
        asked=question,
        page=page,
        counts=LogCount,
        unit_names=unit_names_of(work),
        units=[(str(row.unit), row.name) for row in page.scope],
        years=[(str(year), str(year)) for year in page.years],
        opens=opens,
    )


@router.get(CASELOAD)
def caseload_page(request: Request, work: WorkDep) -> Response:
    """Show open files and late steps, by unit."""
    form, question, page = shown(request, work, SeeCaseload, see_caseload)

    def opens(what: LogCount, unit: UUID | None, late: LateBand | None) -> str:
        band = late.value if late else None
        return _address({"count": what.value, "unit": unit, "late": band, "known_on": page.day}, page.mark)

    return render(
        frame_of(request, work),
        "caseload.html",
        status=422 if form.errors else 200,
        form=form,
        asked=question,
        page=page,
        counts=LogCount,
        bands=tuple(LateBand),
        unit_names=unit_names_of(work),
        opens=opens,
    )


@router.get(f"{QUALITY}/mo")
def count_page(request: Request, work: WorkDep) -> Response:
    """Show the events that make one number, and the files that it counts."""
    form = bind(OpenLogCount, asked_of(request))
    if not form.is_valid:
        year = see_log_quality(SeeLogQuality(), work).year
        return render(frame_of(request, work), "article92_wrong.html", status=422, form=form, year=year)
    figure = open_log_count(form.value, work)
    asked = figure.asked
    given = {**asked.model_dump(), "page": None, "files": None}
    back = (
        (CASELOAD, N_("Hồ sơ đang theo dõi theo đơn vị"))
        if asked.count in OF_CASELOAD
        else (f"{QUALITY}?year={asked.year or ''}", N_("Sổ theo dõi: đầy đủ, kịp thời"))
    )
    return render(
        frame_of(request, work),
        "log_count.html",
        figure=figure,
        asked=asked,
        behind=[(None, event) for event in figure.events],
        whole=_address(given | {"count": asked.count.whole}, figure.mark),
        signed=SIGNED,
        records=RECORDS,
        topics={topic: translated(label, work.reader.language) for topic, label in BEHIND.items()},
        page_size=EVENTS_PAGE,
        back=(back[0], translated(back[1], work.reader.language)),
        unit_names=unit_names_of(work),
        next=_address(given | {"page": asked.page + 1}, figure.mark) if figure.has_more_events else "",
        first=_address(given, figure.mark) if asked.page > 1 else "",
        next_files=_address(given | {"files": asked.files + 1}, figure.mark) if figure.has_more else "",
        first_files=_address(given, figure.mark) if asked.files > 1 else "",
    )


def count_address(asked: OpenLogCount, mark: str) -> str:
    """Return the address of the events behind a number, at a mark of the log."""
    return _address({**asked.model_dump(), "known_on": None, "page": None, "files": None}, mark)


def _address(given: Mapping[str, object], mark: str) -> str:
    said = {**given, "as_of": mark}
    return f"{QUALITY}/mo?" + urlencode({name: str(value) for name, value in said.items() if value})
