"""Figures of the office as the log grows: `python -m bench figures`, the fictional year grown from size to size.

At each size (`LACHAN_BENCH_EVENTS`, by commas) the same questions are asked, each through a whole `Work` with its
entry in the access log. The plot is drawn anew after each size. `LACHAN_BENCH_QUIET=2.5` waits before each size
until the machine is that quiet.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from application.article92 import SeeArticle92, see_article_92
from application.child_case import TakeIn, take_in
from application.demo.reports import HEADING, WHOLE
from application.figure_cuts import SeeCut, see_cut
from application.follow_up_log import SeeLog, TooManyNames, see_log
from application.history import SeeHistory, see_history
from application.log_figures import SeeLogQuality, see_log_quality
from application.recommendation.figures import SeeRecommendationFigures, see_recommendation_figures
from application.report import DraftReport, draft_report
from application.report.papers import PrintReport, ReportFormat, print_report
from application.situation import SeeSituation, see_situation
from application.time_travel import SeePast, see_past
from bench.grown import installed
from bench.measure import ROUNDS, milliseconds, percentile, times, wait_for_quiet
from bench.plot import Curves, drawn
from bench.rebuild import row_of
from domain.calendar import vietnam_day
from domain.child_case.intake import Child, Details, Situation
from domain.report.codes import ReportKind
from domain.report.facts import Asked, Draft
from infrastructure.demo import DatabaseStage
from infrastructure.growing import Growing
from infrastructure.postgres import Database
from infrastructure.work import Caller, PgWork

SIZES = tuple(int(one) for one in os.environ.get("LACHAN_BENCH_EVENTS", "10000,100000").split(","))
PLOT = Path(__file__).parent.parent / "docs" / "growth.svg"
CALLS, WARM = 60, 3
YEAR, RECORDED_FROM, RECORDED_TO = 2025, datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
"""The year that is asked for, one of ten; and between which moments the simulated clock records the copies."""
CHILD, SITUATION = (
    "Nguyễn Thị Mẫu",
    "Cô giáo kể rằng cháu nghỉ học ba hôm, sang nhà bà ngoại ở và không muốn về.",
)
"""Invented."""
OFFICE, LEADER, AUDITOR, COUNSELLOR = "vanphong", "giamsat.tinh", "kiemtra.1", "tuvan.tinh1"
Row = tuple[str, ...]
Asking = tuple[str, Callable[[PgWork], object]]


@dataclass(slots=True)
class Growth:
    """What was measured at each size, by what was asked; milliseconds."""

    taken: dict[str, dict[int, list[float]]] = field(default_factory=dict)

    def add(self, what: str, size: int, taken: list[float]) -> None:
        self.taken.setdefault(what, {})[size] = taken

    def curves(self, share: float = 0.5) -> Curves:
        return {
            what: {size: percentile(taken, share) for size, taken in sizes.items()}
            for what, sizes in self.taken.items()
        }


def questions(case_id: UUID, known_on: date) -> Mapping[str, Asking]:
    """Return who asks what."""
    past: dict[str, Any] = {"case_id": case_id, "day": known_on}
    return {
        "Article 92 view": (OFFICE, lambda w: see_article_92(SeeArticle92(year=YEAR), w)),
        "Article 92 view as of a day": (
            OFFICE,
            lambda w: see_article_92(SeeArticle92(year=YEAR, known_on=known_on), w),
        ),
        "one duty by district": (OFFICE, lambda w: see_cut(SeeCut(year=YEAR), w)),
        "situation of children": (LEADER, lambda w: see_situation(SeeSituation(year=YEAR), w)),
        "figures of recommendations": (
            OFFICE,
            lambda w: see_recommendation_figures(SeeRecommendationFigures(year=YEAR), w),
        ),
        "quality of the log": (LEADER, lambda w: see_log_quality(SeeLogQuality(year=YEAR), w)),
        "follow-up log page": (LEADER, lambda w: see_log(SeeLog(), w)),
        "search by name": (LEADER, lambda w: see_log(SeeLog(words="nguyen binh an"), w)),
        "history of a case": (AUDITOR, lambda w: see_history(SeeHistory(case_id=case_id), w)),
        "a case as of a day": (AUDITOR, lambda w: see_past(SeePast(**past), w)),
        "a case taken in": (COUNSELLOR, _taken_in),
    }


def _taken_in(work: PgWork) -> object:
    return take_in(
        TakeIn(situation=Situation(what=SITUATION), details=Details(child=Child(name=CHILD))), work
    )


def _asked(stage: DatabaseStage, asking: Asking) -> Callable[[], None]:
    who, ask = asking

    def once() -> None:
        with PgWork(stage.house, Caller(token=stage.tokens[who])) as work:
            ask(work)
            work.commit()

    return once


def _reported(stage: DatabaseStage) -> Callable[[], None]:
    """Draft the year's Article 92 report and write it as a PDF."""
    asked = Asked(kind=ReportKind.ARTICLE_92, first=date(YEAR, 1, 1), last=date(YEAR, 12, 31))

    def once() -> None:
        with PgWork(stage.house, Caller(token=stage.tokens[OFFICE])) as work:
            report = draft_report(DraftReport(asked=asked, draft=Draft(heading=HEADING, parts=WHOLE)), work)
            work.commit()
        stage.follower.catch_up()
        with PgWork(stage.house, Caller(token=stage.tokens[OFFICE])) as work:
            print_report(PrintReport(report=report), work, ReportFormat.PDF)
            work.commit()

    return once


