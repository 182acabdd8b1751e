"""Uses of broken glass from their fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.glass import GlassRow
from domain.account import Role
from domain.glass import ALERT_DAYS, GlassFinding, GlassGround
from infrastructure.work import PgWork

MOST = 200
"""Rows of one list; what nobody has reviewed comes first."""
_ROWS = """
SELECT g.stream, s.record_no, g.account, g.role, g.case_id, coalesce(c.code, ''), g.ground, g.broken_at, g.until,
       g.explained, g.finding,
       (SELECT count(*) FROM facts.glass x WHERE x.account = g.account
         AND x.broken_at BETWEEN g.broken_at - make_interval(days => %(days)s) AND g.broken_at)
  FROM facts.glass g JOIN facts.records s ON s.record = g.stream JOIN facts.records c ON c.record = g.case_id
 WHERE (g.account = %(me)s OR %(inspects)s
        OR EXISTS (SELECT FROM facts.assignments a WHERE a.record = g.case_id AND a.account = %(me)s AND a.active)
        OR (%(supervises)s AND c.unit = ANY(%(units)s)))
   AND g.case_id <> ALL(%(hidden)s)
 ORDER BY g.finding IS NOT NULL, s.record_no DESC LIMIT %(most)s
"""


class PgGlasses:
    """Keeps `application.glass.Glasses`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def case_by_code(self, code: str) -> UUID | None:
        """Return the case with a file code."""
        query = "SELECT record FROM facts.records WHERE code = %s AND kind = 'case'"
        row = self._work.connection.execute(query, (code,), prepare=True).fetchone()
        return row[0] if row else None

    def seen_by_reader(self) -> Sequence[GlassRow]:
        """Return the uses that concern the reader; inspectors see all, those of other auditors too."""
        reader = self._work.reader
        values = {
            "me": reader.account,
            "inspects": bool({Role.AUDITOR, Role.DATA_PROTECTION_OFFICER} & set(reader.roles)),
            "supervises": Role.SUPERVISOR in reader.roles,
            "units": sorted(reader.units | reader.own_units),
            "hidden": sorted(reader.hidden),
            "days": ALERT_DAYS,
            "most": MOST,
        }
        rows = self._work.connection.execute(_ROWS, values, prepare=True).fetchall()
        return [
            GlassRow(
                stream=row[0],
                record_no=row[1],
                account=row[2],
                role=row[3],
                case_id=row[4],
                code=row[5],
                ground=GlassGround(row[6]),
                broken_at=row[7],
                until=row[8],
                explained=row[9],
                finding=GlassFinding(row[10]) if row[10] else None,
                recent_uses=row[11],
                is_own=row[2] == reader.account,
            )
            for row in rows
        ]
