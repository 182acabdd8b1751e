"""Recommendations from their fact rows: keyset pages in SQL, titles opened for the rows that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from application.access import Action, StepUp
from application.recommendation.desk import (
    MOST_TITLES,
    PAGE,
    RecommendationRow,
    RecommendationRows,
    SeeRecommendations,
    SentRow,
    TooManyTitles,
)
from domain.recommendation.clause import under
from domain.recommendation.codes import (
    AgencyKind,
    Origin,
    RecommendationKind,
    RecommendationStage,
    Subject,
    Verdict,
)
from domain.recommendation.facts import RecommendationCollected, RecommendationCorrected
from domain.recommendation.reminders import Overdue
from domain.text import matches
from infrastructure.page_marks import Keyset, marked, unmarked
from infrastructure.scope import RESTRICTED, Condition, covered, listed
from infrastructure.work import PgWork

OPEN_STAGES = [stage.value for stage in RecommendationStage if stage.is_open]
_WAITING = [stage.value for stage in RecommendationStage if stage.waits_for_reply]
_ORDER = Keyset(("q.collected_on", "q.code"), ("date", "text"), True)
_FROM = (
    "facts.recommendations q JOIN facts.records r ON r.record = q.recommendation WHERE r.state <> 'erased'"
)
_COUNTED = "facts.recommendations q WHERE true"
"""What was counted stays when the words are erased (DESIGN, section 7)."""
_COLUMNS = (
    "q.recommendation, r.record_no, q.code, q.unit, q.kind, q.origin, q.subject, q.stage, q.collected_on, q.over_on,"
    " t.position"
)
_TITLED = "LEFT JOIN es.events t ON t.stream_id = q.recommendation AND t.version = q.titled_at WHERE"
_ROWS = _FROM.replace("WHERE", _TITLED)
_UNANSWERED = (
    "NOT EXISTS (SELECT FROM facts.recommendations_answered a"
    " WHERE a.recommendation = s.recommendation AND a.conveyed = s.version)"
    " AND NOT EXISTS (SELECT FROM facts.recommendations_sent h"
    " WHERE h.recommendation = s.recommendation AND h.over = s.version)"
)
_SENT = """
SELECT s.recommendation, s.version, s.agency, s.conveyed_on, s.over, s.acknowledged_on, cardinality(s.reminders),
       EXISTS (SELECT FROM facts.recommendations_sent h
                WHERE h.recommendation = s.recommendation AND h.over = s.version),
       a.verdict, a.replied_on
  FROM facts.recommendations_sent s LEFT JOIN LATERAL (
       SELECT x.verdict, x.replied_on FROM facts.recommendations_answered x
        WHERE x.recommendation = s.recommendation AND x.conveyed = s.version ORDER BY x.version DESC LIMIT 1) a ON true
 WHERE s.recommendation = ANY(%s) ORDER BY s.recommendation, s.version