def rows() -> Iterator[Row]:
    """Yield a row for each question at each size; then the plot is drawn."""
    growth = Growth()
    with installed() as (stage, database):
        growing = Growing.begun(stage, database)
        for size in SIZES:
            began, before = time.perf_counter(), growing.there
            growing.to(size, until=RECORDED_FROM + (RECORDED_TO - RECORDED_FROM) * (size / SIZES[-1]))
            yield _loaded(size, growing.there - before, time.perf_counter() - began)
            wait_for_quiet()
            for what, taken in measured(stage, database):
                growth.add(what, size, taken)
                yield f"{what}, {size:,} events", milliseconds(taken), "", "", ""
            PLOT.write_text(drawn(growth.curves()))
            yield row_of(stage, database, size)
    for what, curve in growth.curves(0.95).items():
        cells = " → ".join(f"{curve[size]:,.0f}" if size in curve else "refused" for size in SIZES)
        yield (
            f"growth: {what}, {' → '.join(f'{size:,}' for size in SIZES)} events",
            f"p95 {cells} ms",
            "",
            "",
            "",
        )


def _loaded(size: int, added: int, seconds: float) -> Row:
    rate = f"{added / seconds:,.0f}/s, {seconds:,.0f} s"
    return f"grow the fictional year to {size:,} events, all views folded", rate, "", "", ""


def measured(stage: DatabaseStage, database: Database) -> Iterator[tuple[str, list[float]]]:
    """Yield how many milliseconds each call of each question took, and each report.

    A question that is refused at this size is left out: the search by name among more than 10,000 names.
    """
    _unlock(database)
    for what, asking in questions(_case(database), _half_known(database)).items():
        once = _asked(stage, asking)
        try:
            times(once, WARM)
        except TooManyNames:  # by design: whoever sees that many is asked to narrow the search
            continue
        yield what, times(once, CALLS)
    stage.follower.catch_up()
    report = _reported(stage)
    times(report, 1)
    yield "an Article 92 report drafted and written as PDF", times(report, ROUNDS)


def _unlock(database: Database) -> None:
    """See that nobody's screen is locked: growing takes longer than a session may be idle."""
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("UPDATE auth.sessions SET seen_at = auth.now()")


def _case(database: Database) -> UUID:
    """Return the case with most events."""
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute(
            "SELECT e.stream_id FROM es.events e JOIN facts.records r ON r.record = e.stream_id"
            " WHERE r.kind = 'case' AND r.sensitivity = 'ordinary' AND e.position < 2000"
            " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        ).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def _half_known(database: Database) -> date:
    """Return the day by which half of the log was recorded."""
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute(
            "SELECT recorded_at FROM es.events WHERE position = (SELECT max(position) / 2 FROM es.events)"
        ).fetchone()
    assert row is not None
    return vietnam_day(row[0])
