"""References of bodies in the follow-up log: copied as ciphertext, opened for the entries that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from application.follow_up_log import Reply, Told
from domain.directory import RecipientKind
from domain.kernel import FieldClass
from domain.lists import ReplyKind
from infrastructure.names import Key, SealedName, opened_part
from infrastructure.work import PgWork

_IN_FACTS = ("forwarding", "known", "answer")
"""Under which value of its fact a reference lies."""


def references_of(work: PgWork, rows: Sequence[Mapping[str, Any]]) -> dict[Key, str]:
    """Return the references that belong to these rows, by case and version of the fact."""
    keys = [
        (UUID(one.get("case") or str(row["case_id"])), version)
        for row in rows
        for one in row["told"]
        for version in _versions(one)
    ]
    if not keys:
        return {}
    found = work.connection.execute(
        "SELECT r.case_id, r.version, r.topic, r.sealed FROM unnest(%s::uuid[], %s::int[]) AS k (case_id, version)"
        " JOIN v_follow_up_log.refs r USING (case_id, version)",
        ([case_id for case_id, _ in keys], [version for _, version in keys]),
    ).fetchall()
    sealed = (SealedName(*row) for row in found)
    return {
        (str(one.stream), one.version): _reference(opened_part(one, FieldClass.SUMMARY, work.house.keys))
        for one in sealed
    }


def told_of(
    told: Iterable[Mapping[str, Any]], case_id: UUID, references: Mapping[Key, str]
) -> tuple[Told, ...]:
    """Return the bodies of a row as the log shows them."""
    return tuple(
        Told(
            version=one["version"],
            kind=RecipientKind(one["kind"]),
            unit=one["unit"],
            is_known=one["known"],
            at=datetime.fromisoformat(one["at"]) if one["at"] else None,
            since=date.fromisoformat(one["since"]) if one["since"] else None,
            counts=one["counts"],
            reference=references.get((one.get("case") or str(case_id), _said_in(one)), ""),
            replies=tuple(
                Reply(
                    version=reply["version"],
                    kind=ReplyKind(reply["kind"]),
                    at=datetime.fromisoformat(reply["at"]),
                    reference=references.get((one.get("case") or str(case_id), _said_in(reply)), ""),
                )
                for reply in one["replies"]
            ),
        )
        for one in told
    )


def _versions(one: Mapping[str, Any]) -> Iterable[int]:
    yield _said_in(one)
    yield from (_said_in(reply) for reply in one["replies"])


def _said_in(one: Mapping[str, Any]) -> int:
    """Return the version of the fact that has the reference: of the last correction, if there was one."""
    return int(one.get("said_in") or one["version"])


def _reference(summary: Mapping[str, Any]) -> str:
    value = summary.get("value", summary)
    found = ((value.get(name) or {}).get("reference") for name in _IN_FACTS)
    return next((str(reference) for reference in found if reference), "")
