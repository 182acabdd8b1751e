"""Which lines of signed facts a reader counts: those of the reader's units, no decoy, nothing betrayed."""

from __future__ import annotations

from uuid import UUID

from application.access import Action
from application.scope import units_of
from application.units import Units
from infrastructure.decoy import streams_of_decoys
from infrastructure.scope import Condition, of_units, unseen
from infrastructure.work import PgWork


def lines_seen(work: PgWork, unit: UUID | None = None, *, below: bool = False) -> Condition:
    """Return the condition on lines `f` of a table of figures, which have `unit` and `stream_id`.

    Args:
        below: With what stands below the unit in the tree of today.
    """
    scope = units_of(work.reader, Action.SEE_ARTICLE_92)
    if unit is not None and below:
        inside = units_below(unit, work)
        condition, values = of_units("f.unit", inside if scope is None else inside & scope)
    else:
        condition, values = of_units("f.unit", scope, unit)
    left_out = [*unseen(work, Action.SEE_ARTICLE_92), *streams_of_decoys(work)]
    if left_out:
        condition, values = f"{condition} AND f.stream_id <> ALL(%s)", [*values, left_out]
    return condition, values


def units_below(unit: UUID, work: PgWork) -> frozenset[UUID]:
    """Return a unit with all that stands below it."""
    inside = {unit}
    for row in work.view(Units).all():  # type: ignore[type-abstract] # each stands behind the unit above it
        if row.parent in inside:
            inside.add(row.unit)
    return frozenset(inside)
