"""One row of the follow-up log for a child whose files were merged, made of the rows of all of them.

Number, place in the register, receipt, name and state are those of the main file; bodies told, steps, consultations and
emergencies are those of every file. What one file asks for (the duty to pass on) holds for the child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.identity import AgeBand
from domain.lists import AbuseType, Allegation, DangerNow
from infrastructure.views.log_rows import Row, settled
from infrastructure.views.reported import reported_in

Tree = Mapping[UUID, Row]
"""The rows of files that hang together, each as if it stood alone, by file."""


def root_of(tree: Tree, case_id: UUID) -> UUID:
    """Return the main file that carries the follow-up."""
    while (into := tree[case_id]["merged_into"]) is not None:
        case_id = into
    return case_id


def hanging_on(tree: Tree, case_id: UUID) -> list[Row]:
    """Return the rows of what hangs on a file, however far below, in the order of entry."""
    found: list[Row] = []
    wanted = {case_id}
    while wanted:
        below = [row for row in tree.values() if row["merged_into"] in wanted]
        found += below
        wanted = {row["case_id"] for row in below}
    return sorted(found, key=lambda row: row["record_no"])


def joined(main: Row, others: Sequence[Row]) -> Row:
    """Return the row of a child: that of the main file with what the others add."""
    if not others:
        return dict(main)
    rows = [main, *others]
    row: Row = {
        **main,
        "merged_into": None,
        "danger": _worst(rows, "danger", _DANGER),
        "allegation": _worst(rows, "allegation", _ALLEGATION),
        "told": [*main["told"], *(_of(one, row) for row in others for one in row["told"])],
        "open_steps": [step for one in rows for step in one["open_steps"]],
        "consultations": sum(one["consultations"] for one in rows),
        "emergencies": sum(one["emergencies"] for one in rows),
        "accident": any(one["accident"] for one in rows),
        **{name: _all(rows, name) for name in ("abuse_types", "groups", "priority", "answers")},
        **reported_in(rows),
        "consultation_kinds": sorted({kind for one in rows for kind in one["consultation_kinds"]}),
        **{name: _first(rows, name) for name in ("incident", "residence", "triage", "referral_state")},
    }
    row = settled(row, sexual_abuse_under_18=any(_is_sexual_abuse_of_minor(one) for one in rows))
    if row["step_position"] is not None and row["step_position"] not in _positions(main):
        row["step_position"] = None
    return row


_DANGER = (DangerNow.YES.value,)
_ALLEGATION = (Allegation.ABUSE.value, Allegation.RISK.value)


def _worst(rows: Iterable[Row], name: str, order: Sequence[str]) -> Any:
    found = [row[name] for row in rows]
    return next((one for one in order if one in found), found[0])


def _all(rows: Iterable[Row], name: str) -> list[Any]:
    return list(dict.fromkeys(one for row in rows for one in row[name]))


def _first(rows: Iterable[Row], name: str) -> Any:
    return next((row[name] for row in rows if row[name] is not None), None)


def _of(told: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """Return a body told with the file that says so: versions and references are that file's own."""
    return {**told, "case": str(row["case_id"])}


def _positions(main: Row) -> set[int]:
    """Return where the steps of the main file lie; words of another file's step are shown on its own page alone."""
    return {step["position"] for step in main["open_steps"]}


def _is_sexual_abuse_of_minor(row: Row) -> bool:
    return AbuseType.SEXUAL_ABUSE.value in row["abuse_types"] and row["age_band"] != AgeBand.ADULT.value
