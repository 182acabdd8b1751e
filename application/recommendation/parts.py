"""Reply rate and age of open recommendations in parts: by kind of body, by unit, by duty of article 92."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from application.recommendation.desk import SeeRecommendationFigures, SentRow
from application.work import Work
from domain.calendar import vietnam_day
from domain.duties import Duty
from domain.follow_up_log import percent
from domain.recommendation.clause import DUTIES, duty_of
from domain.recommendation.codes import AgencyKind, Origin, RecommendationKind, RecommendationStage

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Sent:
    """Conveyances of a year that are alike, and how many of them were answered by today."""

    agency: AgencyKind
    unit: UUID
    duty: Duty
    conveyed: int
    replied: int


@dataclass(frozen=True, slots=True)
class OpenOne:
    """A recommendation in which something is still to be done."""

    unit: UUID
    kind: RecommendationKind
    origin: Origin
    stage: RecommendationStage
    collected_on: date
    sent: tuple[SentRow, ...]

    @property
    def duty(self) -> Duty:
        """The duty that it stands under."""
        return duty_of(self.kind, self.origin)

    def is_overdue(self, today: date, agency: AgencyKind | None = None) -> bool:
        """Whether a reply is overdue by our own convention; of one kind of body, where it is named."""
        return self.stage.waits_for_reply and any(
            one.days_overdue(today) for one in self.sent if agency in (None, one.agency)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One row: of one kind of body, one unit or one duty."""

    conveyed: int
    replied: int
    ages: tuple[int, ...]
    """Days since collecting of each open one, youngest first."""
    overdue: int

    @property
    def reply_percent(self) -> int | None:
        """Replied of conveyed; None means not applicable (LAW 1.2, rule (a))."""
        return percent(self.replied, self.conveyed)

    @property
    def median_age(self) -> int | None:
        """Middle age of the open ones in days; None means that none is open."""
        return self.ages[len(self.ages) // 2] if self.ages else None


@dataclass(frozen=True, slots=True)
class RecommendationParts:
    """The figures of a year by kind of body, unit and duty; rows in the order of their lists."""

    agencies: tuple[tuple[AgencyKind, Part], ...]
    units: tuple[tuple[UUID, Part], ...]
    duties: tuple[tuple[Duty, Part], ...]


class RecommendationsApart(Protocol):
    """What the parts are counted from, within the reader's scope."""

    def sent_in(self, year: int, unit: UUID | None) -> Sequence[Sent]:
        """Return the conveyances of a year."""

    def open_ones(self, unit: UUID | None) -> Sequence[OpenOne]:
        """Return the recommendations that are open today."""


def see_recommendation_parts(question: SeeRecommendationFigures, work: Work) -> RecommendationParts:
    """Return reply rate and age of a year's recommendations by kind of body, unit and duty."""
    work.allow(question)
    apart = work.view(RecommendationsApart)  # type: ignore[type-abstract]
    sent, open_ones = apart.sent_in(question.year, question.unit), apart.open_ones(question.unit)
    today = vietnam_day(work.now())
    agencies = _parts(
        sent, open_ones, today, lambda one: one.agency, lambda one: {sent.agency for sent in one.sent}
    )
    units = _parts(sent, open_ones, today, lambda one: one.unit, lambda one: {one.unit})
    duties = _parts(sent, open_ones, today, lambda one: one.duty, lambda one: {one.duty})
    return RecommendationParts(
        agencies=tuple((kind, agencies[kind]) for kind in AgencyKind if kind in agencies),
        units=tuple(units.items()),
        duties=tuple((duty, duties[duty]) for duty in DUTIES if duty in duties),
    )


def _parts(
    sent: Iterable[Sent],
    open_ones: Iterable[OpenOne],
    today: date,
    of_sent: Callable[[Sent], K],
    of_open: Callable[[OpenOne], set[K]],
) -> Mapping[K, Part]:
    conveyed: dict[K, list[Sent]] = defaultdict(list)
    waiting: dict[K, list[OpenOne]] = defaultdict(list)
    for one in sent:
        conveyed[of_sent(one)].append(one)
    for row in open_ones:
        for key in of_open(row):
            waiting[key].append(row)
    return {
        key: Part(
            conveyed=sum(one.conveyed for one in conveyed[key]),
            replied=sum(one.replied for one in conveyed[key]),
            ages=tuple(sorted((today - row.collected_on).days for row in waiting[key])),
            overdue=sum(
                row.is_overdue(today, key if isinstance(key, AgencyKind) else None) for row in waiting[key]
            ),
        )
        for key in dict.fromkeys([*conveyed, *waiting])
    }
