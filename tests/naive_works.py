"""What activities, rounds of inspection and recommendations come to: each told to its end, then read by the rules.

Written from the rules that pages show (`domain.article92_rules`): one record is kept as it stands after the facts
known, and only then counted. Slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from application.ledger import Recorded
from domain.activity import facts as a
from domain.activity.held import Held, Invitation
from domain.calendar import vietnam_day
from domain.recommendation import facts as r
from domain.support import facts as n
from domain.survey import facts as s
from domain.survey.parts import Answers, Finding, Remedy

Line = tuple[UUID, date, str, str | None, int]
"""Unit, day, measure, place, how much."""


@dataclass
class Deed:
    """One activity as it stands."""

    unit: UUID
    held: Held | None = None
    invitation: Invitation | None = None
    cancelled: bool = False


@dataclass
class Round:
    """One round of survey or inspection as it stands."""

    unit: UUID
    kind: str
    entries: dict[int, tuple[Any, date]] = field(default_factory=dict)
    """What was entered, by version of the fact, and on which day it was noted."""
    cancelled: bool = False

    def answered(self) -> dict[int, date]:
        """Sites that answered, each with its first day."""
        days: dict[int, date] = {}
        for part, _ in self.entries.values():
            if isinstance(part, Answers):
                days[part.site] = min(part.on, days.get(part.site, date.max))
        return days

    def found(self) -> list[date]:
        """Days on which something wrong was noted."""
        return [
            noted
            for part, noted in self.entries.values()
            if isinstance(part, Finding) and part.kind.value in {"shortcoming", "violation"}
        ]

    def remedied(self) -> list[date]:
        """For each finding that is remedied, the first day on which it was so and stayed so."""
        done: dict[int, list[date]] = {}
        for _, (part, _) in sorted(self.entries.items()):
            if isinstance(part, Remedy):
                done[part.finding] = [*done.get(part.finding, []), part.on] if part.is_done else []
        return [min(days) for days in done.values() if days]


@dataclass
class Asked:
    """One recommendation as it stands: what is entered in it, by version."""

    unit: UUID
    origin: str
    entries: dict[int, tuple[str, Any]] = field(default_factory=dict)
    """What was entered: its kind, and the part of the fact that says for what it counts."""
    boards: dict[int, date] = field(default_factory=dict)
    """Ends that settle something which the inspection board asked."""


@dataclass
class Introduced:
    """One need of support, and on which days it was introduced since it was last taken back."""

    unit: UUID
    days: list[date] = field(default_factory=list)


@dataclass
class Works:
    """All of them."""

    deeds: dict[UUID, Deed] = field(default_factory=dict)
    rounds: dict[UUID, Round] = field(default_factory=dict)
    asked: dict[UUID, Asked] = field(default_factory=dict)
    needs: dict[UUID, Introduced] = field(default_factory=dict)


def note(works: Works, one: Recorded) -> None:
    """Tell one fact."""
    fact, stream = one.fact, one.stream
    match fact:
        case a.ActivityRecorded():
            works.deeds[stream] = Deed(fact.unit, held=fact.held)
        case a.ActivityInvited():
            works.deeds[stream] = Deed(fact.unit, invitation=fact.invitation)
        case a.ActivityAttended() | a.ActivityCorrected():
            works.deeds[stream].held = fact.held
        case a.ActivityDeclined():
            works.deeds[stream].held = None
        case a.ActivityCancelled():
            works.deeds[stream].cancelled = True
        case s.SurveyPlanned():
            works.rounds[stream] = Round(fact.unit, fact.plan.kind.value)
        case (
            s.SurveyAnswered(answers=part)
            | s.SurveyRemedied(remedy=part)
            | s.SurveyFindingNoted(finding=part)
        ):
            works.rounds[stream].entries[one.version or 0] = (part, vietnam_day(fact.occurred_at))
        case s.SurveyEntryCorrected() if fact.entry in works.rounds[stream].entries:
            entries = works.rounds[stream].entries
            entries[fact.entry] = (fact.part, entries[fact.entry][1])
        case s.SurveyEntryCancelled():
            works.rounds[stream].entries.pop(fact.entry, None)
        case s.SurveyCancelled():
            works.rounds[stream].cancelled = True
        case n.SupportEntered():
            works.needs[stream] = Introduced(fact.unit)
        case n.SupportIntroduced():
            works.needs[stream].days.append(vietnam_day(fact.occurred_at))
        case n.SupportTakenBack():
            works.needs[stream].days.clear()
        case _:
            _recommendation(works, one)


def _recommendation(works: Works, one: Recorded) -> None:
    fact, version = one.fact, one.version or 0
    if isinstance(fact, r.RecommendationCollected):
        works.asked[one.stream] = Asked(fact.unit, fact.collected.origin.value)
    asked = works.asked.get(one.stream)
    match fact:
        case r.RecommendationCollected() if asked:
            asked.entries[version] = ("collected", fact.counted)
        case r.RecommendationConveyed() | r.RecommendationEscalated() if asked:
            asked.entries[version] = ("conveyed", fact.counted)
        case r.RecommendationReplied() if asked:
            asked.entries[version] = ("replied", fact.counted)
        case r.RecommendationFedBack() if asked:
            asked.entries[version] = (_told(fact.feedback), fact.counted)
        case r.RecommendationClosed() if asked:
            if asked.origin == "inspection_board" and fact.closing.how.value != "no_reply":
                asked.boards[version] = vietnam_day(fact.occurred_at)
        case r.RecommendationCorrected() if asked:
            if fact.collected:
                asked.origin = fact.collected.origin.value
            if fact.counted:
                kind = _told(fact.feedback) if fact.feedback else asked.entries[fact.entry][0]
                asked.entries[fact.entry] = (kind, fact.counted)
        case r.RecommendationCancelled() if asked:
            asked.entries.pop(fact.entry, None)
            asked.boards.pop(fact.entry, None)
        case _:
            pass


def _told(feedback: r.Feedback) -> str:
    return "silence" if feedback.way.value in {"not_safe", "not_found", "internal"} else "fed_back"


def figures(works: Works) -> Iterator[Line]:
    """Yield what all of it comes to."""
    wings: dict[int, tuple[date, str, Line]] = {}
    for stream, deed in works.deeds.items():
        for line in () if deed.cancelled else _deed(deed):
            held = deed.held
            if (
                line[2] == "province_events"
                and held
                and held.detail.occasion
                and held.detail.occasion.value == "wings"
            ):
                rank = (held.held_on, str(stream), line)
                wings[held.held_on.year] = min(rank, wings.get(held.held_on.year, rank))
            else:
                yield line
    yield from (line for *_, line in wings.values())
    for need in works.needs.values():
        if need.days:
            yield need.unit, min(need.days), "addresses", None, 1
    for one in works.rounds.values():
        yield from _round(one)
    for recommendation in works.asked.values():
        yield from _asked(recommendation)


def _deed(deed: Deed) -> Iterator[Line]:
    if deed.invitation is not None:
        name = {"course": "courses", "supervision": "supervisions"}[deed.invitation.kind.value]
        yield deed.unit, deed.invitation.for_day, f"{name}_invited", None, 1
        if deed.held is not None:
            yield deed.unit, deed.invitation.for_day, f"{name}_attended", None, 1
    elif deed.held is not None:
        place = deed.held.place.key if deed.held.place else None
        for measure, value in _held(deed.held):
            yield deed.unit, deed.held.held_on, measure, place, value


PREVENTING = {"abuse", "online", "injury", "traffic", "drowning", "labour"}
SIMPLE = {
    "forum": "forums",
    "model": "models_reviewed",
    "training": "trainings",
    "workshop": "workshops",
    "survey": "surveys",
    "statement": "statements",
    "service": "services",
}
OF_DETAIL = {
    ("communication_event", "province"): ["province_events"],
    ("communication_event", "district"): ["district_events"],
    ("inspection", "charter"): ["charter_inspections"],
    ("inspection", "article_92"): ["article92_inspections"],
    ("inspection", "both"): ["charter_inspections", "article92_inspections"],
    ("conference", "half_year"): ["mid_year_reviews"],
    ("conference", "year"): ["year_end_reviews"],
    ("conference", "network"): ["network_conferences"],
    ("congress", "province"): ["congresses"],
    ("guidance", "legal_chapter"): ["chapter_guidance"],
}


def _held(held: Held) -> Iterator[tuple[str, int]]:
    kind, detail = held.kind.value, held.detail
    if kind in SIMPLE:
        yield SIMPLE[kind], 1
    elif kind == "outreach":
        yield "outreach", 1
        if PREVENTING & {theme.value for theme in held.themes}:
            yield "prevention", 1
    elif kind == "contribution":
        yield "contributions", (held.worth.money_vnd or 0) + (held.worth.goods_vnd or 0)
    elif kind == "benefit":
        yield "benefits", detail.instances or 0
    elif kind == "media_piece":
        yield "media_pieces", detail.pieces or 0
    said = {
        one.value
        for one in (detail.level, detail.inspection, detail.conference, detail.guidance)
        if one is not None
    }
    for word in said:
        yield from ((measure, 1) for measure in OF_DETAIL.get((kind, word), []))


def _round(one: Round) -> Iterator[Line]:
    if one.cancelled:
        return
    if one.kind != "charter":
        yield from ((one.unit, day, "sites_examined", None, 1) for day in one.answered().values())
        yield from ((one.unit, day, "findings", None, 1) for day in one.found())
    if one.kind != "situation":
        yield from ((one.unit, day, "board_handled", None, 1) for day in one.remedied())


def _asked(one: Asked) -> Iterator[Line]:
    first: dict[str, tuple[date, int, Line]] = {}
    for version, (kind, said) in sorted(one.entries.items()):
        place = said.area.key if said.area else None
        clauses = {duty.value for duty in said.clauses}
        for measure in _measures(kind, clauses):
            line = (one.unit, said.on, measure, place, 1)
            if kind in {"collected", "fed_back"}:
                yield line
            else:
                first[measure] = min((said.on, version, line), first.get(measure, (said.on, version, line)))
    yield from (line for *_, line in first.values())
    if one.boards:
        yield one.unit, min(one.boards.values()), "board_handled", None, 1


def _measures(kind: str, clauses: set[str]) -> Iterator[str]:
    if kind == "collected" and "A92_4_CONNECT_CONVEY" in clauses:
        yield "collected"
    if kind == "conveyed":
        yield from (["conveyed"] if "A92_2_RECOMMEND" in clauses else [])
        yield from (["conveyed_connected"] if "A92_4_CONNECT_CONVEY" in clauses else [])
        yield from (["statements"] if "A92_4_STATE_POSITION" in clauses else [])
    if kind == "replied" and "A92_2_RECOMMEND" in clauses:
        yield "replied"
    if kind == "fed_back" and "D56_52_TRACK_REPLY" in clauses:
        yield "fed_back"
