"""Emergencies from the fact rows: no follower, no key and no wait stands between a person and saving one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from application.access import Action
from application.emergency import CaseInBrief, OpenEmergency, WaitingEmergencies
from domain.emergency import EmergencyNoted
from infrastructure.scope import listed
from infrastructure.work import PgWork

_AFTER = "e.record_no > coalesce((SELECT x.record_no FROM facts.records x WHERE x.record = %s), 0)"
"""The id of an emergency marks the place: a number of the log would tell how much happens elsewhere."""


class PgEmergencies:
    """Keeps `application.emergency.Emergencies`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def case_by_code(self, code: str) -> CaseInBrief | None:
        """Return the case with this file code."""
        return self._case("code = %s", code)

    def case_by_id(self, case_id: UUID) -> CaseInBrief | None:
        """Return the case with this id."""
        return self._case("record = %s", case_id)

    def _case(self, condition: str, value: object) -> CaseInBrief | None:
        query = f"SELECT record, state = 'closed' FROM facts.records WHERE kind = 'case' AND {condition}"  # noqa: S608
        row = self._work.connection.execute(query, (value,), prepare=True).fetchone()
        return CaseInBrief(row[0], row[1]) if row else None

    def waiting(self, most: int, after: UUID | None = None) -> WaitingEmergencies:
        """Return emergencies of the reader's scope that nobody has taken up yet; of a case, with its unit."""
        held, values = listed(self._work, Action.TAKE_UP_EMERGENCY, "emergency", "e.record", "e.unit")
        waits = f"e.kind = 'emergency' AND e.state = 'open' AND {held}"
        run = self._work.connection.execute
        rows = run(
            "SELECT e.record_no, c.record, c.code, e.record FROM facts.records e"  # noqa: S608 - constants
            f" LEFT JOIN facts.records c ON c.record = e.case_id WHERE {waits} AND {_AFTER}"
            " ORDER BY e.record_no LIMIT %s",
            [*values, after, most + 1],
        ).fetchall()
        total, further = len(rows), len(rows) > most
        if further or after is not None:
            count = f"SELECT count(*) FROM facts.records e WHERE {waits}"  # noqa: S608 - constants
            total = (run(count, values).fetchone() or (0,))[0]
        following = rows[most - 1][3] if further else None
        return WaitingEmergencies(self._opened(rows[:most]), total, following)

    def _opened(self, rows: Sequence[tuple[Any, ...]]) -> tuple[OpenEmergency, ...]:
        cases = {number: (case_id, code or "") for number, case_id, code, _ in rows}
        return tuple(
            OpenEmergency(
                emergency_id=recorded.stream,
                record_no=recorded.position,
                what=recorded.fact.emergency.what or "",
                told=recorded.fact.emergency.told or "",
                recorded_at=recorded.recorded_at,
                by=UUID(recorded.envelope.actor.partition(":")[2]),
                case_id=cases[recorded.position][0],
                code=cases[recorded.position][1],
                written_code=recorded.fact.emergency.file_code or "",
            )
            for recorded in self._work.at(cases)
            if isinstance(recorded.fact, EmergencyNoted)
        )

    def of_case(self, case_id: UUID) -> Sequence[UUID]:
        """Return the emergencies that belong to a case."""
        query = (
            "SELECT record FROM facts.records WHERE kind = 'emergency' AND case_id = %s ORDER BY record_no"
        )
        return [row[0] for row in self._work.connection.execute(query, (case_id,), prepare=True)]
