"""Whether a child's own words, and what shows a child, are for the reader."""

from __future__ import annotations

from application.access import Action
from application.work import Work
from domain.recommendation import Recommendation


def shows_words(state: Recommendation, work: Work) -> bool:
    """Return whether a child's own words are for the reader: never for one who may not see the case they come from."""
    works = work.may(Action.WORK_ON_RECOMMENDATION, state.id) or work.may(
        Action.APPROVE_RECOMMENDATION, state.id
    )
    return works and (state.case_id is None or work.may(Action.OPEN_CASE, state.case_id))