"""


class PgRecommendations:
    """Keeps `application.recommendation.desk.Recommendations`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    # -- pages ---------------------------------------------------------------------------------------------------

    def page(self, question: SeeRecommendations, today: date, late: Sequence[Overdue]) -> RecommendationRows:
        """Return one page, the latest collected first."""
        where, values = self._where(question, late)
        if question.words:
            return self._found(question.words, where, values)
        if question.after:
            where, values = f"{where} AND {_ORDER.further}", [*values, *unmarked(question.after, _ORDER)]
        marks = ", ".join(f"({column})::text" for column in _ORDER.columns)
        query = f"SELECT {_COLUMNS}, ARRAY[{marks}] FROM {_ROWS} AND {where} ORDER BY {_ORDER.order} LIMIT %s"  # noqa: S608
        rows = self._work.connection.execute(query, [*values, PAGE + 1]).fetchall()
        following = marked(rows[PAGE - 1][-1]) if len(rows) > PAGE else ""
        return RecommendationRows(self._told(rows[:PAGE]), following)

    def _found(self, words: str, where: str, values: list[object]) -> RecommendationRows:
        left_out = 0
        if self._work.step_up is not StepUp.FRESH:
            restricted = RESTRICTED.format(record="q.recommendation")
            query = f"SELECT count(*) FROM {_FROM} AND {where} AND {restricted}"  # noqa: S608
            left_out = (self._work.connection.execute(query, values).fetchone() or (0,))[0]
            where = f"{where} AND NOT {restricted}"
        query = f"SELECT {_COLUMNS} FROM {_ROWS} AND {where} ORDER BY {_ORDER.order} LIMIT %s"  # noqa: S608
        rows = self._work.connection.execute(query, [*values, MOST_TITLES + 1]).fetchall()
        if len(rows) > MOST_TITLES:
            raise TooManyTitles(most=MOST_TITLES)
        titles = self._titles(rows, frozenset())
        asked = words.strip()
        hits = [row for row in rows if asked.upper() in row[2] or matches(asked, titles.get(row[0], ""))]
        return RecommendationRows(self._told(hits[:PAGE]), "", len(hits), left_out)

    def of(self, recommendation: UUID) -> RecommendationRow | None:
        """Return one of them."""
        return next(iter(self._those("q.recommendation = %s", [recommendation])), None)

    def of_case(self, case_id: UUID) -> Sequence[RecommendationRow]:
        """Return those that come from a case, the latest first."""
        return self._those("q.case_id = %s", [case_id])

    def by_code(self, code: str) -> UUID | None:
        """Return the one with this code."""
        return next((one.recommendation for one in self._those("q.code = %s", [code])), None)

    def from_step(self, referral_id: UUID, step: int) -> UUID | None:
        """Return the one that was made of a recommended step."""
        made = self._those("q.referral = %s AND q.step = %s", [referral_id, step])
        return next((one.recommendation for one in made), None)

    def _those(self, condition: str, values: Sequence[object]) -> tuple[RecommendationRow, ...]:
        where, held = self._held()
        query = f"SELECT {_COLUMNS} FROM {_ROWS} AND {condition} AND {where} ORDER BY {_ORDER.order} LIMIT %s"  # noqa: S608
        return self._told(self._work.connection.execute(query, [*values, *held, PAGE]).fetchall())

    # -- counts --------------------------------------------------------------------------------------------------

    def count_overdue(self, late: Sequence[Overdue]) -> int:
        """Return how many wait for a reply that is overdue."""
        return self._count_overdue(late, self._held())

    def _count_overdue(self, late: Sequence[Overdue], held: Condition) -> int:
        condition, spans = _late(late)
        where, values = held
        query = f"SELECT count(*) FROM {_FROM} AND {condition} AND {where}"  # noqa: S608 - constants
        return int(self._one(query, [*spans, *values])[0])

    def count_to_approve(self, account: UUID) -> int:
        """Return how many letters by others wait for approval."""
        where, values = listed(
            self._work, Action.APPROVE_RECOMMENDATION, "recommendation", "q.recommendation", "q.unit"
        )
        query = f"SELECT count(*) FROM {_FROM} AND q.stage = 'drafted' AND q.drafted_by <> %s AND {where}"  # noqa: S608
        return int(self._one(query, [account, *values])[0])

    def _one(self, query: str, values: Sequence[object]) -> tuple[Any, ...]:
        return self._work.connection.execute(query, values).fetchone() or (0, 0, 0)

    # -- conditions ----------------------------------------------------------------------------------------------

    def _held(self, only: UUID | None = None) -> Condition:
        """Return the condition that the reader may open it."""
        action = Action.OPEN_RECOMMENDATION
        return listed(self._work, action, "recommendation", "q.recommendation", "q.unit", only)

    def _where(self, asked: SeeRecommendations, late: Sequence[Overdue]) -> Condition:
        conditions: list[str] = []
        values: list[object] = []
        for condition, given in self._conditions(asked, late):
            conditions.append(condition)
            values += given
        return " AND ".join(conditions), values

    def _conditions(self, asked: SeeRecommendations, late: Sequence[Overdue]) -> Iterator[Condition]:
        yield self._held(asked.unit)
        if asked.year:
            yield "q.collected_on BETWEEN %s AND %s", [date(asked.year, 1, 1), date(asked.year, 12, 31)]
        coded = {"kind": asked.kind, "origin": asked.origin, "subject": asked.subject, "stage": asked.stage}
        for column, code in coded.items():
            if code is not None:
                yield f"q.{column} = %s", [code.value]
        if asked.duty is not None:
            pairs = [f"{kind.value} {origin.value}" for kind, origin in under(asked.duty)]
            yield "q.kind || ' ' || q.origin = ANY(%s)", [pairs]
        if asked.sent_in is not None:
            yield _sent_in(asked.sent_in, asked.agency, answered=asked.answered)
        if asked.open:
            yield "q.stage = ANY(%s)", [OPEN_STAGES]
        if asked.overdue:
            yield _late(late, asked.agency)
        if asked.agency is not None:
            yield (
                "EXISTS (SELECT FROM facts.recommendations_sent s WHERE s.recommendation = q.recommendation"
                " AND s.agency = %s)",
                [asked.agency.value],
            )

    # -- rows ----------------------------------------------------------------------------------------------------

    def _told(self, rows: Sequence[tuple[Any, ...]]) -> tuple[RecommendationRow, ...]:
        unseen = covered(self._work, (row[0] for row in rows))
        titles, sent = self._titles(rows, unseen), self._sent([row[0] for row in rows])
        return tuple(
            RecommendationRow(
                recommendation=row[0],
                record_no=row[1],
                code=row[2],
                unit=row[3],
                kind=RecommendationKind(row[4]),
                origin=Origin(row[5]),
                subject=Subject(row[6]),
                stage=RecommendationStage(row[7]),
                collected_on=row[8],
                over_on=row[9],
                sent=sent.get(row[0], ()),
                title=titles.get(row[0], ""),
                covered=row[0] in unseen,
            )
            for row in rows
        )

    def _titles(self, rows: Iterable[tuple[Any, ...]], unseen: frozenset[UUID]) -> dict[UUID, str]:
        positions = [row[10] for row in rows if row[0] not in unseen and row[10] is not None]
        told: dict[UUID, str] = {}
        for one in self._work.at(positions):
            match one.fact:
                case RecommendationCollected(collected=said) | RecommendationCorrected(collected=said) if (
                    said
                ):
                    told[one.stream] = said.title or ""
        return told

    def _sent(self, those: list[UUID]) -> dict[UUID, tuple[SentRow, ...]]:
        found: dict[UUID, tuple[SentRow, ...]] = {}
        for row in self._work.connection.execute(_SENT, (those,)):
            sent = SentRow(
                version=row[1],
                agency=AgencyKind(row[2]),
                on=row[3],
                over=row[4],
                acknowledged_on=row[5],
                reminders=row[6],
                escalated=row[7],
                verdict=Verdict(row[8]) if row[8] else None,
                replied_on=row[9],
            )
            found[row[0]] = (*found.get(row[0], ()), sent)
        return found


