"""Parts of the state of a recommendation: what went to a body and what came back, and who may hear a child's words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.duties import Duty
from domain.identity import CONSENT_AGE
from domain.kernel import Value
from domain.recommendation.codes import AgencyKind, Agreement, Origin, RecommendationKind, Verdict
from domain.recommendation.facts import ChildVoice, Collected, Conveyance, Counted


class Answer(Value):
    """One answer of a body."""

    version: int
    on: date
    verdict: Verdict


class Sent(Value):
    """One conveyance with what followed; `version` names it."""

    version: int
    agency: AgencyKind
    on: date
    over: int | None = None
    """Which conveyance it takes to a higher body."""
    acknowledged: int | None = None
    answers: tuple[Answer, ...] = ()
    reminders: tuple[int, ...] = ()

    def but_with(self, **changes: object) -> Sent:
        """Return a copy with some fields changed."""
        return self.model_copy(update=changes)

    @property
    def answer(self) -> Answer | None:
        """The last answer."""
        return self.answers[-1] if self.answers else None


def may_quote(voice: ChildVoice) -> bool:
    """Return whether a child's own words may leave the association.

    Source:
        Law 91/2025/QH15, art. 24(2) and Law 102/2016/QH13, art. 6(11): the representative agrees, and from 7 years the
        child; age unknown counts as 7 or more. Explaining it in words that fit the age is quy ước nội bộ.
    """
    of_age = voice.age is None or voice.age >= CONSENT_AGE
    agreed = voice.guardian is Agreement.YES and (voice.child is Agreement.YES or not of_age)
    refused = voice.child is Agreement.NO
    return bool(voice.words) and voice.explained and agreed and not refused


_CONNECTED = frozenset({Origin.CHILD, Origin.SOCIAL_ORG})


def counted_collecting(collected: Collected, unit: UUID) -> Counted:
    """Return what collecting it counts for. Source: LAW 1.2, `A92_4_CONNECT_CONVEY`."""
    clauses = (Duty.CONNECT,) if collected.origin in _CONNECTED else ()
    return Counted(unit=unit, on=collected.collected_on, clauses=clauses, area=collected.area)


def counted_conveying(collected: Collected, conveyance: Conveyance, unit: UUID) -> Counted:
    """Return what conveying it counts for. Source: LAW 1.2."""
    if collected.kind is RecommendationKind.POSITION:
        clauses: tuple[Duty, ...] = (Duty.STATE_POSITION,)
    elif collected.origin in _CONNECTED:
        clauses = (Duty.RECOMMEND, Duty.CONNECT)
    else:
        clauses = (Duty.RECOMMEND,)
    return Counted(unit=unit, on=conveyance.on, clauses=clauses, area=collected.area)


def counted_following(collected: Collected, on: date, unit: UUID) -> Counted:
    """Return what a reply, or telling the child of it, counts for.

    Source: LAW 1.2; Decree 56/2017/NĐ-CP, art. 52(3) speaks of opinions of children alone.
    """
    is_child = collected.origin is Origin.CHILD
    position = collected.kind is RecommendationKind.POSITION
    clauses = (
        *((Duty.RECOMMEND,) if not position else (Duty.STATE_POSITION,)),
        *((Duty.TRACK_REPLY,) if is_child else ()),
    )
    return Counted(unit=unit, on=on, clauses=clauses, area=collected.area)
