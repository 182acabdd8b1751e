"""What activities count in: by kind and by what was said of them; invitations and what became of them stand apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from application.ledger import Recorded
from domain.activity.codes import (
    ActivityKind,
    ConferenceOf,
    GuidanceTo,
    HeldLevel,
    InspectionOf,
    Occasion,
)
from domain.activity.facts import (
    ActivityAttended,
    ActivityCancelled,
    ActivityCorrected,
    ActivityDeclined,
    ActivityInvited,
    ActivityRecorded,
)
from domain.activity.held import Held
from domain.article92 import Measure
from infrastructure.views.counted import (
    ENTERING,
    Before,
    Counted,
    Place,
    Recount,
    counted_of,
    feeds,
    placed_of,
    recount_of,
)

_BY_KIND: Mapping[ActivityKind, Measure] = {
    ActivityKind.OUTREACH: Measure.OUTREACH,
    ActivityKind.FORUM: Measure.FORUMS,
    ActivityKind.MODEL: Measure.MODELS_REVIEWED,
    ActivityKind.TRAINING: Measure.TRAININGS,
    ActivityKind.WORKSHOP: Measure.WORKSHOPS,
    ActivityKind.SURVEY: Measure.SURVEYS,
    ActivityKind.STATEMENT: Measure.STATEMENTS,
    ActivityKind.SERVICE: Measure.SERVICES,
}
_INVITED: Mapping[ActivityKind, Measure] = {
    ActivityKind.COURSE: Measure.COURSES_INVITED,
    ActivityKind.SUPERVISION: Measure.SUPERVISIONS_INVITED,
}
_ATTENDED: Mapping[Measure, Measure] = {
    Measure.COURSES_INVITED: Measure.COURSES_ATTENDED,
    Measure.SUPERVISIONS_INVITED: Measure.SUPERVISIONS_ATTENDED,
}
_EVENTS: Mapping[HeldLevel | None, Measure] = {
    HeldLevel.PROVINCE: Measure.PROVINCE_EVENTS,
    HeldLevel.DISTRICT: Measure.DISTRICT_EVENTS,
}
_INSPECTIONS: Mapping[InspectionOf | None, tuple[Measure, ...]] = {
    InspectionOf.CHARTER: (Measure.CHARTER_INSPECTIONS,),
    InspectionOf.ARTICLE_92: (Measure.ARTICLE_92_INSPECTIONS,),
    InspectionOf.BOTH: (Measure.CHARTER_INSPECTIONS, Measure.ARTICLE_92_INSPECTIONS),
}
_CONFERENCES: Mapping[ConferenceOf | None, Measure] = {
    ConferenceOf.HALF_YEAR: Measure.MID_YEAR_REVIEWS,
    ConferenceOf.YEAR: Measure.YEAR_END_REVIEWS,
    ConferenceOf.NETWORK: Measure.NETWORK_CONFERENCES,
}
_AMOUNTS: Mapping[ActivityKind, tuple[Measure, Callable[[Held], int | None]]] = {
    ActivityKind.CONTRIBUTION: (Measure.CONTRIBUTIONS, lambda held: held.worth.total_vnd),
    ActivityKind.BENEFIT: (Measure.BENEFITS, lambda held: held.detail.instances),
    ActivityKind.MEDIA_PIECE: (Measure.MEDIA_PIECES, lambda held: held.detail.pieces),
}

feeds(
    *_BY_KIND.values(),
    *_ATTENDED,
    *_ATTENDED.values(),
    *_EVENTS.values(),
    *(measure for measures in _INSPECTIONS.values() for measure in measures),
    *_CONFERENCES.values(),
    *(measure for measure, _ in _AMOUNTS.values()),
    Measure.PREVENTION,
    Measure.CONGRESSES,
    Measure.CHAPTER_GUIDANCE,
)
ENTERING.add(ActivityAttended)


@placed_of.register(ActivityRecorded)
@placed_of.register(ActivityInvited)
def _unit(fact: ActivityRecorded | ActivityInvited, recorded: Recorded) -> Place:
    return Place(fact.unit)


@counted_of.register
def _recorded(fact: ActivityRecorded, recorded: Recorded, place: Place) -> Iterator[Counted]:
    yield from counts_of(fact.held)


@counted_of.register
def _invited(fact: ActivityInvited, recorded: Recorded, place: Place) -> Iterator[Counted]:
    measure = _INVITED.get(fact.invitation.kind)
    if measure is not None:
        yield Counted(measure, fact.invitation.for_day)


@recount_of.register
def _attended(fact: ActivityAttended) -> Recount:
    return Recount(None, lambda before: [*_invitation(before), *map(_followed, _invitation(before))])


@recount_of.register
def _declined(fact: ActivityDeclined) -> Recount:
    return Recount(None, _invitation)


@recount_of.register
def _corrected(fact: ActivityCorrected) -> Recount:
    return Recount(None, lambda before: None if _invitation(before) else counts_of(fact.held))


@recount_of.register
def _cancelled(fact: ActivityCancelled) -> Recount:
    return Recount(None, lambda before: ())


def _invitation(before: Before) -> list[Counted]:
    return [one for measure, one in before.counts.items() if measure in _ATTENDED]


def _followed(invitation: Counted) -> Counted:
    """Return what following it counts in: on its day, so that it is always a part of those invited to."""
    return replace(invitation, measure=_ATTENDED[invitation.measure])


def counts_of(held: Held) -> Iterable[Counted]:
    """Return what something that was held counts in."""
    if held.kind in _AMOUNTS:
        measure, amount = _AMOUNTS[held.kind]
        return [_in(measure, held, value)] if (value := amount(held)) else []
    return [_in(measure, held, once=_once(measure, held)) for measure in _measures(held)]


def _measures(held: Held) -> Iterator[Measure]:
    detail = held.detail
    match held.kind:
        case ActivityKind.COMMUNICATION_EVENT if detail.level in _EVENTS:
            yield _EVENTS[detail.level]
        case ActivityKind.INSPECTION:
            yield from _INSPECTIONS.get(detail.inspection, ())
        case ActivityKind.CONFERENCE if detail.conference in _CONFERENCES:
            yield _CONFERENCES[detail.conference]
        case ActivityKind.CONGRESS if detail.level is HeldLevel.PROVINCE:
            yield Measure.CONGRESSES
        case ActivityKind.GUIDANCE if detail.guidance is GuidanceTo.LEGAL_CHAPTER:
            yield Measure.CHAPTER_GUIDANCE
        case kind if kind in _BY_KIND:
            yield _BY_KIND[kind]
            if kind is ActivityKind.OUTREACH and any(theme.prevents for theme in held.themes):
                yield Measure.PREVENTION
        case _:
            pass  # a preparation, and what no measure of the programme names, counts in nothing


def _once(measure: Measure, held: Held) -> str:
    """Return the word under which *Chắp cánh ước mơ* of a year counts once (LAW 8)."""
    is_wings = measure is Measure.PROVINCE_EVENTS and held.detail.occasion is Occasion.WINGS
    return f"wings/{held.held_on.year}" if is_wings else ""


def _in(measure: Measure, held: Held, value: int = 1, once: str = "") -> Counted:
    area = held.place.key if held.place else None
    return Counted(measure, held.held_on, value, area=area, once=once)
