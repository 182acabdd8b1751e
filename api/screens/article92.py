"""*Theo dõi thực hiện Điều 92*: the table of a year by month and unit, and the events behind each number."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.door import OpenWork, Typed, WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.texts import N_, translated
from application.access import Action
from application.article92 import (
    Article92,
    NoSuchPosition,
    OpenFigure,
    SeeArticle92,
    open_figure,
    part_of,
    see_article_92,
    shares_of,
)
from application.programme import targets_of
from application.units import Units
from domain.article92 import FOLLOW_UP, FOR_WHICH_UNIT, SMALLEST_SHOWN, Measure
from domain.figure_cuts import Cut, row_label
from domain.progress import Standing
from domain.release import Release

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

PATH = "/dieu-92"
TOPICS: Mapping[str, str] = {
    "case.opened.1": N_("Tiếp nhận, vào sổ"),
    "case.imported.1": N_("Nhập từ sổ cũ"),
    "case.passed-on.1": N_("Chuyển thông tin"),
    "case.entry-corrected.1": N_("Sửa một mục"),
    "case.entry-moved-in.1": N_("Mục chuyển sang hồ sơ đúng"),
    "case.entry-moved-out.1": N_("Mục chuyển khỏi hồ sơ"),
    "case.values-hidden.1": N_("Che một mục"),
    "case.merged-away.1": N_("Hồ sơ trùng được nhập vào hồ sơ chính"),
    "case.given-back.1": N_("Bỏ gộp: hồ sơ lại tính riêng"),
    "case.import-taken-back.1": N_("Mục nhập nhầm được rút lại"),
    "case.reopened.1": N_("Theo dõi lại"),
    "counselling.session-logged.1": N_("Tư vấn, tham vấn"),
    "counselling.session-corrected.1": N_("Sửa lượt tư vấn"),
    "counselling.session-hidden.1": N_("Che lượt tư vấn"),
    "counselling.session-moved-out.1": N_("Lượt tư vấn chuyển đi"),
    "counselling.linked.1": N_("Gắn vụ tư vấn vào hồ sơ"),
    "counselling.relinked.1": N_("Gắn lại vụ tư vấn vào hồ sơ đúng"),
    "survey.entry-corrected.1": N_("Sửa một mục của đợt khảo sát, kiểm tra"),
    "survey.entry-cancelled.1": N_("Hủy một mục của đợt khảo sát, kiểm tra"),
    "survey.cancelled.1": N_("Hủy đợt khảo sát, kiểm tra"),
    "support.introduced.1": N_("Giới thiệu nhu cầu cần hỗ trợ"),
    "support.taken-back.1": N_("Rút nhu cầu khỏi danh sách"),
    "emergency.noted.1": N_("Tin khẩn cấp"),
    "referral.submitted.1": N_("Đề nghị Chi hội cho ý kiến"),
    "referral.opinion-approved.1": N_("Duyệt ý kiến của Chi hội"),
    "chapter.unit-founded.1": N_("Thành lập đơn vị"),
    "chapter.difficult-area-noted.1": N_("Ghi vùng đặc biệt khó khăn"),
    "member.admitted.1": N_("Kết nạp hội viên"),
    "member.changed.1": N_("Sửa thông tin hội viên"),
    "member.left.1": N_("Hội viên ra"),
    "activity.recorded.1": N_("Ghi hoạt động"),
    "activity.invited.1": N_("Ghi giấy mời"),
    "activity.attended.1": N_("Ghi đã tham gia"),
    "activity.declined.1": N_("Ghi từ chối giấy mời"),
    "activity.corrected.1": N_("Sửa hoạt động"),
    "activity.cancelled.1": N_("Hủy hoạt động"),
    "survey.answered.1": N_("Điểm khảo sát, kiểm tra trả lời"),
    "survey.finding-noted.1": N_("Ghi hạn chế, vi phạm"),
    "survey.remedied.1": N_("Ghi khắc phục"),
    "recommendation.collected.1": N_("Thu thập kiến nghị"),
    "recommendation.conveyed.1": N_("Chuyển kiến nghị"),
    "recommendation.escalated.1": N_("Chuyển kiến nghị lên cấp trên"),
    "recommendation.replied.1": N_("Trả lời kiến nghị"),
    "recommendation.fed-back.1": N_("Báo lại kết quả kiến nghị"),
    "recommendation.closed.1": N_("Kết thúc kiến nghị"),
    "recommendation.corrected.1": N_("Sửa kiến nghị"),
    "recommendation.cancelled.1": N_("Hủy một mục của kiến nghị"),
}
"""What an event behind a figure is called; a test looks each counted topic up."""
RECORDS = {
    "activity": ("/hoat-dong", N_("Mở hoạt động")),
    "survey": ("/khao-sat", N_("Mở đợt khảo sát, kiểm tra")),
    "recommendation": ("/kien-nghi", N_("Mở kiến nghị")),
    "support": ("/ho-tro", N_("Mở nhu cầu")),
}
"""Where a record behind a figure is opened, by its kind, and what that is called."""
SIGNED = ("counselling.linked.1", "case.given-back.1")
"""Events that give or take what others count: their sign is always shown."""


def asked_of(request: Request) -> Typed:
    """Return what stands in the address, as a form; the language is not part of the question."""
    typed: Typed = {}
    for name, text in request.query_params.multi_items():
        if name != "lang":
            typed.setdefault(name, []).append(text)
    return typed


@router.get(PATH)
def article_92_page(request: Request, work: WorkDep) -> Response:
    """Show the figures of a year."""
    form = bind(SeeArticle92, asked_of(request))
    question = form.value if form.is_valid else SeeArticle92()
    try:
        table = see_article_92(question, work)
    except NoSuchPosition as refusal:
        form = form.refused(refusal)
        question = question.model_copy(update={"as_of": ""})
        table = see_article_92(question, work)
    return render(
        frame_of(request, work),
        "article92_page.html",
        status=422 if form.errors else 200,
        form=form,
        asked=question,
        table=table,
        measures=FOLLOW_UP,
        smallest=_smallest(table, work),
        unit_names=unit_names_of(work),
        units=[(str(row.unit), row.name) for row in table.scope],
        years=[(str(year), str(year)) for year in table.years],
        for_which_unit=_for_which_unit(work),
        opens=_opener(table) if work.may(Action.OPEN_FIGURE) else None,
        targets=targets_of(table, question.known_on, work),
        in_time=Measure.IN_TIME,
        shares=[
            (share, figure_address(part_of(share.rate, table), table.mark))
            for share in shares_of(table, work)
        ],
        late=Standing.LATE,
        sees_chapter=work.may(Action.SEE_CHAPTER_FIGURES),
    )


@router.get(f"{PATH}/mo")
def figure_page(request: Request, work: WorkDep) -> Response:
    """Show the events behind one figure: what, when, by which unit."""
    form = bind(OpenFigure, asked_of(request))
    if not form.is_valid:
        table = see_article_92(SeeArticle92(), work)
        return render(frame_of(request, work), "article92_wrong.html", status=422, form=form, year=table.year)
    figure = open_figure(form.value, work)
    names = unit_names_of(work)
    asked = figure.asked
    language = work.reader.language
    return render(
        frame_of(request, work),
        "article92_figure.html",
        figure=figure,
        asked=asked,
        behind=[(None, event) for event in figure.events],
        signed=SIGNED,
        records=RECORDS,
        months=[
            (f"{month:02d}/{asked.year}", count, figure_address(asked, figure.mark, month=month))
            for month, count in figure.months
        ],
        units=[
            (
                names.get(unit, "–") if unit else "–",
                count,
                figure_address(asked, figure.mark, unit=unit, of_no_unit=unit is None),
            )
            for unit, count in figure.units
        ],
        unit_names=names,
        for_which_unit=_for_which_unit(work),
        topics={topic: translated(label, language) for topic, label in TOPICS.items()},
        place=" · ".join(row_label(row, language) for row in (asked.district, asked.commune) if row),
        cuts=cut_addresses(asked, figure.mark)
        if not (asked.unit or asked.district or asked.commune or asked.of)
        else (),
        next=figure_address(asked, figure.mark, after=figure.next) if figure.next else "",
        first=figure_address(asked, figure.mark) if asked.after else "",
        later_next=figure_address(asked, figure.mark, later=figure.later_next) if figure.later_next else "",
        later_first=figure_address(asked, figure.mark) if asked.later else "",
    )


def _smallest(table: Article92, work: OpenWork) -> Callable[[Measure], int]:
    """Return the threshold under which the figures shown were given out."""
    given = work.read(Release, table.released.release).given if table.released else None
    counts = {one.row: one.count for one in given.smallest} if given else {}
    return lambda measure: counts.get(measure, SMALLEST_SHOWN)


def _for_which_unit(work: OpenWork) -> str:
    return FOR_WHICH_UNIT[work.reader.language == "en"]


def unit_names_of(work: OpenWork) -> dict[UUID, str]:
    """Return what the units are called."""
    return {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]


def cut_addresses(asked: OpenFigure, mark: str) -> list[tuple[str, str]]:
    """Return the addresses of the cuts by place in which a figure stands."""
    return [
        (
            cut.value,
            f"{PATH}/bang?"
            + urlencode(
                {"duty": asked.measure.duty.value, "by": cut.value, "year": asked.year, "as_of": mark}
            ),
        )
        for cut in Cut
        if cut.is_of_places
    ]


def _opener(table: Article92) -> object:
    """Return how a template writes the address of the events behind a figure."""

    def address(
        measure: Measure, month: int | None = None, unit: UUID | None = None, of_no_unit: bool = False
    ) -> str:
        asked = OpenFigure(
            measure=measure,
            year=table.year,
            month=month,
            unit=None if of_no_unit else unit or table.unit,
            of_no_unit=of_no_unit,
        )
        return figure_address(asked, table.mark)

    return address


def figure_address(asked: BaseModel, mark: str, **more: object) -> str:
    """Return the address of the events behind a figure, at a mark of the log."""
    given = {**asked.model_dump(), "known_on": None, "after": None, "later": None, "as_of": mark, **more}
    return f"{PATH}/mo?" + urlencode({name: str(value) for name, value in given.items() if value})