def _sent_in(year: int, agency: AgencyKind | None, *, answered: bool) -> Condition:
    """Return the condition that one was conveyed in a year, to a kind of body, and perhaps answered."""
    answer = (
        " AND EXISTS (SELECT FROM facts.recommendations_answered a"
        " WHERE a.recommendation = s.recommendation AND a.conveyed = s.version)"
    )
    return (
        "EXISTS (SELECT FROM facts.recommendations_sent s WHERE s.recommendation = q.recommendation"
        f" AND s.conveyed_on BETWEEN %s AND %s AND s.agency = coalesce(%s, s.agency){answer if answered else ''})",
        [date(year, 1, 1), date(year, 12, 31), agency.value if agency else None],
    )


def _late(late: Sequence[Overdue], agency: AgencyKind | None = None) -> Condition:
    """Return the condition that a reply is overdue: `domain.recommendation.reminders.remind_on`, asked of all days.

    Args:
        agency: Of this kind of body; None: of any.
    """
    spans = [
        ("s.agency = 'school'" if one.school else "s.agency <> 'school'")
        + " AND s.conveyed_on BETWEEN %s AND %s"
        for one in late
    ]
    values: list[object] = [_WAITING]
    for one in late:
        values += [one.since, one.until]
    either = " OR ".join(f"({span})" for span in spans) or "false"
    return (
        "q.stage = ANY(%s) AND EXISTS (SELECT FROM facts.recommendations_sent s"
        f" WHERE s.recommendation = q.recommendation AND {_UNANSWERED} AND ({either})"
        " AND s.agency = coalesce(%s, s.agency))",
        [*values, agency.value if agency else None],
    )
