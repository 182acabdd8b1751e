"""Who was asked for a second look at an opinion, and what came of it, from the facts of a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from application.ledger import Recorded
from domain.codes import Code
from domain.referral.facts import DissentNoted
from domain.referral.second_look import SecondLookAsked, SecondLookOpened, SecondLookRecused


class LookState(Code, name="second-look"):
    """How far a second look has come."""

    ASKED = "asked", "Chờ khai báo xung đột lợi ích", "Waiting for the conflict declaration"
    OPEN = "open", "Đang xem", "Looking"
    RECUSED = "recused", "Đã từ chối", "Recused"
    DISSENTED = "dissented", "Đã ghi ý kiến khác", "Noted a dissent"


@dataclass(frozen=True, slots=True)
class Look:
    """One second look."""

    reader: UUID
    state: LookState


def looks_of(history: Sequence[Recorded]) -> tuple[Look, ...]:
    """Return the second looks of a request, in the order in which they were asked."""
    found: dict[UUID, LookState] = {}
    for one in history:
        match one.fact:
            case SecondLookAsked(reader=reader):
                found[reader] = LookState.ASKED
            case SecondLookOpened(reader=reader):
                found[reader] = LookState.OPEN
            case SecondLookRecused(reader=reader):
                found[reader] = LookState.RECUSED
            case DissentNoted():
                found |= {who: LookState.DISSENTED for who in found if one.envelope.actor == f"account:{who}"}
            case _:
                continue
    return tuple(Look(reader, state) for reader, state in found.items())
