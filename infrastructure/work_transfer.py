"""Open work by person, and moves of it, from fact rows and steps due; no name is opened here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from application.access import Action, Assignment, Sensitivity
from application.scope import permits, scope_of
from application.transfer_desk import ItemRow, OpenRecord, Review, TransferRow
from domain.account import Role
from domain.calendar import vietnam_day
from domain.referral.request import ReferralStage
from domain.work_transfer import ACCEPT_WITHIN, Absence, ItemStage, TransferKind
from infrastructure.handover import AWAITED, PgHandOvers
from infrastructure.work import PgWork

REVIEWING = [stage.value for stage in ReferralStage if stage.is_with_a_reviewer]
LATEST = 50
"""Moves of a list."""
_TIE = "a.relation = 'counsellor' AND a.active"
_DUE = (
    "SELECT s.stream_id, coalesce(t.case_id, s.stream_id) AS top, t.counsellor, s.due_on,"
    " coalesce(s.responsible, t.counsellor) AS who"
    " FROM v_due.steps s JOIN v_due.streams t USING (stream_id) WHERE s.done_at IS NULL"
)
_HELD = f"""
WITH due AS ({_DUE}),
own AS (
    SELECT r.record FROM facts.assignments a JOIN facts.records r USING (record)
     WHERE a.account = %(of)s AND {_TIE} AND r.kind = 'case' AND r.state = 'open'),
matters AS (
    SELECT r.record FROM facts.assignments a JOIN facts.records r USING (record)
     WHERE a.account = %(of)s AND {_TIE} AND r.kind = 'counselling' AND r.state = 'open'
       AND (r.case_id IS NULL OR r.case_id NOT IN (SELECT record FROM own))
       AND EXISTS (SELECT FROM due WHERE due.stream_id = r.record)),
asks AS (
    SELECT r.record FROM facts.assignments a JOIN facts.records r USING (record)
     WHERE a.account = %(of)s AND a.active AND a.relation = 'referrer' AND r.kind = 'referral'
       AND r.state = ANY(%(awaited)s)),
steps AS (
    SELECT DISTINCT due.stream_id AS record FROM due
     WHERE due.who = %(of)s AND due.top NOT IN (SELECT record FROM own)
       AND due.stream_id NOT IN (SELECT record FROM matters)),
held AS (
    SELECT record, true AS is_own FROM own UNION ALL SELECT record, true FROM matters
    UNION ALL SELECT record, true FROM asks UNION ALL SELECT record, false FROM steps)
"""  # noqa: S608 - constants
"""What one person answers for and is not done, and where else they have a step to do."""
_RECORD = """
SELECT r.record, r.record_no, r.kind, {own}, coalesce(r.code, c.code, ''),
       CASE r.kind WHEN 'referral' THEN c.unit ELSE r.unit END,
       (SELECT min(due.due_on) FROM due WHERE due.stream_id = r.record OR due.top = r.record),
       coalesce(c.sensitivity, r.sensitivity) <> 'ordinary',
       EXISTS (SELECT FROM v_follow_up_log.entries e WHERE e.case_id = coalesce(r.case_id, r.record)
          AND e.valid_to IS NULL AND e.state <> 'closed' AND (e.danger = 'yes' OR (e.alleged AND NOT e.duty_met)))
       OR EXISTS (SELECT FROM facts.records m WHERE m.case_id = r.record AND m.kind = 'emergency' AND m.state = 'open'),
       EXISTS (SELECT FROM facts.transfer_items i JOIN facts.transfers t USING (transfer)
          WHERE i.record = r.record AND i.stage = 'offered' AND t.of = {of}),
       CASE r.kind WHEN 'referral' THEN r.case_id END
"""
_FROM = (
    "FROM {source} JOIN facts.records r ON r.record = {source}.record"
    " LEFT JOIN facts.records c ON c.record = r.case_id"
)
_OPEN_WORK = (
    _HELD
    + _RECORD.format(own="held.is_own", of="%(of)s")
    + _FROM.format(source="held")
    + " WHERE r.record <> ALL(%(hidden)s) AND coalesce(r.case_id, r.record) <> ALL(%(hidden)s)"
)
_COUNTS = f"""
SELECT r.unit, count(*) FROM facts.assignments a JOIN facts.records r USING (record)
 WHERE a.account = %(of)s AND {_TIE} AND r.kind = 'case' AND r.state = 'open' GROUP BY r.unit ORDER BY r.unit
