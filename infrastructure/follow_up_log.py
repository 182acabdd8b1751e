"""The follow-up log read from its view: filters and keyset pages in SQL, names in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from application.access import Action, StepUp
from application.follow_up_log import (
    MOST_FOUND,
    MOST_NAMES,
    PAGE,
    LogEntry,
    LogRows,
    Order,
    SeeLog,
    TooManyNames,
    Within,
)
from domain.calendar import end_of_day, start_of_day, vietnam_day
from domain.follow_up_log import IN_TIME_WITHIN, Blank, EntryState, Quality
from domain.identity import AgeBand
from domain.lists import (
    AbuseType,
    Allegation,
    Channel,
    ConsultationKind,
    DangerNow,
    Outcome,
    PriorityTag,
    Sex,
    SourceType,
    SpecialGroup,
    TriageLevel,
)
from domain.mirror.codes import MirrorState
from domain.referral.request import ReferralStage
from domain.text import fold, matches
from domain.units import register
from infrastructure.corrections import hidden_versions
from infrastructure.names import NAMELESS, Key, OpenedName, SealedName, names_of
from infrastructure.next_steps import agreed
from infrastructure.page_marks import Keyset, marked, unmarked, unmarked_number
from infrastructure.postgres.limited import begin_limit
from infrastructure.references import references_of, told_of
from infrastructure.scope import RESTRICTED, Condition, covered, listed, units_listed
from infrastructure.work import PgWork

BATCH = 500
"""Entries of a file that are in memory at once."""
_ANY = "v_follow_up_log.entries e WHERE e.valid_to IS NULL"
_CURRENT = f"{_ANY} AND e.merged_into IS NULL AND e.state <> 'taken_back'"
"""One row a child: a file that was merged into another, or imported by mistake, is found by its id alone."""
IN_TIME = "e.recorded_at - e.received_at BETWEEN %s AND %s"
"""`domain.follow_up_log.is_in_time` in SQL, over `IN_TIME_WITHIN`."""
_RESTRICTED = RESTRICTED.format(record="e.case_id")
_TO_FORWARD = "e.alleged AND e.state <> 'closed' AND NOT e.duty_met"


_ORDERS = {
    Order.DUE: Keyset(("coalesce(e.due_on, 'infinity'::date)", "e.code"), ("date", "text"), False),
    Order.RECEIVED: Keyset(("e.received_at", "e.code"), ("timestamptz", "text"), True),
    Order.CODE: Keyset(("e.year", "e.number", "e.code"), ("smallint", "integer", "text"), True),
}


class PgFollowUpLog:
    """Keeps `application.follow_up_log.FollowUpLog`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    # -- pages ---------------------------------------------------------------------------------------------------

    def page(self, question: SeeLog, today: date) -> LogRows:
        """Return one page in the order asked for."""
        if question.by_name:
            return self._by_name(question, today)
        keyset = _ORDERS[question.order]
        where, values = self._where(question, today)
        if question.after:
            where, values = f"{where} AND {keyset.further}", [*values, *unmarked(question.after, keyset)]
        marks = ", ".join(f"({column})::text" for column in keyset.columns)
        query = (
            f"SELECT e.*, ARRAY[{marks}] AS mark FROM {_CURRENT} AND {where} ORDER BY {keyset.order} LIMIT %s"  # noqa: S608
        )
        rows = self._rows(query, [*values, PAGE + 1])
        following = marked(rows[PAGE - 1]["mark"]) if len(rows) > PAGE else ""
        return LogRows(self._entries(rows[:PAGE], references=True), following)

    def whole(self, question: SeeLog, today: date, within: Within) -> tuple[int, Iterator[LogEntry]]:
        """Return how many entries the filters show, and the entries by file code, a batch at a time."""
        where, values = self._where(question, today)
        query = (
            f"SELECT e.*, count(*) OVER () AS total FROM {_CURRENT} AND e.unit = ANY(%s) AND {where}"  # noqa: S608
            " ORDER BY e.year, e.number, e.code"
        )
        batches = self._batches(query, [list(within.units), *values])
        first = next(batches, [])
        entries = (
            entry
            for rows in chain([first], batches)
            for entry in self._entries(rows, references=within.references, named=within.names)
        )
        return (first[0]["total"] if first else 0), entries

    def _batches(self, query: str, values: Sequence[object]) -> Iterator[list[dict[str, Any]]]:
        """Yield rows of one snapshot, as many at a time as a page of a file holds in memory."""
        with self._work.connection.cursor(name="whole", row_factory=dict_row) as cursor:
            cursor.execute(query, values)
            while rows := cursor.fetchmany(BATCH):
                begin_limit(self._work.connection)  # it answers, so it may be waited for as long again
                yield rows

    def _by_name(self, question: SeeLog, today: date) -> LogRows:
        where, values = self._where(question, today)
        left_out = 0
        if question.words and self._work.step_up is not StepUp.FRESH:
            covered_of = f"SELECT count(*) FROM {_CURRENT} AND {where} AND {_RESTRICTED}"  # noqa: S608
            left_out = (self._work.connection.execute(covered_of, values).fetchone() or (0,))[0]
            where = f"{where} AND NOT {_RESTRICTED}"
        query = f"SELECT e.case_id::text, e.identity_version FROM {_CURRENT} AND {where} LIMIT %s"  # noqa: S608
        keys = self._work.connection.execute(query, [*values, MOST_NAMES + 1]).fetchall()
        if len(keys) > MOST_NAMES:
            count = self._work.connection.execute(f"SELECT count(*) FROM {_CURRENT} AND {where}", values)  # noqa: S608
            raise TooManyNames(entries=(count.fetchone() or (0,))[0], most=MOST_NAMES)
        unseen = frozenset() if question.words else covered(self._work, (UUID(key[0]) for key in keys))
        found = _found(self._names(keys, unseen), question.words)
        first = int(unmarked_number(question.after))
        most = MOST_FOUND if question.words else PAGE
        shown = found[first : first + most]
        cases = [UUID(case_id) for case_id, _ in shown]
        entries = self.of(cases, references=True)
        following = marked([str(first + most)]) if len(found) > first + most else ""
        rows = tuple(entries[case_id] for case_id in cases if case_id in entries)
        return LogRows(rows, following, len(found) if question.words else None, left_out)

    def quality(self, question: SeeLog, today: date) -> Sequence[tuple[UUID, Quality]]:
        """Return completeness and timeliness by unit."""
        where, values = self._where(question, today)
        rows = self._work.connection.execute(
            "SELECT e.unit, count(*), sum(e.filled), sum(e.required),"  # noqa: S608 - conditions are constants
            f" count(*) FILTER (WHERE {IN_TIME} AND NOT e.imported), count(*) FILTER (WHERE e.imported)"
            f" FROM {_CURRENT} AND {where} GROUP BY e.unit",
            [*IN_TIME_WITHIN, *values],
        ).fetchall()
        return [(row[0], Quality(*row[1:])) for row in rows]

    def years(self) -> Sequence[int]:
        """Return the years in which something was received, latest first."""
        where, values = self._held()
        query = f"SELECT min(e.received_at), max(e.received_at) FROM {_CURRENT} AND {where}"  # noqa: S608
        row = self._work.connection.execute(query, values).fetchone()
        if row is None or row[0] is None:
            return []
        return range(vietnam_day(row[1]).year, vietnam_day(row[0]).year - 1, -1)

    def units(self) -> frozenset[UUID] | None:
        """Return the units of which the log can hold entries; None means every unit."""
        return units_listed(self._work, Action.OPEN_CASE, "case")

    def last_numbers(self, unit: UUID) -> dict[int, int]:
        """Return the last number given out in the register of a unit, by year."""
        query = "SELECT series, last FROM app.counters WHERE series LIKE %s"
        rows = self._work.connection.execute(query, (f"{unit}:%",))
        return {int(series.rpartition(":")[2]): last for series, last in rows}

    def not_forwarded(self, most: int) -> Sequence[LogEntry]:
        """Return entries with abuse or a risk of it that nobody was told of, oldest receipt first."""
        where, values = self._held()
        query = (
            f"SELECT e.* FROM {_CURRENT} AND {where} AND {_TO_FORWARD}"  # noqa: S608 - conditions are constants
            " ORDER BY e.received_at LIMIT %s"
        )
        return self._entries(self._rows(query, [*values, most]))

    def count_not_forwarded(self) -> int:
        """Return how many such entries there are."""
        where, values = self._held()
        query = f"SELECT count(*) FROM {_CURRENT} AND {where} AND {_TO_FORWARD}"  # noqa: S608 - constants
        row = self._work.connection.execute(query, values).fetchone()
        return int(row[0]) if row else 0

    def of(self, cases: Sequence[UUID], *, references: bool = False) -> dict[UUID, LogEntry]:
        """Return the entries of these cases that lie in the scope."""
        if not cases:
            return {}
        where, values = self._held()
        query = f"SELECT e.* FROM {_ANY} AND {where} AND e.case_id = ANY(%s)"  # noqa: S608 - constants
        rows = self._rows(query, [*values, list(cases)])
        return {entry.case_id: entry for entry in self._entries(rows, references=references)}

    # -- conditions ----------------------------------------------------------------------------------------------

    def _held(self, only: UUID | None = None) -> Condition:
        """Return the condition that the reader may open the case of an entry."""
        return listed(self._work, Action.OPEN_CASE, "case", "e.case_id", "e.unit", only)

    def _where(self, question: SeeLog, today: date) -> Condition:
        conditions: list[str] = []
        values: list[object] = []
        for condition, given in self._conditions(question, today):
            conditions.append(condition)
            values += given
        return " AND ".join(conditions), values

    def _conditions(self, asked: SeeLog, today: date) -> Iterable[Condition]:
        yield self._held(asked.unit)
        first = date(asked.year, 1, 1) if asked.year else asked.since
        last = date(asked.year, 12, 31) if asked.year else asked.until
        if first is not None:
            yield "e.received_at >= %s", [start_of_day(first)]
        if last is not None:
            yield "e.received_at < %s", [end_of_day(last)]
        if asked.accident:
            yield "e.accident", []
        if asked.overdue:
            yield "e.due_on < %s", [today]
        if asked.not_forwarded:
            yield _TO_FORWARD, []
        if asked.place_unit is not None:
            keys = sorted(register().lineage(asked.place_unit))
            yield "(e.incident = ANY(%s) OR e.residence = ANY(%s))", [keys, keys]
        yield from _coded(asked)

    # -- names ---------------------------------------------------------------------------------------------------

    def _names(self, keys: Sequence[Key], unseen: frozenset[UUID]) -> dict[Key, OpenedName]:
        """Return the names of these entries, opening those that are not in memory; no name where it is covered."""
        held = names_of(self._work.house.keys)
        names = held.known(keys) | {key: NAMELESS for key in keys if unseen and UUID(key[0]) in unseen}
        names |= dict.fromkeys(hidden_versions(self._work.connection).intersection(keys), NAMELESS)
        missing = [key for key in keys if key not in names]
        if missing:
            rows = self._work.connection.execute(
                "SELECT n.case_id, n.version, n.topic, n.sealed FROM unnest(%s::uuid[], %s::int[])"
                " AS k (case_id, version) JOIN v_follow_up_log.names n USING (case_id, version)",
                ([key[0] for key in missing], [key[1] for key in missing]),
            )
            names |= held.open((SealedName(*row) for row in rows), self._work.house.keys)
        return names

    def _rows(self, query: str, values: Sequence[object]) -> list[dict[str, Any]]:
        with self._work.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, values).fetchall()

    def _entries(
        self, rows: Sequence[dict[str, Any]], *, references: bool = False, named: bool = True
    ) -> tuple[LogEntry, ...]:
        """Return entries with their names; references and next steps are opened only where they will be shown."""
        unseen = covered(self._work, (row["case_id"] for row in rows))
        names = self._names([(str(row["case_id"]), row["identity_version"]) for row in rows if named], unseen)
        seen = [row for row in rows if row["case_id"] not in unseen]
        opened = references_of(self._work, seen) if references else {}
        steps = self._next_steps(seen) if references else {}
        entries = (_entry(row, names, opened, steps) for row in rows)
        return tuple(replace(one, covered=True) if one.case_id in unseen else one for one in entries)

    def _next_steps(self, rows: Sequence[dict[str, Any]]) -> dict[int | None, str]:
        """Return what is to be done next, by position; no words of psychological counselling (DESIGN 3, rule 10)."""
        found = self._work.at(row["step_position"] for row in rows if row["step_position"] is not None)
        return {one.position: agreed(one)[0] for one in found}


