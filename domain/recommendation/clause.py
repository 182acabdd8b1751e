"""Which duty of article 92 a recommendation is counted under, by what it is and whom it comes from."""

from __future__ import annotations

from domain.duties import Duty
from domain.recommendation.codes import Origin, RecommendationKind

DUTIES = (Duty.RECOMMEND, Duty.CONNECT, Duty.STATE_POSITION)
"""The duties that a recommendation can stand under, in the order of the law."""
_GATHERED = frozenset({Origin.CHILD, Origin.SOCIAL_ORG})


def duty_of(kind: RecommendationKind, origin: Origin) -> Duty:
    """Return the duty: a position stated, one gathered from children or social organisations, or the association's own.

    Source: Law 102/2016/QH13, art. 92(2) and (4); LAW 1.2 (the division by origin is quy ước nội bộ).

    >>> duty_of(RecommendationKind.RECOMMENDATION, Origin.CHILD).value
    'A92_4_CONNECT_CONVEY'
    """
    if kind is RecommendationKind.POSITION:
        return Duty.STATE_POSITION
    return Duty.CONNECT if origin in _GATHERED else Duty.RECOMMEND


def under(duty: Duty) -> tuple[tuple[RecommendationKind, Origin], ...]:
    """Return the kinds and origins that stand under a duty."""
    return tuple(
        (kind, origin) for kind in RecommendationKind for origin in Origin if duty_of(kind, origin) is duty
    )
