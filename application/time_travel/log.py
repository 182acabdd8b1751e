"""The follow-up log as it was on a day: codes, days and who followed; no name, and nothing that was told of a child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

from pydantic import Field

from application.access import Action
from application.follow_up_log import EARLIEST, LATEST
from application.time_travel import Pasts, When, moment_of
from application.time_travel.past import Moment
from application.work import Question, Work
from domain.identity import Day

PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class ListedThen:
    """One entry as it stood; what a reader of counts alone does not get is None."""

    case_id: UUID
    record_no: int
    code: str
    unit: UUID
    received_on: date
    is_open: bool
    due_on: date | None = None
    counsellor: UUID | None = None
    changed_since: bool | None = None
    mark: str = ""
    """Where a page after this row begins."""


class PastLogs(Protocol):
    """The rows of the follow-up log at a position."""

    def rows(self, upto: int, after: str, most: int) -> Sequence[ListedThen]:
        """Return entries of the reader's scope, latest numbers first; only what is open to the reader today as well."""

    def counted(self, upto: int, after: str, most: int) -> Sequence[ListedThen]:
        """Return entries of the whole scope, from what is counted of them."""


class _OfDay(Question):
    """A question about the log on a day."""

    day: Day | None = Field(default=None, ge=EARLIEST, le=LATEST)
    """The end of it; None: now."""
    after: str = ""


class SeePastLog(_OfDay):
    """See the follow-up log of one's scope as it was at the end of a day."""

    ACTION: ClassVar[Action] = Action.SEE_LOG


class SeePastFiles(_OfDay):
    """See which files the whole log held at the end of a day, as an inspector."""

    ACTION: ClassVar[Action] = Action.SEE_HISTORY


@dataclass(frozen=True, slots=True)
class PastLogPage:
    """One page of the log as it was."""

    moment: Moment
    rows: tuple[ListedThen, ...]
    next: str


def see_past_log(question: SeePastLog | SeePastFiles, work: Work) -> PastLogPage:
    """Return one page of the follow-up log as it was at the end of a day."""
    work.allow(question)
    moment = moment_of(When(day=question.day), work.view(Pasts), work.now())  # type: ignore[type-abstract]
    logs = work.view(PastLogs)  # type: ignore[type-abstract]
    read = logs.rows if isinstance(question, SeePastLog) else logs.counted
    found = read(moment.position, question.after, PAGE + 1)
    rows = tuple(found[:PAGE])
    work.showed(one.record_no for one in rows)
    return PastLogPage(moment, rows, rows[-1].mark if len(found) > PAGE else "")
