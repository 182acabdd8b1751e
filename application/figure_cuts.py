"""Figures of one duty cut by month, by unit, by former district or by commune; each cell names what opens it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

import structlog
from pydantic import Field

from application.access import Action
from application.article92 import Article92Figures, KnownOn, SeeArticle92, kept_from, position_of
from application.follow_up_log import EARLIEST, LATEST
from application.released import Instead, instead_of
from application.units import Units
from application.work import Question, Work
from domain.article92 import RULE_VERSION, Measure
from domain.calendar import vietnam_day
from domain.duties import Duty
from domain.figure_cuts import Cut, in_order, row_label, row_of
from domain.kernel import FieldClass
from domain.release import TableKind

log = structlog.get_logger()
_RELEASED = {Cut.DISTRICT: TableKind.DISTRICT, Cut.COMMUNE: TableKind.COMMUNE}
CutCells = Mapping[tuple[str, Measure], int]
"""How much, by row and measure."""


class SeeCut(Question):
    """See the figures of one duty in one cut."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    duty: Duty = Duty.MOBILISE
    by: Cut = Cut.DISTRICT
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    as_of: str = ""
    known_on: KnownOn = None


@dataclass(frozen=True, slots=True)
class CutRow:
    """One row: what it is called in both languages, what opens it, and its figures."""

    key: str
    vi: str
    en: str
    counts: Mapping[Measure, int]

    def label(self, language: str) -> str:
        """Return what it is called."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class CutTable:
    """A cut of a year."""

    year: int
    years: tuple[int, ...]
    duty: Duty
    by: Cut
    measures: tuple[Measure, ...]
    rows: tuple[CutRow, ...]
    total: Mapping[Measure, int]
    trend: Mapping[Measure, tuple[int, ...]]
    """By month, whatever the cut."""
    kept: frozenset[Measure]
    """About children: not shown to whoever opens no figure, but in what was released."""
    mark: str
    known_at: datetime
    instead: Instead | None = None
    """For whoever opens no figure: what was released of this cut."""
    rule_version: str = RULE_VERSION


class FigureCuts(Protocol):
    """Sums by place, within the reader's scope."""

    def by_place(
        self, year: int, measures: Sequence[Measure], upto: int
    ) -> Sequence[tuple[str | None, Measure, int]]:
        """Return the sums of a year by place: where it was, and else the area of the unit on that day."""


def see_cut(question: SeeCut, work: Work) -> CutTable:
    """Return the figures of one duty in one cut.

    Raises:
        NoSuchPosition: The mark is not one of ours.
    """
    work.allow(question)
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    asked = SeeArticle92(as_of=question.as_of, known_on=question.known_on)
    upto = position_of(asked, figures)
    years = tuple(figures.years())
    year = question.year or (years[0] if years else vietnam_day(work.now()).year)
    measures = tuple(measure for measure in Measure if measure.duty is question.duty)
    cuts = _cuts(year, measures, upto, work, by_place=question.by.is_of_places)
    kept = kept_from(work)
    cells = {key: count for key, count in cuts[question.by].items() if key[1] not in kept}
    total: dict[Measure, int] = defaultdict(int)
    for (_, measure), count in cells.items():
        total[measure] += count
    log.info("figures_cut", year=year, measure=question.duty.value, order=question.by.value)
    return CutTable(
        year=year,
        years=years or (year,),
        duty=question.duty,
        by=question.by,
        measures=measures,
        rows=tuple(_rows(question.by, cells, work)),
        total=total,
        trend={
            measure: tuple(cuts[Cut.MONTH].get((str(month), measure), 0) for month in range(1, 13))
            for measure in measures
        },
        kept=kept,
        instead=instead_of((_RELEASED.get(question.by, TableKind.FIGURES),), year, work),
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
    )


def _cuts(
    year: int, measures: Sequence[Measure], upto: int, work: Work, *, by_place: bool
) -> dict[Cut, CutCells]:
    """Return the cuts: for whoever opens no figure all of them, so that none says what another keeps back."""
    found: dict[Cut, dict[tuple[str, Measure], int]] = {cut: defaultdict(int) for cut in Cut}
    for cell in work.view(Article92Figures).sums(year, None, upto):  # type: ignore[type-abstract]
        if cell.measure in measures:
            found[Cut.MONTH][str(cell.month.month), cell.measure] += cell.count
            found[Cut.UNIT][str(cell.unit or ""), cell.measure] += cell.count
    places = work.view(FigureCuts).by_place(year, measures, upto) if by_place else ()  # type: ignore[type-abstract]
    for area, measure, count in places:
        for cut in (Cut.DISTRICT, Cut.COMMUNE):
            found[cut][row_of(area, cut), measure] += count
    return dict(found)


def _rows(by: Cut, cells: CutCells, work: Work) -> list[CutRow]:
    names: dict[str, tuple[str, str]]
    with_something = {row for (row, _), count in cells.items() if count}
    if by is Cut.MONTH:
        names = {str(month): (f"Tháng {month}", f"Month {month}") for month in range(1, 13)}
    elif by is Cut.UNIT:
        units = {str(one.unit): one.name for one in work.view(Units).all()}  # type: ignore[type-abstract]
        keys = [key for key in [*units, ""] if key in with_something]
        names = {key: (units.get(key, "–"), units.get(key, "–")) for key in keys}
    else:
        names = {row: (row_label(row), row_label(row, "en")) for row in in_order(with_something)}
    measures = {measure for _, measure in cells}
    return [
        CutRow(key, vi, en, {measure: cells.get((key, measure), 0) for measure in measures})
        for key, (vi, en) in names.items()
    ]
