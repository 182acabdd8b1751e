"""What waits for a hand-over, from fact rows and steps due: nothing is stored, so a closed account shows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from application.access import BY_ROLE, Action
from application.handover import Kept, Orphan, Orphans
from application.scope import permits, scope_of
from application.work import Reader
from domain.account import Role
from domain.referral.request import ReferralStage
from infrastructure.accounts import IN_USE
from infrastructure.follow_up_log import PgFollowUpLog
from infrastructure.work import PgWork

Held = tuple[UUID | None, UUID | None, UUID]
"""Who answers, in which unit they worked when it was given to them (None: not given by name), the record's unit."""

_TIE = "a.relation = 'counsellor' AND a.active"
_CASES = f"""
SELECT {{columns}} FROM facts.records r LEFT JOIN facts.assignments a ON a.record = r.record AND {_TIE}
 WHERE r.kind = 'case' AND r.state = 'open' AND r.unit = ANY(%s)
"""  # noqa: S608 - constants
_STEPS = f"""
SELECT {{columns}} FROM v_due.steps s JOIN v_due.streams t USING (stream_id)
  JOIN facts.records r ON r.record = coalesce(t.case_id, s.stream_id)
  LEFT JOIN facts.assignments a
    ON a.record = s.stream_id AND a.account = coalesce(s.responsible, t.counsellor) AND {_TIE}
 WHERE s.done_at IS NULL AND r.unit = ANY(%s)
"""  # noqa: S608 - constants
_CONFLICTED = f"""
SELECT {{columns}} FROM facts.records r JOIN facts.assignments a ON a.record = r.record AND {_TIE}
  JOIN facts.kept_from k ON k.record = r.record AND k.account = a.account
 WHERE r.kind = 'case' AND r.state = 'open' AND r.unit = ANY(%s)
"""  # noqa: S608 - constants
"""Whoever has a conflict of interest can do nothing for the child any more (DESIGN, section 3, rule 9)."""
_KEPT = f"""
SELECT r.record, r.kind = 'case', coalesce(r.code, ''), min(s.due_on)
  FROM facts.records r JOIN facts.assignments a ON a.record = r.record AND {_TIE}
  LEFT JOIN v_due.streams t ON r.record IN (t.stream_id, t.case_id)
  LEFT JOIN v_due.steps s ON s.stream_id = t.stream_id AND s.done_at IS NULL
 WHERE a.account = %s AND r.state = 'open'
   AND (r.kind = 'case' OR (r.kind = 'counselling' AND r.case_id IS NULL AND s.due_on IS NOT NULL))
 GROUP BY r.record ORDER BY min(s.due_on), r.record_no
"""  # noqa: S608 - constants
_ASKED = """
SELECT r.record, r.record_no, r.kind, coalesce(c.code, ''), c.unit, a.account, NULL::date, c.record,
       EXISTS (SELECT FROM facts.kept_from k WHERE k.account = a.account AND k.record IN (r.record, r.case_id))
  FROM facts.records r JOIN facts.records c ON c.record = r.case_id AND c.state <> 'erased'
  JOIN facts.assignments a ON a.record = r.record AND a.relation = 'referrer' AND a.active
 WHERE r.kind = 'referral' AND r.state = ANY(%s) AND c.unit = ANY(%s)
"""
"""Requests to a chapter whose opinion is awaited, and who asked."""
AWAITED = [stage.value for stage in ReferralStage if stage.is_awaited]
_HELD_CASE = "a.account, a.unit, r.unit"
_HELD_STEP = "coalesce(s.responsible, t.counsellor), a.unit, t.unit"
_GONE = (
    "EXISTS (SELECT FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS g (account, tie, unit)"
    " WHERE (g.account, g.tie, g.unit) IS NOT DISTINCT FROM ({held}))"
)


@dataclass(frozen=True, slots=True)
class _Tree:
    """The units of the association: what lies above each."""

    parent: dict[UUID, UUID | None]
    successor: dict[UUID, UUID | None]

    def above(self, unit: UUID) -> Iterable[UUID]:
        """Yield a unit and what answers for it further up: its successor when it ended, else its parent."""
        seen: set[UUID] = set()
        here: UUID | None = unit
        while here is not None and here not in seen:
            seen.add(here)
            yield here
            here = self.successor.get(here) or self.parent.get(here)

    def reader(self, account: UUID, roles: tuple[Role, ...], unit: UUID) -> Reader:
        """Return an account with its reach, as `decide` sees it."""
        own = self._closed({unit}, (self.successor,))
        below = self._closed({unit}, (self.successor, self.parent))
        return Reader(account, roles, unit, units=frozenset(below), succeeded=frozenset(own))

    def _closed(self, units: set[UUID], by: tuple[dict[UUID, UUID | None], ...]) -> set[UUID]:
        while True:
            more = {unit for links in by for unit, to in links.items() if to in units} - units
            if not more:
                return units
            units = units | more


