"""Likely duplicates: the newest cases of the reader's lists, names opened in memory, nothing kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from application.access import Action, StepUp
from application.duplicates import Likeness
from application.ledger import Recorded
from domain.child_case import CaseDetailsSet, CaseOpened
from domain.child_case.intake import Child
from domain.kernel import Erased
from domain.text import fold
from domain.units import Place
from infrastructure.scope import RESTRICTED, listed
from infrastructure.work import PgWork

NEWEST = 3000
"""Newest cases of the scope whose names are compared; more would keep the form waiting."""
SHOWN = 5


class PgLikelyDuplicates:
    """Keeps `application.duplicates.LikelyDuplicates`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of(self, child: Child, where: Place) -> Sequence[Likeness]:
        """Return at most five, the likeliest first."""
        wanted = set(fold(_text(child.name)).split())
        if not wanted:
            return []
        found = sorted(self._compared(wanted, child, where), key=lambda one: -len(one.same))
        self._work.showed((one.record_no for one in found[:SHOWN]), query=_text(child.name))
        return found[:SHOWN]

    def _compared(self, wanted: set[str], child: Child, where: Place) -> Iterator[Likeness]:
        for recorded, record_no, code in self._newest():
            fact = recorded.fact
            if not isinstance(fact, CaseOpened | CaseDetailsSet):
                continue
            other, there = fact.details.child, fact.situation.where
            words = set(fold(_text(other.name)).split())
            if not words or len(wanted & words) < min(2, len(wanted)):
                continue
            same = tuple(_same(child, other, where, there))
            commune = there.unit.name_as_written if there.unit else ""
            yield Likeness(recorded.stream, record_no, code, _text(other.name), _year(other), commune, same)

    def _newest(self) -> Iterator[tuple[Recorded, int, str]]:
        """Yield the fact that last set the names of each of the newest cases whose names the reader's lists show."""
        held, values = listed(self._work, Action.OPEN_CASE, "case", "e.case_id", "e.unit")
        if self._work.step_up is not StepUp.FRESH:
            held = f"{held} AND NOT {RESTRICTED.format(record='e.case_id')}"
        rows = self._work.connection.execute(
            "SELECT f.position, e.record_no, e.code FROM v_follow_up_log.entries e"  # noqa: S608 - constant parts
            " JOIN es.events f ON f.stream_id = e.case_id AND f.version = e.identity_version"
            f" WHERE e.valid_to IS NULL AND e.merged_into IS NULL AND e.state <> 'taken_back'"
            f" AND {held} ORDER BY e.record_no DESC LIMIT %s",
            [*values, NEWEST],
        ).fetchall()
        known = {position: (record_no, code) for position, record_no, code in rows}
        for recorded in self._work.at(known):
            yield recorded, *known[recorded.position]


def _same(child: Child, other: Child, where: Place, there: Place) -> Iterator[str]:
    yield "name"
    if _year(child) and _year(child) == _year(other):
        yield "birth-year"
    if where.unit is not None and there.unit is not None and where.unit.code == there.unit.code:
        yield "commune"


def _text(value: str | Erased) -> str:
    return "" if isinstance(value, Erased) else value


def _year(child: Child) -> str:
    birth = child.birth
    return "" if birth is None or isinstance(birth, Erased) else str(birth.year)
