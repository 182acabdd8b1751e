"""One recommendation as its page shows it; a child's words for whoever works on it and may see the child's file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from application.access import Action
from application.child_words import shows_words
from application.files import without_exposed
from application.ledger import Recorded
from application.recommendation.desk import RecommendationRow, Recommendations
from application.work import Question, Work
from domain.covering import covered
from domain.files import FileAttached
from domain.kernel import Event, FieldClass, Unknown
from domain.recommendation import Recommendation

_WORDS = frozenset({FieldClass.REPORTER_IDENTITY})


class AboutRecommendationQuestion(Question):
    """A question about one recommendation."""

    ACTION: ClassVar[Action] = Action.OPEN_RECOMMENDATION
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    recommendation: UUID

    def record(self) -> UUID | None:
        """The recommendation."""
        return self.recommendation


class OpenRecommendation(AboutRecommendationQuestion):
    """Open one recommendation."""


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """One recommendation with its facts."""

    row: RecommendationRow
    state: Recommendation
    history: tuple[Recorded, ...]
    shows_words: bool
    """Whether the child's own words, and who proposed it, are for the reader."""
    may_open_case: bool
    joined: tuple[RecommendationRow, ...]
    """Others that are followed with it, as far as the reader may see them."""
    merged_into: RecommendationRow | None

    def said_at(self, version: int) -> Recorded:
        """Return the fact of a version.

        Raises:
            Unknown: There is none.
        """
        if not 0 <= version < len(self.history):
            raise Unknown
        return self.history[version]


def open_recommendation(question: AboutRecommendationQuestion, work: Work) -> RecommendationPage:
    """Return one recommendation; what is not for the reader is covered in state and history."""
    work.allow(question)
    desk = work.view(Recommendations)  # type: ignore[type-abstract]
    row = desk.of(question.recommendation)
    if row is None:
        raise Unknown
    state = work.read(Recommendation, question.recommendation)
    history = tuple(without_exposed(work.history(question.recommendation)))
    shows = shows_words(state, work)
    classes = {FieldClass.SUMMARY, FieldClass.NARRATIVE, question.FIELD_CLASS}
    if state.files.number:
        classes.add(FieldClass.EVIDENCE)
    if shows:
        work.showed_classes(classes | _WORDS)
    else:
        work.showed_classes(classes)
        state = covered(state, _WORDS)
        history = tuple(replace(one, fact=_without_words(one.fact)) for one in history)
    found = (desk.of(one) for one in state.joined)
    return RecommendationPage(
        row=row,
        state=state,
        history=history,
        shows_words=shows,
        may_open_case=state.case_id is not None and work.may(Action.OPEN_CASE, state.case_id),
        joined=tuple(one for one in found if one is not None),
        merged_into=desk.of(state.merged_into) if state.merged_into else None,
    )


def _without_words(fact: Event) -> Event:
    """Return a fact without the child's words; of a file in which a child is, without what was said of it."""
    if isinstance(fact, FileAttached) and fact.said.shows_child:
        return covered(fact)
    return covered(fact, _WORDS)
