"""Requests and holds from the fact rows; and what an erasure takes with it, from the log."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.access import Action
from application.erasure import ErasureRow, HoldRow
from application.scope import units_of
from domain.activity import activity_code, activity_ids
from domain.counselling import matter_code, matter_ids
from domain.erasure import ErasureBasis, ErasurePart, ErasureStage, NoticeWay, RefusalGround
from domain.legal_hold import HoldGround
from infrastructure.ledger import Connection, key_ids_of
from infrastructure.work import STREAM_LOCK, PgWork

_ABOUT = """
SELECT e.position FROM es.events e WHERE e.stream_id IN (
    WITH about AS (SELECT %(record)s::uuid AS record UNION SELECT record FROM facts.records WHERE case_id = %(record)s)
    SELECT erasure FROM facts.erasures JOIN about USING (record)
    UNION ALL SELECT hold FROM facts.holds JOIN about USING (record)) ORDER BY e.position
"""
_AWAITS_JUDGES = """
SELECT 1 FROM facts.members m JOIN facts.conflicts k ON k.account = m.account
 WHERE m.member = %s AND k.standing = 'provisional' AND k.kinds <> '{declared}' LIMIT 1
"""
_WITH_INFORMANT = ["counselling", "referral", "emergency"]
_WITH_CASE = [*_WITH_INFORMANT, "recommendation", "support"]
"""Kinds of records that go with their case."""
SHOWN = 200
"""The newest requests and holds that a list shows."""


def record_by_code(connection: Connection, code: str) -> UUID | None:
    """Return the case with a file code, or the consultation with a code of its own."""
    between = matter_ids(code)
    if between is None:
        query = "SELECT record FROM facts.records WHERE kind = 'case' AND code = %s"
        rows = connection.execute(query, (code,), prepare=True).fetchall()
    else:
        query = (
            "SELECT record FROM facts.records WHERE kind = 'counselling' AND record BETWEEN %s AND %s LIMIT 2"
        )
        rows = connection.execute(query, between, prepare=True).fetchall()
    return rows[0][0] if len(rows) == 1 else None


def _code_of(record: UUID, kind: str) -> str:
    """Return what a record without a code of its own in the fact rows is called."""
    return activity_code(record) if kind == "activity" else matter_code(record)


class PgErasures:
    """Keeps `application.erasure.Erasures`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    @property
    def delay_days(self) -> int:
        """Days between the second person's word and the first day on which an erasure may run."""
        return self._work.house.erasure_delay_days

    def by_code(self, code: str) -> UUID | None:
        """Return the case with this file code, or what stands alone with this code of its own."""
        query = (
            "SELECT record FROM facts.records"
            " WHERE kind IN ('member', 'referral', 'recommendation', 'support') AND code = %s"
        )
        row = self._work.connection.execute(query, (code,), prepare=True).fetchone()
        return row[0] if row else self._activity(code) or record_by_code(self._work.connection, code)

    def _activity(self, code: str) -> UUID | None:
        """Return the activity with this code; a contribution is where a donor is named (decision 0109)."""
        between = activity_ids(code)
        if between is None:
            return None
        query = (
            "SELECT record FROM facts.records WHERE kind = 'activity' AND record BETWEEN %s AND %s LIMIT 2"
        )
        rows = self._work.connection.execute(query, between, prepare=True).fetchall()
        return rows[0][0] if len(rows) == 1 else None

    def kind_of(self, record: UUID) -> str:
        """Return what kind of record it is."""
        query = "SELECT kind FROM facts.records WHERE record = %s"
        row = self._work.connection.execute(query, (record,), prepare=True).fetchone()
        return str(row[0]) if row else ""

    def about(self, record: UUID) -> Sequence[int]:
        """Return the positions of all that was requested, decided and held about a record or what belongs to it."""
        rows = self._work.connection.execute(_ABOUT, {"record": record}, prepare=True)
        return [row[0] for row in rows]

    def all(self) -> Sequence[ErasureRow]:
        """Return the requests of the reader's scope, the newest first."""
        scope = units_of(self._work.reader, Action.SEE_ERASURES)
        units = None if scope is None else list(scope)
        rows = self._work.connection.execute(
            "SELECT e.erasure, c.code, e.record, e.stage, e.part, e.basis, e.ground, e.notice, e.requested_at,"
            " e.requested_by, e.may_run_from, r.record_no, c.kind FROM facts.erasures e"
            " JOIN facts.records c ON c.record = e.record"
            " JOIN facts.records r ON r.record = e.erasure"
            " WHERE (%s::uuid[] IS NULL OR e.unit = ANY(%s)) AND e.record <> ALL(%s)"
            " ORDER BY r.record_no DESC LIMIT %s",
            (units, units, sorted(self._work.reader.hidden), SHOWN),
        ).fetchall()
        return [
            ErasureRow(
                row[0],
                row[1] or _code_of(row[2], row[12]),
                ErasureStage(row[3]),
                ErasurePart(row[4]),
                ErasureBasis(row[5]).value,
                RefusalGround(row[6]).value if row[6] else "",
                NoticeWay(row[7]).value if row[7] else "",
                *row[8:12],
            )
            for row in rows
        ]

    def holds(self) -> Sequence[HoldRow]:
        """Return the holds of the reader's scope, the newest first."""
        scope = units_of(self._work.reader, Action.SEE_ERASURES)
        units = None if scope is None else list(scope)
        rows = self._work.connection.execute(
            "SELECT h.hold, coalesce(c.code, ''), h.ground, h.placed_at, r.record_no, h.record, c.kind"
            " FROM facts.holds h"
            " JOIN facts.records c ON c.record = h.record JOIN facts.records r ON r.record = h.hold"
            " WHERE h.active AND (%s::uuid[] IS NULL OR h.unit = ANY(%s)) AND h.record <> ALL(%s)"
            " ORDER BY r.record_no DESC LIMIT %s",
            (units, units, sorted(self._work.reader.hidden), SHOWN),
        ).fetchall()
        return [
            HoldRow(row[0], row[1] or _code_of(row[5], row[6]), HoldGround(row[2]).value, row[3], row[4])
            for row in rows
        ]

    def awaits_judges(self, member: UUID) -> bool:
        """Return whether a match of the person with a member's account is not settled."""
        return self._work.connection.execute(_AWAITS_JUDGES, (member,)).fetchone() is not None

    def is_held(self, record: UUID) -> bool:
        """Return whether a hold keeps this record."""
        query = "SELECT 1 FROM facts.holds WHERE record = %s AND active LIMIT 1"
        return self._work.connection.execute(query, (record,)).fetchone() is not None

    def record_of_hold(self, hold: UUID) -> UUID | None:
        """Return the record that a hold keeps."""
        row = self._work.connection.execute(
            "SELECT record FROM facts.holds WHERE hold = %s", (hold,)
        ).fetchone()
        return row[0] if row else None

    def requested_by(self, erasure: UUID) -> UUID | None:
        """Return the account that made the request."""
        row = self._work.connection.execute(
            "SELECT requested_by FROM facts.erasures WHERE erasure = %s", (erasure,)
        ).fetchone()
        return row[0] if row else None

    def reach(self, record: UUID, part: ErasurePart) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
        """Return the streams of a record and the ids of the keys that go, holding the locks of all.

        Whoever informed of a case is not who proposed its recommendations: of those the words go by themselves.
        """
        connection = self._work.connection
        self._work.close_record(record)
        streams = [
            row[0]
            for row in connection.execute(
                "SELECT record FROM facts.records WHERE record = %s"
                " OR (case_id = %s AND kind = ANY(%s)) ORDER BY record",
                (record, record, _WITH_INFORMANT if part is ErasurePart.INFORMANT else _WITH_CASE),
            )
        ]
        for stream in streams:
            connection.execute(
                "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))", (STREAM_LOCK, str(stream))
            )
        sealed = connection.execute(
            "SELECT personal FROM es.events WHERE stream_id = ANY(%s) AND personal IS NOT NULL", (streams,)
        ).fetchall()
        found = [key_ids_of(bytes(personal)) for (personal,) in sealed]
        slots = {"informant"} if part is ErasurePart.INFORMANT else {"stream", "informant"}
        key_ids = {key_id for keys in found for slot, key_id in keys.items() if slot in slots}
        if part is not ErasurePart.INFORMANT:
            query = "SELECT file_key FROM files.stored WHERE record = ANY(%s)"
            key_ids |= {row[0] for row in connection.execute(query, (streams,))}
        return tuple(streams), tuple(sorted(key_ids))
