"""Tables about children given out to those who open no case: made once, held against all before, kept for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.figure_period import FigurePeriods
from application.follow_up_log import EARLIEST, LATEST
from application.released import ReleaseRow, Releases
from application.releasing import Shape, convention_of, finest_that_goes_out, give_out
from application.work import Command, Question, Work
from domain.calendar import vietnam_day
from domain.disclosure.convention import CONVENTION, set_smallest
from domain.disclosure.rows import Row, StoredRow
from domain.kernel import FieldClass, Named, Unknown
from domain.release import (
    CutOffIsNotFixed,
    NoSuchDetail,
    Release,
    TableKind,
    TableReleased,
    ends_a_month,
)
from domain.release_detail import Detail, coarser

log = structlog.get_logger()


class SeeReleases(Question):
    """See which tables were given out."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92


class OpenRelease(Question):
    """See one of them, or get its file."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    release: UUID


class ReleaseYear(Command):
    """Give out one of the fixed tables of a year, as known at a fixed day."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    kind: TableKind = TableKind.FIGURES
    year: int = Field(ge=EARLIEST.year, le=LATEST.year)
    cut_off: date
    detail: Detail = Detail.FULL
    """How fine it is cut; what is coarser may go out where the full table may not."""


class ProposeRelease(Question):
    """See which coarser cut of a table may go out instead."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    kind: TableKind
    year: int = Field(ge=EARLIEST.year, le=LATEST.year)
    cut_off: date
    detail: Detail = Detail.FULL
    """Than which it is to be coarser."""


class SetSmallest(Command):
    """Change from which count on figures are shown."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    measure: StoredRow | None = None
    """A measure, or a row of another table; nothing: all that have none of their own."""
    smallest: int
    reason: Named


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """What was given out, and the thresholds that hold now."""

    rows: tuple[ReleaseRow, ...]
    common: int
    own: tuple[tuple[Row, int], ...]
    version: int
    today: date
    may_manage: bool


def see_releases(question: SeeReleases, work: Work) -> ReleasesPage:
    """Return what was given out, and the thresholds."""
    work.allow(question)
    convention = convention_of(work)
    rows = tuple(work.view(Releases).all())  # type: ignore[type-abstract]
    log.info("releases_seen", count=len(rows))
    return ReleasesPage(
        rows=rows,
        common=convention.common,
        own=convention.own,
        version=convention.version + 1,
        today=vietnam_day(work.now()),
        may_manage=work.may(Action.MANAGE_PROGRAMME),
    )


def open_release(question: OpenRelease, work: Work) -> tuple[ReleaseRow, TableReleased]:
    """Return one table as it was given out."""
    work.allow(question)
    rows = work.view(Releases).all()  # type: ignore[type-abstract]
    row = next((one for one in rows if one.release == question.release), None)
    if row is None:
        raise Unknown
    log.info("release_opened", stream_id=str(row.release))
    return row, work.read(Release, row.release).given


def release_year(cmd: ReleaseYear, work: Work) -> UUID:
    """Give out the table of a year.

    Raises:
        CutOffIsNotFixed: The day is neither the last of a past month nor the cut-off of a closed period.
        NothingToRelease: Nothing about children is counted.
        ReleasedAlready: It was given out as of this day.
        TooFewToRelease: It cannot be made safe.
        NoSuchDetail: A table of this kind is not cut so.
    """
    work.allow(cmd)
    periods = work.view(FigurePeriods).all()  # type: ignore[type-abstract]
    is_fixed = ends_a_month(cmd.cut_off) or any(
        one.closed_at and one.cut_off == cmd.cut_off for one in periods
    )
    if not is_fixed or vietnam_day(work.now()) <= cmd.cut_off:
        raise CutOffIsNotFixed
    if cmd.detail is not Detail.FULL and cmd.detail not in coarser(cmd.kind):
        raise NoSuchDetail
    return give_out(Shape.of_year(cmd.kind, cmd.year, cmd.detail), cmd.cut_off, work)


def propose_release(question: ProposeRelease, work: Work) -> Detail | None:
    """Return the finest coarser cut that may go out instead of one that may not; None: none may."""
    work.allow(question)
    found = finest_that_goes_out(question.kind, question.year, question.cut_off, question.detail, work)
    log.info("coarser_release_sought", kind=question.kind.value, outcome=found.value if found else "none")
    return found


def set_threshold(cmd: SetSmallest, work: Work) -> None:
    """Change a threshold, for what is given out from now on.

    Raises:
        ThresholdOutOfReach: It is below 3 or above 50.
        NotAboutChildren: The measure says nothing of a child.
    """
    work.allow(cmd)
    fact = set_smallest(cmd.measure, cmd.smallest, cmd.reason, work.act)
    present = convention_of(work)
    if present.version < 0:
        work.open(CONVENTION, fact)
    else:
        work.append(present, fact)
    log.info("smallest_shown_set", count=cmd.smallest)
