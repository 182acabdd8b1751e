"""*Khẩn cấp*: one box and "đã báo cho ai", saved from any state; always a stream of its own; details follow later.

Source: DESIGN, section 3, rule 1; Decree 56/2017/NĐ-CP, art. 31.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.kernel import Act, Event, Line, Narrative, Refused, Said, State, Text, Value


class Emergency(Value):
    """What is happening, and who has been told. `file_code` is what the person knows of the case, if anything."""

    what: Narrative[Said]
    told: Narrative[Text] = ""
    file_code: Narrative[Line] = ""


class EmergencyNoted(Event):
    """A child is in danger now."""

    TOPIC: ClassVar[str] = "emergency.noted.1"
    emergency: Emergency
    unit: UUID
    case_id: UUID | None = None


class EmergencyTakenUp(Event):
    """Someone answers for it: it belongs to this case now."""

    TOPIC: ClassVar[str] = "emergency.taken-up.1"
    case_id: UUID


class EmergencyRelinked(Event):
    """It was placed in the wrong case: it belongs to this one, and waits for whoever answers there."""

    TOPIC: ClassVar[str] = "emergency.relinked.1"
    case_id: UUID


class AlreadyTakenUp(Refused):
    """Someone answers for the emergency already."""

    vi = "Tin khẩn cấp này đã có người nhận xử lý."
    en = "Someone answers for this emergency already."


Further = EmergencyTakenUp | EmergencyRelinked


class EmergencyCall(State[EmergencyNoted, Further]):
    """One emergency."""

    unit: UUID
    case_id: UUID | None
    is_taken_up: bool = False
    """Whether someone answers for it; naming a case when it was noted is not yet that."""

    @classmethod
    def note(cls, emergency: Emergency, unit: UUID, case_id: UUID | None, act: Act) -> EmergencyNoted:
        """Record it; nothing is ever asked first."""
        return EmergencyNoted(
            occurred_at=act.at, received_at=act.at, emergency=emergency, unit=unit, case_id=case_id
        )

    @classmethod
    def began(cls, stream: UUID, fact: EmergencyNoted) -> EmergencyCall:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, case_id=fact.case_id)

    def apply(self, fact: Further) -> EmergencyCall:
        """Return the state after one more fact."""
        return self.but(case_id=fact.case_id, is_taken_up=isinstance(fact, EmergencyTakenUp))

    def relink(self, case_id: UUID, act: Act) -> EmergencyRelinked:
        """Take it out of the wrong case and place it in the right one, where someone takes it up."""
        return EmergencyRelinked(occurred_at=act.at, case_id=case_id)

    def take_up(self, case_id: UUID, act: Act) -> EmergencyTakenUp:
        """Answer for it in a case: the one that was named, or another."""
        if self.is_taken_up:
            raise AlreadyTakenUp
        return EmergencyTakenUp(occurred_at=act.at, case_id=case_id)