def _coded(asked: SeeLog) -> Iterable[Condition]:
    for column, code in (
        ("allegation", asked.allegation),
        ("state", asked.state),
        ("counsellor", asked.counsellor),
        ("mirror", asked.mirror),
    ):
        if code is not None:
            yield f"e.{column} = %s", [code if isinstance(code, UUID) else code.value]
    for column, one in (("abuse_types", asked.abuse), ("groups", asked.group), ("priority", asked.priority)):
        if one is not None:
            yield f"%s = ANY(e.{column})", [one.value]


def _found(names: dict[Key, OpenedName], words: str) -> list[Key]:
    """Return the entries whose name has the words, in the order of Vietnamese names, nameless ones last."""
    candidates: Iterable[tuple[Key, OpenedName]] = names.items()
    for word in fold(words).split():  # a cheap look before the exact one
        begins = f" {word}"
        candidates = [(key, name) for key, name in candidates if begins in name.folded]
    found = [(not n.name, n.order, key) for key, n in candidates if not words or matches(words, n.name)]
    return [key for *_, key in sorted(found)]


def _entry(
    row: dict[str, Any],
    names: dict[Key, OpenedName],
    references: dict[Key, str],
    steps: dict[int | None, str],
) -> LogEntry:
    name = names.get((str(row["case_id"]), row["identity_version"]))
    return LogEntry(
        case_id=row["case_id"],
        record_no=row["record_no"],
        code=row["code"],
        name=name.name if name else "",
        unit=row["unit"],
        received_at=row["received_at"],
        recorded_at=row["recorded_at"],
        is_imported=row["imported"],
        channel=Channel(row["channel"]),
        source=SourceType(row["source_type"]),
        sex=Sex(row["sex"]),
        age_band=AgeBand(row["age_band"]),
        danger=DangerNow(row["danger"]),
        incident=row["incident"],
        residence=row["residence"],
        allegation=Allegation(row["allegation"]),
        abuse_types=tuple(map(AbuseType, row["abuse_types"])),
        groups=tuple(map(SpecialGroup, row["groups"])),
        priority=tuple(map(PriorityTag, row["priority"])),
        is_accident=row["accident"],
        is_alleged=row["alleged"],
        triage=TriageLevel(row["triage"]) if row["triage"] else None,
        told=told_of(row["told"], row["case_id"], references),
        duty_met=row["duty_met"],
        counsellor=row["counsellor"],
        consultations=row["consultations"],
        consultation_kinds=tuple(map(ConsultationKind, row["consultation_kinds"])),
        due_on=row["due_on"],
        next_step=steps.get(row["step_position"], ""),
        responsible=row["responsible"],
        referral_state=ReferralStage(row["referral_state"]) if row["referral_state"] else None,
        state=EntryState(row["state"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        closed_at=row["closed_at"],
        mirror=MirrorState(row["mirror"]),
        filled=row["filled"],
        required=row["required"],
        missing=tuple(map(Blank, row["missing"])),
    )
