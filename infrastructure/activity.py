"""The register of activities from its view; words from the ledger, opened for the page or search that needs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from application.access import Action
from application.activities import (
    WORDS_AT_ONCE,
    ActivityRow,
    ActivityRows,
    ActivityStanding,
    KindTotal,
    SeeActivities,
    TooManyActivities,
)
from application.activity import SAYS_HELD
from domain.activity.codes import ActivityKind
from domain.activity.facts import ActivityInvited
from domain.kernel import Erased, Event
from infrastructure.page_marks import Keyset, marked, unmarked
from infrastructure.scope import Condition, listed
from infrastructure.work import PgWork

_ORDER = Keyset(("a.day", "a.activity::text"), ("date", "text"), descending=True)
_ROWS = """
SELECT a.activity, r.record_no, a.kind, a.standing, a.unit, a.day, a.place_name, a.people, a.instances,
       a.money_vnd + a.goods_vnd, a.said_at
  FROM v_activity.activities a JOIN facts.records r ON r.record = a.activity WHERE a.valid_to IS NULL AND
"""
_TOTALS = """
SELECT a.kind,
       count(*) FILTER (WHERE a.standing = 'held'),
       coalesce(sum(a.pieces) FILTER (WHERE a.standing = 'held'), 0),
       coalesce(sum(a.people) FILTER (WHERE a.standing = 'held'), 0),
       coalesce(sum(a.children) FILTER (WHERE a.standing = 'held'), 0),
       coalesce(sum(a.instances) FILTER (WHERE a.standing = 'held'), 0),
       coalesce(sum(a.money_vnd) FILTER (WHERE a.standing = 'held'), 0),
       coalesce(sum(a.goods_vnd) FILTER (WHERE a.standing = 'held'), 0),
       count(*) FILTER (WHERE a.invited_on IS NOT NULL AND (a.standing <> 'invited' OR a.day <= %s)),
       count(*) FILTER (WHERE a.invited_on IS NOT NULL AND a.standing = 'held'),
       count(*) FILTER (WHERE a.standing = 'invited' AND a.day > %s)
  FROM v_activity.activities a WHERE a.valid_to IS NULL AND a.standing <> 'cancelled' AND
"""


class PgActivities:
    """Keeps `application.activities.Activities`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def page(self, question: SeeActivities, limit: int) -> ActivityRows:
        """Return a page, the latest first."""
        condition, values = self._narrowed(question)
        if question.after:
            condition, values = (
                f"{condition} AND {_ORDER.further}",
                [*values, *unmarked(question.after, _ORDER)],
            )
        found = self._fetch(condition, values, limit + 1)
        rows = [row for row, _ in _shown(found[:limit], self._words(found[:limit]))]
        more = len(found) > limit
        return ActivityRows(rows, marked([rows[-1].day.isoformat(), str(rows[-1].activity)]) if more else "")

    def to_search(self, question: SeeActivities) -> Sequence[tuple[ActivityRow, str]]:
        """Return all that the filters leave, each with its words."""
        found = self._fetch(*self._narrowed(question), WORDS_AT_ONCE + 1)
        if len(found) > WORDS_AT_ONCE:
            raise TooManyActivities(most=WORDS_AT_ONCE)
        return _shown(found, self._words(found))

    def totals(self, question: SeeActivities, today: date) -> Sequence[KindTotal]:
        """Return what they come to by kind."""
        condition, values = self._narrowed(question)
        rows = self._work.connection.execute(
            f"{_TOTALS} {condition} GROUP BY a.kind", [today, today, *values]
        )
        found = [KindTotal(ActivityKind(kind), *map(int, sums)) for kind, *sums in rows]
        return sorted(found, key=lambda one: list(ActivityKind).index(one.kind))

    def years(self) -> Sequence[int]:
        """Return the years that have activities, latest first."""
        condition, values = _scope(self._work, None)
        query = f"SELECT min(a.day), max(a.day) FROM v_activity.activities a WHERE a.valid_to IS NULL AND {condition}"  # noqa: S608
        row = self._work.connection.execute(query, values).fetchone()
        if row is None or row[0] is None:
            return ()
        return range(row[1].year, row[0].year - 1, -1)

    def _fetch(self, condition: str, values: list[object], limit: int) -> list[tuple[Any, ...]]:
        query = f"{_ROWS} {condition} ORDER BY {_ORDER.order} LIMIT %s"
        return self._work.connection.execute(query, [*values, limit]).fetchall()

    def _words(self, found: Sequence[tuple[Any, ...]]) -> dict[UUID, tuple[str, str]]:
        """Return topic and all searched words of each row, from the fact that said it last."""
        facts = self._work.at([row[-1] for row in found])
        return {one.stream: (_topic(one.fact), _searched(one.fact)) for one in facts}

    def _narrowed(self, question: SeeActivities) -> Condition:
        (inside, values), (scope, of_scope) = narrowed(self._work, question)
        return f"{inside} AND {scope}", [*values, *of_scope]


def narrowed(work: PgWork, question: SeeActivities) -> tuple[Condition, Condition]:
    """Return the condition that a row `a` is what the filters ask for, and that the reader may see it."""
    conditions, values = ["true"], list[object]()
    for condition, value in (("a.kind = %s", question.kind), ("a.standing = %s", question.standing)):
        if value is not None:
            conditions.append(condition)
            values.append(value.value)
    if (days := question.days) is not None:
        conditions.append("a.day BETWEEN %s AND %s")
        values += days
    return (" AND ".join(conditions), values), _scope(work, question.unit)


def _scope(work: PgWork, unit: UUID | None) -> Condition:
    return listed(work, Action.SEE_ACTIVITIES, "activity", "a.activity", "a.unit", unit)


def _shown(
    found: Sequence[tuple[Any, ...]], words: dict[UUID, tuple[str, str]]
) -> list[tuple[ActivityRow, str]]:
    shown = []
    for activity, record_no, kind, standing, unit, day, place, people, instances, worth, _ in found:
        topic, searched = words.get(activity, ("", ""))
        row = ActivityRow(
            activity=activity,
            record_no=record_no,
            kind=ActivityKind(kind),
            standing=ActivityStanding(standing),
            unit=unit,
            day=day,
            place=place,
            people=people,
            instances=instances,
            worth_vnd=worth,
            topic=topic,
        )
        shown.append((row, searched))
    return shown


def _text(value: object) -> str:
    return "" if isinstance(value, Erased) else str(value)


def _topic(fact: Event) -> str:
    match fact:
        case ActivityInvited(invitation=said):
            return _text(said.topic)
        case _ if isinstance(fact, SAYS_HELD):
            return _text(fact.held.topic)
    return ""


def _searched(fact: Event) -> str:
    match fact:
        case ActivityInvited(invitation=said):
            return " ".join(map(_text, (said.topic, said.inviter, said.reference)))
        case _ if isinstance(fact, SAYS_HELD):
            held = fact.held
            place = held.place.name_as_written if held.place else ""
            said_of = (held.topic, held.venue, held.reference, held.detail.donor, held.detail.addressee)
            return " ".join(map(_text, (*said_of, held.worth.goods, place)))
    return ""
