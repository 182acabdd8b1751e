"""Lists at the end of a report: activities and recommendations of its period, as known at a position, in codes alone.

No word that somebody typed stands in them, and a recommendation that comes from a case is counted and not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.report.desk import Reports
from application.work import Work
from domain.activity import Activity, activity_code
from domain.activity.codes import ActivityKind
from domain.kernel import fold
from domain.recommendation import Recommendation
from domain.recommendation.codes import Origin, RecommendationKind, RecommendationStage, Subject
from domain.report.facts import Asked
from domain.report.figures import Annex, digest_of


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One activity of the period."""

    code: str
    day: date
    kind: ActivityKind
    unit: UUID
    area: str
    people: int
    children: int
    instances: int
    worth_vnd: int

    @property
    def codes(self) -> list[object]:
        """What its part of the digest is made of."""
        counts = (self.people, self.children, self.instances, self.worth_vnd)
        return [self.code, self.day.isoformat(), self.kind.value, str(self.unit), self.area, *counts]


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """One recommendation collected in the period, at the step where it stood then."""

    code: str
    day: date
    kind: RecommendationKind
    origin: Origin
    subject: Subject
    stage: RecommendationStage

    @property
    def codes(self) -> list[object]:
        """What its part of the digest is made of."""
        said = (self.kind.value, self.origin.value, self.subject.value, self.stage.value)
        return [self.code, self.day.isoformat(), *said]


@dataclass(frozen=True, slots=True)
class Lists:
    """Both lists."""

    activities: tuple[ActivityLine, ...] = ()
    recommendations: tuple[RecommendationLine, ...] = ()

    @property
    def kept(self) -> Annex:
        """What a report keeps of them."""
        codes = [[one.codes for one in self.activities], [one.codes for one in self.recommendations]]
        return Annex(
            activities=len(self.activities),
            recommendations=len(self.recommendations),
            digest=digest_of(codes),
        )


def lists_of(asked: Asked, upto: int, work: Work) -> Lists:
    """Return the lists of a report's period as known at a position, in the order of days; a forum's has none."""
    if not asked.kind.has_lists:
        return Lists()
    activities = sorted(_activities(asked, upto, work), key=lambda one: (one.day, one.code))
    recommendations = sorted(_recommendations(asked, upto, work), key=lambda one: (one.day, one.code))
    return Lists(tuple(activities), tuple(recommendations))


def _activities(asked: Asked, upto: int, work: Work) -> Iterator[ActivityLine]:
    told = work.view(Reports).told("activity", asked.first, asked.last, upto, asked.covers)  # type: ignore[type-abstract]
    for stream, (unit, facts) in told.items():
        state = fold(Activity, stream, (one.fact for one in facts))
        held = state.held if state and not state.cancelled else None
        if held is not None and asked.first <= held.held_on <= asked.last:
            yield ActivityLine(
                code=activity_code(stream),
                day=held.held_on,
                kind=held.kind,
                unit=unit,
                area=held.place.name_as_written if held.place else "",
                people=held.participants.all,
                children=held.participants.children or 0,
                instances=held.detail.instances or 0,
                worth_vnd=held.worth.total_vnd,
            )


def _recommendations(asked: Asked, upto: int, work: Work) -> Iterator[RecommendationLine]:
    told = work.view(Reports).told("recommendation", asked.first, asked.last, upto, asked.covers)  # type: ignore[type-abstract]
    for stream, (_, facts) in told.items():
        state = fold(Recommendation, stream, (one.fact for one in facts))
        if state is not None and asked.first <= state.collected.collected_on <= asked.last:
            said = state.collected
            yield RecommendationLine(
                state.code, said.collected_on, said.kind, said.origin, said.subject, state.stage
            )


def forum_at(activity: UUID, upto: int, work: Work) -> Activity | None:
    """Return a forum as it was known at a position: held, and not cancelled; None for anything else."""
    facts = [one.fact for one in work.history(activity) if one.position <= upto]
    if not facts or not Activity.is_begun_by(facts[0]):
        return None
    state = fold(Activity, activity, facts)
    counts = state is not None and state.held is not None and not state.cancelled
    return state if counts and state is not None and state.kind is ActivityKind.FORUM else None
