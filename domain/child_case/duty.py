"""The duty to pass information on: when somebody competent knows.

Source: Law on Children 102/2016/QH13, art. 51(1), with Decree 56/2017/NĐ-CP, art. 25(1); for sexual abuse of a person
under 18 Joint Circular 01/2022/TTLT-VKSNDTC-TANDTC-BCA-BQP-BLĐTBXH, art. 9: police or an investigating body.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.directory import RecipientKind


def is_met(told: Iterable[RecipientKind], *, sexual_abuse_under_18: bool) -> bool:
    """Return whether one of the bodies that were told, or knew already, is one whom the law names."""
    if sexual_abuse_under_18:
        return any(kind.satisfies_sexual_abuse_duty for kind in told)
    return any(kind.satisfies_forwarding_duty for kind in told)