def _by_day(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: (row[6] is None, row[6] or date.max, row[1]))


class PgHandOvers:
    """Keeps `application.handover.HandOvers`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    # -- who is there --------------------------------------------------------------------------------------------

    def _tree(self) -> _Tree:
        known = self._work.asked.get("tree")
        if not isinstance(known, _Tree):
            rows = self._work.connection.execute("SELECT unit, parent, successor FROM facts.units").fetchall()
            parents = {unit: parent for unit, parent, _ in rows}
            known = self._work.asked["tree"] = _Tree(parents, {unit: to for unit, _, to in rows})
        return known

    def staff(self) -> dict[UUID, Reader]:
        """Return the accounts in use that may keep a case."""
        wanted = [role.value for role in BY_ROLE[Action.ADD_TO_CASE]]
        query = f"SELECT account, roles, unit FROM facts.accounts WHERE {IN_USE}"  # noqa: S608 - constants
        tree, rows = self._tree(), self._work.connection.execute(query, (wanted,)).fetchall()
        return {account: tree.reader(account, tuple(map(Role, roles)), unit) for account, roles, unit in rows}

    def _nearest(self, unit: UUID, staff: dict[UUID, Reader]) -> UUID | None:
        """Return the nearest unit, from a unit upwards, that has a supervisor."""
        supervised = {one.unit for one in staff.values() if Role.SUPERVISOR in one.roles}
        return next((above for above in self._tree().above(unit) if above in supervised), None)

    def my_units(self) -> list[UUID]:
        """Return the units whose hand-overs are this reader's task."""
        return self._my_units(self.staff())

    def _my_units(self, staff: dict[UUID, Reader]) -> list[UUID]:
        """Return the units whose hand-overs are this reader's task.

        Those for which no supervisor stands nearer; where there is none at all, whoever keeps cases in the unit sees
        that something waits, so that it is never invisible.
        """
        reader = self._work.reader
        nearest = {unit: self._nearest(unit, staff) for unit in self._tree().parent}
        if Role.SUPERVISOR in reader.roles:
            return [unit for unit, by in nearest.items() if by in reader.own_units]
        return [unit for unit, by in nearest.items() if by is None and unit in reader.own_units]

    # -- what waits ----------------------------------------------------------------------------------------------

    def waiting(self, most: int) -> Orphans:
        """Return what this reader is to hand over."""
        staff = self.staff()
        mine = self._my_units(staff)
        rows = _by_day([*self._rows(mine, staff), *self._passed_up(mine, staff)])
        shown = rows[:most]
        entries = PgFollowUpLog(self._work).of([row[0] for row in shown if row[2] == "case"])
        orphans = tuple(self._orphan(row, entries) for row in shown)
        return Orphans(orphans, len(rows))

    def kept_by(self, account: UUID) -> Sequence[Kept]:
        """Return what an account answers for and is not done."""
        return [Kept(*row) for row in self._work.connection.execute(_KEPT, (account,))]

    def unattended(self) -> Sequence[tuple[UUID, int]]:
        """Return units without any supervisor, and how much waits there."""
        staff = self.staff()
        alone = [unit for unit in self._tree().parent if self._nearest(unit, staff) is None]
        kept = self._kept_supervisors(staff)
        units = sorted({unit for unit, _ in kept.values()} - set(alone))
        passed = [row for row in self._rows(units, staff) if self._answering(row, staff, kept) is None]
        rows = [*self._rows(alone, staff), *passed]
        counts = [(unit, sum(row[4] == unit for row in rows)) for unit in (*alone, *units)]
        return [(unit, count) for unit, count in counts if count]

    def supervisors_of(self, unit: UUID) -> frozenset[UUID]:
        """Return the supervisors of the nearest unit, from a unit upwards, that has one."""
        staff = self.staff()
        nearest = self._nearest(unit, staff)
        return frozenset(
            account
            for account, one in staff.items()
            if Role.SUPERVISOR in one.roles and nearest is not None and one.unit == nearest
        )

    def gone_from(self, record: UUID) -> tuple[UUID, ...]:
        """Return who was to do an open step of a record, or of what belongs to it, and cannot any more."""
        staff = self.staff()
        rows = self._work.connection.execute(
            _STEPS.format(columns=f"DISTINCT {_HELD_STEP}") + " AND (s.stream_id = %s OR t.case_id = %s)",
            (list(self._tree().parent), record, record),
        ).fetchall()
        return tuple(sorted({row[0] for row in rows if row[0] is not None and not self._holds(row, staff)}))

    def closed_to(self, record: UUID) -> frozenset[UUID]:
        """Return the accounts with a conflict of interest with the record, or with the case that it belongs to."""
        rows = self._work.connection.execute(
            "SELECT k.account FROM facts.kept_from k JOIN facts.records r ON k.record IN (r.record, r.case_id)"
            " WHERE r.record = %s",
            (record,),
            prepare=True,
        )
        return frozenset(row[0] for row in rows)

    def _kept_supervisors(self, staff: dict[UUID, Reader]) -> dict[UUID, tuple[UUID, set[UUID]]]:
        """Return the records that a conflict of interest closes to a supervisor: their unit, and to whom."""
        supervisors = [one for one, reader in staff.items() if Role.SUPERVISOR in reader.roles]
        query = (
            "SELECT k.record, r.unit, k.account FROM facts.kept_from k JOIN facts.records r USING (record)"
        )
        found: dict[UUID, tuple[UUID, set[UUID]]] = {}
        run = self._work.connection.execute
        for record, unit, account in run(f"{query} WHERE k.account = ANY(%s)", (supervisors,)):
            found.setdefault(record, (unit, set()))[1].add(account)
        return found

    def _answering(
        self, row: Sequence[Any], staff: dict[UUID, Reader], kept: dict[UUID, tuple[UUID, set[UUID]]]
    ) -> UUID | None:
        """Return the nearest unit, from that of the record upwards, with a supervisor who may see it."""
        closed = {account for one in (row[0], row[7]) for account in kept.get(one, (None, ()))[1]}
        able = {
            one.unit
            for account, one in staff.items()
            if Role.SUPERVISOR in one.roles and account not in closed
        }
        return next((above for above in self._tree().above(row[4]) if above in able), None)

    def _passed_up(self, mine: list[UUID], staff: dict[UUID, Reader]) -> list[tuple[Any, ...]]:
        """Return what nearer supervisors must not see, so that it waits for the next one above."""
        reader = self._work.reader
        if Role.SUPERVISOR not in reader.roles:
            return []
        kept = self._kept_supervisors(staff)
        units = sorted({unit for unit, _ in kept.values() if unit in reader.units} - set(mine))
        rows = self._rows(units, staff)
        return [row for row in rows if self._answering(row, staff, kept) in reader.own_units]

    def _rows(self, units: list[UUID], staff: dict[UUID, Reader]) -> list[tuple[Any, ...]]:
        """Return (record, number, kind, code, unit, of, due, case) of what waits in these units, one row a record."""
        found: dict[UUID, tuple[Any, ...]] = {}
        columns = (
            "r.record, r.record_no, r.kind, coalesce(r.code, ''), r.unit, a.account, NULL::date, r.record"
        )
        for row in self._gone(_CASES, _HELD_CASE, columns, units, staff, "r.record_no"):
            found[row[0]] = row
        for row in self._work.connection.execute(_CONFLICTED.format(columns=columns), (units,)):
            found.setdefault(row[0], row)
        columns = (
            "r.record, r.record_no, r.kind, coalesce(r.code, ''), r.unit,"
            " coalesce(s.responsible, t.counsellor), s.due_on, r.record"
        )
        for row in self._gone(_STEPS, _HELD_STEP, columns, units, staff, "s.due_on, s.position"):
            before = found.get(row[0])
            due: date | None = before[6] if before else None
            day = min(filter(None, (due, row[6])), default=None)
            found[row[0]] = (*(before or row)[:6], day, row[7])
        for row in self._work.connection.execute(_ASKED, (AWAITED, units)):
            if row[5] not in staff or row[8]:
                found[row[0]] = row[:8]
        hidden = self._work.reader.hidden
        seen = (row for record, row in found.items() if not {record, row[7]} & hidden)
        return _by_day(seen)

    def _gone(
        self, query: str, held: str, columns: str, units: list[UUID], staff: dict[UUID, Reader], order: str
    ) -> list[tuple[Any, ...]]:
        """Return the rows whose holder is gone: first the few distinct holders, then the rows of those."""
        if not units:
            return []
        run = self._work.connection.execute
        holders = run(query.format(columns=f"DISTINCT {held}"), (units,)).fetchall()
        gone = [row for row in holders if not self._holds(row, staff)]
        if not gone:
            return []
        wanted = query.format(columns=columns) + f" AND {_GONE.format(held=held)} ORDER BY {order}"
        return run(wanted, (units, *(list(column) for column in zip(*gone, strict=True)))).fetchall()

    def _holds(self, held: Sequence[Any], staff: dict[UUID, Reader]) -> bool:
        """Whether someone still answers: in use, and where they worked when it was given to them, or within reach."""
        account, tie, unit = held
        reader = staff.get(account)
        if reader is None:
            return False
        if tie is not None:
            return tie in reader.own_units
        return permits(reader, Action.OPEN_CASE, scope_of(reader, unit))

    def _orphan(self, row: Sequence[Any], entries: dict[UUID, Any]) -> Orphan:
        entry = entries.get(row[0]) if row[2] == "case" else None
        return Orphan(
            record=row[0],
            record_no=row[1],
            kind=row[2],
            code=row[3],
            name=entry.name if entry else "",
            unit=row[4],
            of=row[5],
            due_on=row[6],
            may_assign=self._work.may(Action.HAND_OVER, row[7]),
        )
