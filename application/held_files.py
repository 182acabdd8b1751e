"""The files of one record as its list shows them, whatever kind of record it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from application.activity import OpenActivity, open_activity
from application.child_case import OpenCase, open_case
from application.consent import ConsentLine, consents_in
from application.counselling import OpenMatter, open_matter
from application.file_holders import HeldBy, Holder, code_of
from application.files import FileLine, lines_shown
from application.fund.desk import OpenBook, open_book
from application.ledger import Recorded
from application.recommendation.pages import OpenRecommendation, open_recommendation
from application.work import Work
from domain.child_case import ChildCase


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """Files of a record with what heads their page."""

    state: HeldBy
    files: Sequence[FileLine]
    code: str
    name: object = ""
    """Of the child of a case, as far as it may be seen."""
    consents: Sequence[ConsentLine] = ()
    """Those that a file may rest on."""


def files_of(holder: Holder, record: UUID, work: Work) -> HeldFiles:
    """Return the files of a record, for whoever may open the record, as far as the reader may know of them."""
    state, history = _opened(holder, record, work)
    files, code = lines_shown(state, history, work), code_of(state)
    if isinstance(state, ChildCase):
        return HeldFiles(state, files, code, state.details.child.name, consents_in(record, history))
    return HeldFiles(state, files, code)


def _opened(holder: Holder, record: UUID, work: Work) -> tuple[HeldBy, Sequence[Recorded]]:
    match holder:
        case Holder.MATTER:
            matter = open_matter(OpenMatter(matter_id=record), work)
            return matter.matter, matter.history
        case Holder.ACTIVITY:
            activity = open_activity(OpenActivity(activity=record), work)
            return activity.state, activity.history
        case Holder.RECOMMENDATION:
            recommendation = open_recommendation(OpenRecommendation(recommendation=record), work)
            return recommendation.state, recommendation.history
        case Holder.FUND:
            book = open_book(OpenBook(fund=record), work)
            return book.state, book.history
        case Holder.CASE:
            page = open_case(OpenCase(case_id=record), work)
            return page.case, [one for one in page.history if one.stream == record]
        case _:
            assert_never(holder)