"""  # noqa: S608 - constants
_ITEMS = (
    f"WITH due AS ({_DUE}), shown AS (SELECT i.*, t.of"  # noqa: S608 - constants
    " FROM facts.transfer_items i JOIN facts.transfers t USING (transfer) WHERE i.transfer = %(transfer)s) "
    + _RECORD.format(own="true", of="shown.of")
    + ", shown.receiver, shown.stage "
    + _FROM.format(source="shown")
    + " WHERE r.record <> ALL(%(hidden)s) AND coalesce(r.case_id, r.record) <> ALL(%(hidden)s)"
)
_MOVES = """
SELECT t.transfer, r.record_no, t.of, t.kind, t.first_day, t.last_day, t.offered_by, t.offered_at, r.unit,
       array_agg(i.record), array_agg(i.receiver), array_agg(i.stage)
  FROM facts.transfers t JOIN facts.records r ON r.record = t.transfer JOIN facts.transfer_items i USING (transfer)
 WHERE {where} AND i.record <> ALL(%(hidden)s)
   AND NOT EXISTS (SELECT FROM facts.records x WHERE x.record = i.record AND x.case_id = ANY(%(hidden)s))
 GROUP BY t.transfer, r.record_no, r.unit ORDER BY r.record_no DESC LIMIT %(most)s
"""
_CLOSED = """
SELECT r.record, k.account FROM facts.records r JOIN facts.kept_from k ON k.record IN (r.record, r.case_id)
 WHERE r.record = ANY(%(records)s)
UNION SELECT r.record, a.account FROM facts.records r
  JOIN facts.records x ON x.kind = 'referral' AND x.case_id = coalesce(r.case_id, r.record)
  JOIN facts.assignments a ON a.record = x.record AND a.active
   AND a.relation IN ('reviewer', 'proposed-reviewer', 'recused')
 WHERE r.record = ANY(%(records)s)
