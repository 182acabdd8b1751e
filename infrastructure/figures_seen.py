"""Which lines of signed facts a reader counts: those of the reader's units, no decoy, nothing betrayed."""

from __future__ import annotations

from uuid import UUID

from application.access import Action
from application.scope import units_of
from infrastructure.decoy import streams_of_decoys
from infrastructure.scope import Condition, of_units, unseen
from infrastructure.work import PgWork


def lines_seen(work: PgWork, unit: UUID | None = None) -> Condition:
    """Return the condition on lines `f` of a table of figures, which have `unit` and `stream_id`."""
    condition, values = of_units("f.unit", units_of(work.reader, Action.SEE_ARTICLE_92), unit)
    left_out = [*unseen(work, Action.SEE_ARTICLE_92), *streams_of_decoys(work)]
    if left_out:
        condition, values = f"{condition} AND f.stream_id <> ALL(%s)", [*values, left_out]
    return condition, values
