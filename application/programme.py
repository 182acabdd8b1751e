"""The programme of a year: entered, approved, revised, reviewed; and how far each indicator is, from the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.article92 import Article92, Article92Figures, KnownOn, SeeArticle92, table_of
from application.follow_up_log import EARLIEST, LATEST
from application.work import Command, Question, Work
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.kernel import FieldClass, Unknown
from domain.programme import (
    KNOWN_YEARS,
    Approval,
    KnownProgramme,
    Milestone,
    Programme,
    Review,
    Revision,
    YearIsThere,
    known_programme,
)
from domain.progress import Counts, Progress, progress_of, year_passed

log = structlog.get_logger()
Year = Annotated[int, Field(ge=EARLIEST.year, le=LATEST.year)]


class Programmes(Protocol):
    """Which programmes there are."""

    def of(self, year: int) -> UUID | None:
        """Return the programme of a year."""

    def years(self) -> Sequence[int]:
        """Return the years that have a programme, latest first."""


class SeeProgramme(Question):
    """See the programme of a year and how far it is, as known now or on a day."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    year: Year | None = None
    known_on: KnownOn = None


class OfProgramme(Command):
    """A command about the programme of a year."""

    year: Year


class EnterProgramme(OfProgramme):
    """Enter the programme of a year: a shipped document, or what is given."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    given: KnownProgramme | None = None
    """None: the document that is shipped."""


class ApproveProgramme(OfProgramme):
    """Note by which decision it was approved."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    approval: Approval


class ReviseIndicator(OfProgramme):
    """Change an indicator, saying why."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    revision: Revision


class SetMilestone(OfProgramme):
    """Enter a milestone."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    milestone: Milestone


class ReviewProgramme(OfProgramme):
    """Note that it was reviewed."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    review: Review


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The programme of a year, with how far it is."""

    year: int
    years: tuple[int, ...]
    """Years that have a programme."""
    offered: tuple[int, ...]
    """Years whose document is shipped and not entered yet."""
    programme: Programme | None
    progress: tuple[Progress, ...]
    withheld: frozenset[str]
    """Codes of indicators whose result is too small for whoever sees no case."""
    table: Article92
    day: date
    passed: int
    """How much of the year had passed on that day, in percent."""
    known_at: datetime
    whole_scope: bool
    may_manage: bool


def see_programme(question: SeeProgramme, work: Work) -> ProgrammePage:
    """Return the programme of a year, the latest when none is named."""
    work.allow(question)
    programmes = work.view(Programmes)  # type: ignore[type-abstract]
    years = tuple(programmes.years())
    year = question.year or (years[0] if years else vietnam_day(work.now()).year)
    table = table_of(SeeArticle92(year=year, known_on=question.known_on), work)
    stream = programmes.of(year)
    programme = work.read(Programme, stream) if stream is not None else None
    day = question.known_on or vietnam_day(work.now())
    log.info("programme_seen", year=year)
    return ProgrammePage(
        year=year,
        years=years,
        offered=tuple(one for one in KNOWN_YEARS if one not in years),
        programme=programme,
        progress=_progress(programme, table, day, work) if programme else (),
        withheld=frozenset(
            one.code
            for one in (programme.indicators if programme else ())
            if one.measure is not None
            and (table.hides(one.measure) or (one.by is not None and one.measure in table.kept))
        ),
        table=table,
        day=day,
        passed=year_passed(year, day),
        known_at=table.known_at,
        whole_scope=work.reader.whole_scope,
        may_manage=work.may(Action.MANAGE_PROGRAMME),
    )


def targets_of(table: Article92, known_on: date | None, work: Work) -> Mapping[Measure, Progress]:
    """Return how far the measures of a table are that the programme of its year has a target for.

    Targets are those of the whole association, so a table of one unit has none.
    """
    stream = work.view(Programmes).of(table.year)  # type: ignore[type-abstract]
    if stream is None or table.unit is not None:
        return {}
    programme = work.read(Programme, stream)
    rows = _progress(programme, table, known_on or vietnam_day(work.now()), work)
    return {
        row.indicator.measure: row
        for row in rows
        if row.indicator.measure is not None
        and row.most is not None
        and not table.hides(row.indicator.measure)
    }


def _progress(programme: Programme, table: Article92, day: date, work: Work) -> tuple[Progress, ...]:
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto, last = figures.position(table.mark), date(programme.year, 12, 31)

    def until(measure: Measure, end: date) -> int:
        return figures.until(measure, programme.year, min(end, last), upto)

    by, invited = {}, {}
    for one in programme.indicators:
        if one.by is not None and one.measure is not None:
            by[one.code] = until(one.measure, one.by)
        elif one.invited is not None and one.measure is not None:
            by[one.code], invited[one.code] = until(one.measure, day), until(one.invited, day)
    counts = Counts({measure: table.total[measure] for measure in Measure}, table.fed, by, invited)
    return tuple(
        progress_of(one, counts, programme.milestones, programme.year, day) for one in programme.indicators
    )


def enter_programme(cmd: EnterProgramme, work: Work) -> UUID:
    """Enter the programme of a year.

    Raises:
        YearIsThere: It was entered already.
        NoKnownProgramme: Nothing was given, and no document of the year is shipped.
        IndicatorsDiffer: A code stands twice, or a part has no whole.
        TargetMissing: A comparison lacks its number, day or measure.
    """
    work.allow(cmd)
    if work.view(Programmes).of(cmd.year) is not None:  # type: ignore[type-abstract]
        raise YearIsThere
    given = cmd.given or known_programme(cmd.year)
    stream = work.new_id()
    work.open(stream, Programme.enter(cmd.year, given.title, given.document, given.indicators, work.act))
    log.info("programme_entered", year=cmd.year, count=len(given.indicators))
    return stream


def approve_programme(cmd: ApproveProgramme, work: Work) -> None:
    """Note by which decision it was approved."""
    work.allow(cmd)
    programme = _read(cmd.year, work)
    work.append(programme, programme.approve(cmd.approval, work.act))
    log.info("programme_approved", year=cmd.year)


def revise_indicator(cmd: ReviseIndicator, work: Work) -> None:
    """Change what an indicator asks for."""
    work.allow(cmd)
    programme = _read(cmd.year, work)
    work.append(programme, programme.revise(cmd.revision, work.act))
    log.info("indicator_revised", year=cmd.year)


def set_milestone(cmd: SetMilestone, work: Work) -> None:
    """Enter a milestone; without one, nothing is ever called late."""
    work.allow(cmd)
    programme = _read(cmd.year, work)
    work.append(programme, programme.set_milestone(cmd.milestone, work.act))
    log.info("milestone_set", year=cmd.year)


def review_programme(cmd: ReviewProgramme, work: Work) -> None:
    """Note that it was reviewed, at the position of the figures that were looked at."""
    work.allow(cmd)
    programme = _read(cmd.year, work)
    position = work.view(Article92Figures).position("")  # type: ignore[type-abstract]
    work.append(programme, programme.note_review(cmd.review, position, work.act))
    log.info("programme_reviewed", year=cmd.year)


def _read(year: int, work: Work) -> Programme:
    stream = work.view(Programmes).of(year)  # type: ignore[type-abstract]
    if stream is None:
        raise Unknown
    return work.read(Programme, stream)