"""
"""A conflict of interest; and whoever reviews a request about the case does not work on it (LAW 6.2)."""


class PgWorkTransfers:
    """Keeps `application.work_transfer.WorkTransfers`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    # -- open work -----------------------------------------------------------------------------------------------

    def open_work(self, of: UUID) -> Sequence[OpenRecord]:
        """Return the open work of one person, the urgent and the earliest due first."""
        values = {"of": of, "hidden": sorted(self._work.reader.hidden), "awaited": AWAITED}
        rows = self._work.connection.execute(_OPEN_WORK, values).fetchall()
        return sorted(map(_open_record, rows), key=_first)

    def reviews(self, of: UUID) -> Sequence[Review]:
        """Return the requests to a chapter on which this person is to give an opinion."""
        query = (
            "SELECT r.record, EXISTS (SELECT FROM facts.reassignments g WHERE g.record = r.record)"
            " FROM facts.assignments a JOIN facts.records r USING (record)"
            " WHERE a.account = %s AND a.active AND a.relation IN ('reviewer', 'proposed-reviewer')"
            " AND r.kind = 'referral' AND r.state = ANY(%s) AND r.record <> ALL(%s) ORDER BY r.record"
        )
        values = (of, REVIEWING, sorted(self._work.reader.hidden))
        return [Review(*row) for row in self._work.connection.execute(query, values)]

    def reviewing(self) -> Sequence[UUID]:
        """Return who is to give opinions in the units of this reader, gone or not."""
        query = (
            "SELECT DISTINCT a.account FROM facts.assignments a JOIN facts.records r USING (record)"
            " JOIN facts.accounts c USING (account) WHERE a.active AND r.kind = 'referral' AND r.state = ANY(%s)"
            " AND a.relation IN ('reviewer', 'proposed-reviewer') AND c.unit = ANY(%s) AND r.record <> ALL(%s)"
        )
        reader = self._work.reader
        values = (REVIEWING, sorted(reader.units), sorted(reader.hidden))
        return [account for (account,) in self._work.connection.execute(query, values)]

    def counts(self, of: UUID) -> Sequence[tuple[UUID, int]]:
        """Return how many open cases a person answers for, by unit."""
        return [(unit, count) for unit, count in self._work.connection.execute(_COUNTS, {"of": of})]

    def requests_of(self, of: UUID) -> tuple[int, int]:
        """Return of how many requests a person awaits the opinion, and how many they review."""
        query = (
            "SELECT count(*) FILTER (WHERE a.relation = 'referrer' AND r.state = ANY(%s)),"
            " count(*) FILTER (WHERE a.relation IN ('reviewer', 'proposed-reviewer') AND r.state = ANY(%s))"
            " FROM facts.assignments a JOIN facts.records r USING (record)"
            " WHERE a.account = %s AND a.active AND r.kind = 'referral'"
        )
        row = self._work.connection.execute(query, (AWAITED, REVIEWING, of)).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def unit_of(self, account: UUID) -> UUID | None:
        """Return in which unit an account works, or worked."""
        query = "SELECT unit FROM facts.accounts WHERE account = %s"
        row = self._work.connection.execute(query, (account,)).fetchone()
        return row[0] if row else None

    def closed_to(self, records: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
        """Return (record, account) where a conflict of interest stands."""
        rows = self._work.connection.execute(_CLOSED, {"records": list(records)})
        return frozenset((record, account) for record, account in rows)

    def open_to(self, account: UUID, records: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these records that an account could open without being given them."""
        reader = PgHandOvers(self._work).staff().get(account)
        if reader is None or not records:
            return frozenset()
        query = (
            "SELECT r.record, r.unit, r.kind, coalesce(c.sensitivity, r.sensitivity), (SELECT min(a.relation)"
            " FROM facts.assignments a WHERE a.record = r.record AND a.account = %s AND a.active)"
            " FROM facts.records r LEFT JOIN facts.records c ON c.record = r.case_id WHERE r.record = ANY(%s)"
        )
        found = set()
        for record, unit, kind, held, tie in self._work.connection.execute(query, (account, list(records))):
            action = Action.OPEN_CASE if kind == "case" else Action.OPEN_CONSULTATION
            scope, bound = scope_of(reader, unit), Assignment(tie or "none")
            if permits(reader, action, scope, bound, Sensitivity(held)):
                found.add(record)
        return frozenset(found)

    def hold(self, records: Iterable[UUID]) -> None:
        """Wait for what is decided on these records now."""
        for record in sorted(records):
            self._work.close_record(record)

    def steps_of(self, account: UUID, records: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these records in which the account has an open step."""
        query = f"SELECT DISTINCT d.stream_id FROM ({_DUE}) d WHERE d.who = %s AND d.stream_id = ANY(%s)"  # noqa: S608
        return frozenset(row[0] for row in self._work.connection.execute(query, (account, list(records))))

    def kinds(self, records: Collection[UUID]) -> Mapping[UUID, str]:
        """Return of which kind each record is."""
        query = "SELECT record, kind FROM facts.records WHERE record = ANY(%s)"
        return dict(self._work.connection.execute(query, (list(records),)).fetchall())

    # -- moves ---------------------------------------------------------------------------------------------------

    def items(self, transfer: UUID) -> Sequence[ItemRow]:
        """Return the records of a move; what a conflict closes to the reader is left out."""
        values = {"transfer": transfer, "hidden": sorted(self._work.reader.hidden)}
        rows = self._work.connection.execute(_ITEMS, values).fetchall()
        stuck = self._stuck([(row[0], row[-2]) for row in rows])
        items = [
            ItemRow(_open_record(row), row[-2], ItemStage(row[-1]), (row[0], row[-2]) in stuck)
            for row in rows
        ]
        return sorted(items, key=lambda one: _first(one.record))

    def row(self, transfer: UUID) -> TransferRow | None:
        """Return one move."""
        return next(iter(self._rows("t.transfer = %(transfer)s", transfer=transfer)), None)

    def offered_to_me(self) -> Sequence[TransferRow]:
        """Return the moves with something that waits for this reader."""
        me = self._work.reader.account
        return self._rows("i.receiver = %(me)s AND i.stage = 'offered'", me=me, most=500)

    def to_take_back(self) -> Sequence[TransferRow]:
        """Return the reader's own absences, over or without a last day, of which others still have the work."""
        where = "t.of = %(me)s AND t.kind = 'away' AND i.stage = 'accepted'"
        rows = self._rows(where, me=self._work.reader.account, most=500)
        today = vietnam_day(self._work.now())
        return [one for one in rows if one.absence.last is None or one.absence.last < today]

    def to_look_at(self) -> Sequence[TransferRow]:
        """Return the moves that a supervisor looks at."""
        if Role.SUPERVISOR not in self._work.reader.roles:
            return []
        units = PgHandOvers(self._work).my_units()
        rows = self._rows(
            "r.unit = ANY(%(units)s) AND i.stage IN ('offered', 'declined')", units=units, most=500
        )
        return [one for one in rows if one.declined or one.is_overdue or one.stuck]

    def latest(self) -> Sequence[TransferRow]:
        """Return the latest moves of the reader, and of a supervisor's units."""
        reader = self._work.reader
        units = sorted(reader.units) if Role.SUPERVISOR in reader.roles else []
        where = "(t.of = %(me)s OR i.receiver = %(me)s OR r.unit = ANY(%(units)s))"
        return self._rows(where, me=reader.account, units=units)

    def _rows(self, where: str, most: int = LATEST, **values: Any) -> list[TransferRow]:
        given = values | {"hidden": sorted(self._work.reader.hidden), "most": most}
        rows = self._work.connection.execute(_MOVES.format(where=where), given).fetchall()
        waiting = [
            pair for row in rows for *pair, stage in zip(*row[9:], strict=True) if stage == ItemStage.OFFERED
        ]
        stuck, due = self._stuck([(one, to) for one, to in waiting]), self._due([one for one, _ in waiting])
        return [self._row(row, stuck, due) for row in rows]

    def _row(
        self, row: Sequence[Any], stuck: frozenset[tuple[UUID, UUID]], due: dict[UUID, date]
    ) -> TransferRow:
        records, receivers, stages = row[9:]
        waiting = [
            (one, to) for one, to, stage in zip(records, receivers, stages, strict=True) if stage == "offered"
        ]
        days = [due[one] for one, _ in waiting if one in due]
        return TransferRow(
            transfer=row[0],
            record_no=row[1],
            of=row[2],
            unit=row[8],
            kind=TransferKind(row[3]),
            absence=Absence(first=row[4], last=row[5]),
            offered_by=row[6],
            offered_at=row[7],
            waiting=len(waiting),
            declined=stages.count(ItemStage.DECLINED.value),
            accepted=stages.count(ItemStage.ACCEPTED.value),
            stuck=sum(pair in stuck for pair in waiting),
            due_on=min(days, default=None),
            is_overdue=bool(waiting) and self._work.now() > row[7] + ACCEPT_WITHIN,
        )

    def _stuck(self, offered: Sequence[tuple[UUID, UUID]]) -> frozenset[tuple[UUID, UUID]]:
        """Return what is offered to somebody who cannot have it any more: gone, or with a conflict of interest."""
        if not offered:
            return frozenset()
        staff = PgHandOvers(self._work).staff()
        closed = self.closed_to([record for record, _ in offered])
        return frozenset(pair for pair in offered if pair[1] not in staff or pair in closed)

    def _due(self, records: Sequence[UUID]) -> dict[UUID, date]:
        if not records:
            return {}
        where = "d.stream_id = ANY(%s) AND d.due_on IS NOT NULL"
        query = f"SELECT d.stream_id, min(d.due_on) FROM ({_DUE}) d WHERE {where} GROUP BY 1"  # noqa: S608
        return dict(self._work.connection.execute(query, (list(records),)).fetchall())


def _open_record(row: Sequence[Any]) -> OpenRecord:
    return OpenRecord(
        record=row[0],
        record_no=row[1],
        kind=row[2],
        is_own=row[3],
        code=row[4],
        unit=row[5],
        due_on=row[6] if not row[7] else None,
        is_restricted=row[7],
        is_urgent=bool(row[8]) and not row[7],
        is_offered=row[9],
        case_id=row[10],
    )


def _first(one: OpenRecord) -> tuple[bool, date, int]:
    return (not one.is_urgent, one.due_on or date.max, one.record_no)
