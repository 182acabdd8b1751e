"""The figures of a report, each with where the events behind it are, as known at the position of its writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from api.door import OpenWork
from api.screens.article92 import figure_address
from api.screens.figure_recommendation import written as recommendations_address
from api.screens.referral_board import QUARTER
from api.texts import N_, translated
from application.access import Action
from application.article92 import OpenFigure
from application.report.pages import ReportPage
from domain.article92 import OF_CHILDREN, Measure
from domain.fund import month_of
from domain.log_figures import LogCount
from domain.recommendation.codes import AgencyKind
from domain.recommendation.figures import OpenAge, RecommendationCount
from domain.referral.figures import Quarter
from domain.report.figures import Recommended, Shown


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One figure of a report: what it is called, what the report says, and where it opens; nothing: not for you."""

    name: str
    count: Shown
    address: str
    is_difference: bool = False


def figures_of_report(page: ReportPage, work: OpenWork) -> list[ReportFigure]:
    """Return the figures of the writing that stands, in the order of its tables."""
    language, figures = work.reader.language, page.state.writing.figures
    asked, opens = page.state.asked, work.may(Action.OPEN_FIGURE)
    days = asked.first, asked.last

    def at(measure: Measure, first: date, last: date) -> str:
        if measure in OF_CHILDREN and figures.release is not None:
            return f"/so-lieu-phat-hanh/{figures.release}"
        question = OpenFigure(measure=measure, year=first.year, first=first, last=last, unit=asked.covers)
        return figure_address(question, page.mark) if opens else ""

    def found() -> Iterator[ReportFigure]:
        for one in figures.counts:
            yield ReportFigure(one.measure.label(language), one.count, at(one.measure, *days))
        for line in figures.indicators:
            measure, first = page.measures.get(line.code), date(figures.year, 1, 1)
            yield ReportFigure(line.name, line.result, at(measure, first, asked.last) if measure else "")
        quarter = Quarter.of(asked.first)
        for row in figures.chapter:
            given = {"year": quarter.year, "quarter": quarter.number, "measure": row.measure.value}
            given |= {"chapter": asked.covers, "as_of": page.mark} if asked.covers else {"as_of": page.mark}
            may = work.may(Action.ASSIGN_REVIEWER)
            address = f"{QUARTER}/mo?{urlencode(given)}" if may else ""
            yield ReportFigure(row.measure.label(language), row.count, address)
        for trend in figures.trends:
            for month, count in enumerate(trend.months, 1):
                name = f"{trend.measure.label(language)}, {month:02}/{figures.year}"
                yield ReportFigure(name, count, at(trend.measure, *month_of(date(figures.year, month, 1))))
        for recommended in _recommended(figures.recommended) if opens else ():
            given = {"count": recommended.what, "agency": recommended.agency, "age": recommended.age}
            given |= {"as_of": page.mark, "known_on": asked.last, "last": asked.last, "unit": asked.covers}
            given |= {"first": asked.first} if recommended.what.is_of_year else {}
            said = [one.label(language) for one in recommended[:3] if one is not None]
            yield ReportFigure(" · ".join(said), recommended.number, recommendations_address(given))
        if figures.forum is not None:
            held = f"/hoat-dong/{figures.forum.activity}" if work.may(Action.SEE_ACTIVITIES) else ""
            for what in (*_PARTICIPANTS,) if held else ():
                yield ReportFigure(
                    translated(_PARTICIPANTS[what], language), getattr(figures.forum, what), held
                )
        for told in figures.released:
            is_of_log = isinstance(told.row, LogCount)
            release = figures.released_from[-1 if is_of_log else 0]
            yield ReportFigure(told.row.label(language), told.count, f"/so-lieu-phat-hanh/{release}")
        for twice in figures.periods:
            name = f"{twice.measure.label(language)}, {twice.first:%d/%m/%Y} – {twice.last:%d/%m/%Y}"
            yield ReportFigure(name, twice.now, at(twice.measure, twice.first, twice.last))
        for other in page.later:
            name, address = other.measure.label(language), at(other.measure, *days)
            yield ReportFigure(name, other.difference, address, is_difference=True)

    return list(found())


class _Recommended(NamedTuple):
    what: RecommendationCount
    agency: AgencyKind | None
    age: OpenAge | None
    number: int


def _recommended(said: Recommended | None) -> Iterator[_Recommended]:
    """Yield each number of the report's tables of recommendations, with what narrows it."""
    if said is None:
        return
    yield _Recommended(RecommendationCount.COLLECTED, None, None, said.collected)
    for one in said.replies:
        for count in _OF_BODIES:
            yield _Recommended(count, one.agency, None, getattr(one, count.value))
    for age, number in zip(OpenAge, said.ages, strict=True):
        yield _Recommended(RecommendationCount.OPEN, None, age, number)


_OF_BODIES = (
    *(RecommendationCount.CONVEYED, RecommendationCount.REPLIED),
    *(RecommendationCount.OPEN, RecommendationCount.OVERDUE),
)
_PARTICIPANTS: Mapping[str, str] = {
    "children": N_("Trẻ em"),
    "supervisors": N_("Người giám sát"),
    "volunteers": N_("Tình nguyện viên, cộng tác viên"),
    "guests": N_("Khách mời"),
}
"""Who takes part in a forum."""
