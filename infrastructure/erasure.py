"""Requests and holds from the fact rows; and what an erasure takes with it, from the log."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.access import Action
from application.erasure import ErasureRow, HoldRow
from application.scope import units_of
from domain.erasure import ErasureBasis, ErasureStage, HoldGround, RefusalGround
from infrastructure.crypto import parts
from infrastructure.work import STREAM_LOCK, PgWork

SHOWN = 200
"""The newest requests and holds that a list shows."""


class PgErasures:
    """Keeps `application.erasure.Erasures`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    @property
    def delay_days(self) -> int:
        """Days between the second person's word and the first day on which an erasure may run."""
        return self._work.house.erasure_delay_days

    def case_by_code(self, code: str) -> UUID | None:
        """Return the case with this file code."""
        row = self._work.connection.execute(
            "SELECT record FROM facts.records WHERE kind = 'case' AND code = %s", (code,)
        ).fetchone()
        return row[0] if row else None

    def all(self) -> Sequence[ErasureRow]:
        """Return the requests of the reader's scope, the newest first."""
        scope = units_of(self._work.reader, Action.SEE_ERASURES)
        units = None if scope is None else list(scope)
        rows = self._work.connection.execute(
            "SELECT e.erasure, c.code, e.stage, e.basis, e.ground, e.requested_at, e.requested_by, e.may_run_from,"
            " r.record_no FROM facts.erasures e JOIN facts.records c ON c.record = e.record"
            " JOIN facts.records r ON r.record = e.erasure"
            " WHERE (%s::uuid[] IS NULL OR e.unit = ANY(%s)) AND e.record <> ALL(%s)"
            " ORDER BY r.record_no DESC LIMIT %s",
            (units, units, sorted(self._work.reader.hidden), SHOWN),
        ).fetchall()
        return [
            ErasureRow(
                erasure,
                code or "",
                ErasureStage(stage),
                ErasureBasis(basis).value,
                RefusalGround(ground).value if ground else "",
                requested_at,
                requested_by,
                may_run_from,
                record_no,
            )
            for erasure, code, stage, basis, ground, requested_at, requested_by, may_run_from, record_no in rows
        ]

    def holds(self) -> Sequence[HoldRow]:
        """Return the holds of the reader's scope, the newest first."""
        scope = units_of(self._work.reader, Action.SEE_ERASURES)
        units = None if scope is None else list(scope)
        rows = self._work.connection.execute(
            "SELECT h.hold, c.code, h.ground, h.placed_at, r.record_no FROM facts.holds h"
            " JOIN facts.records c ON c.record = h.record JOIN facts.records r ON r.record = h.hold"
            " WHERE h.active AND (%s::uuid[] IS NULL OR h.unit = ANY(%s)) AND h.record <> ALL(%s)"
            " ORDER BY r.record_no DESC LIMIT %s",
            (units, units, sorted(self._work.reader.hidden), SHOWN),
        ).fetchall()
        return [HoldRow(row[0], row[1] or "", HoldGround(row[2]).value, row[3], row[4]) for row in rows]

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

    def reach(self, record: UUID) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
        """Return the streams of a record and the ids of their keys, holding the streams' locks."""
        connection = self._work.connection
        streams = [
            row[0]
            for row in connection.execute(
                "SELECT record FROM facts.records WHERE record = %s"
                " OR (case_id = %s AND kind IN ('counselling', 'referral', 'emergency')) ORDER BY record",
                (record, record),
            )
        ]
        for stream in streams:
            connection.execute(
                "SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))", (STREAM_LOCK, str(stream))
            )
        sealed = connection.execute(
            "SELECT personal FROM es.events WHERE stream_id = ANY(%s) AND personal IS NOT NULL", (streams,)
        ).fetchall()
        key_ids = {part.key_id for (personal,) in sealed for part in parts(bytes(personal))}
        return tuple(streams), tuple(sorted(key_ids))
