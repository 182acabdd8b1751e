"""`Restriction`: a case held closely, and answered for by a unit that nobody named in it belongs to.

A file opens restricted when a member of staff is the person suspected, is related to them, or is a party; not
because a member only reported. Lifting it takes two people.

Source: DESIGN, section 3, rule 9; Law on Children 102/2016/QH13, art. 33 of Decree 56/2017/NĐ-CP (secrecy).
"""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID

from domain.codes import Code
from domain.kernel import Act, Event, Legal, Refused, Said, State, Text, Value
from domain.second_person import by_another


class RestrictionGround(Code, name="restriction-ground"):
    """Why a case is held closely. Source: DESIGN, section 3, rule 9; wording of our own."""

    STAFF_SUSPECTED = (
        "staff-suspected",
        "Người của Hội là người bị nghi xâm hại",
        "Someone of the association is the person suspected",
    )
    STAFF_RELATED = (
        "staff-related",
        "Người của Hội là người thân của người bị nghi xâm hại",
        "Someone of the association is related to the person suspected",
    )
    STAFF_PARTY = "staff-party", "Người của Hội là một bên", "Someone of the association is a party"
    PROTECTION = "protection", "Cần giữ kín để bảo vệ trẻ", "Held closely to protect the child"


class Placing(Value):
    """Why, and which unit answers for the case from here on (None: it stays where it is)."""

    ground: RestrictionGround
    note: Legal[Text] = ""
    answers: UUID | None = None


class RestrictionPlaced(Event):
    """A case is held closely."""

    TOPIC: ClassVar[str] = "restriction.placed.1"
    case_id: UUID
    placing: Placing


class RestrictionLiftAsked(Event):
    """The first of two people wants it lifted."""

    TOPIC: ClassVar[str] = "restriction.lift-asked.1"
    asked_by: UUID
    reason: Legal[Said]


class RestrictionLifted(Event):
    """The second agreed; the case is held as any other."""

    TOPIC: ClassVar[str] = "restriction.lifted.1"
    agreed_by: UUID


class NotRestricted(Refused):
    """The case is held as any other."""

    vi = "Hồ sơ này không còn bị hạn chế."
    en = "This case is not restricted any more."


Further = RestrictionPlaced | RestrictionLiftAsked | RestrictionLifted


class Restriction(State[RestrictionPlaced, Further]):
    """What is said about holding one case closely; placed again on the same stream."""

    case_id: UUID
    active: bool = True
    asked_by: UUID | None = None

    @classmethod
    def place(cls, case_id: UUID, placing: Placing, act: Act) -> RestrictionPlaced:
        """Hold a case closely; never refused."""
        return RestrictionPlaced(occurred_at=act.at, case_id=case_id, placing=placing)

    def lift(self, reason: str, act: Act) -> RestrictionLiftAsked | RestrictionLifted:
        """Ask for it to be lifted, or agree to what another asked.

        Raises:
            NotRestricted: It is not restricted.
            SecondPersonNeeded: The same person asked before.
        """
        if not self.active or act.account is None:
            raise NotRestricted
        if self.asked_by is None:
            return RestrictionLiftAsked(occurred_at=act.at, asked_by=act.account, reason=reason)
        return RestrictionLifted(occurred_at=act.at, agreed_by=by_another(self.asked_by, act))

    @classmethod
    def began(cls, stream: UUID, fact: RestrictionPlaced) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, case_id=fact.case_id)

    def apply(self, fact: Further) -> Self:
        """Return the state after one more fact."""
        match fact:
            case RestrictionPlaced():
                return self.but(active=True, asked_by=None)
            case RestrictionLiftAsked():
                return self.but(asked_by=fact.asked_by)
            case RestrictionLifted():
                return self.but(active=False, asked_by=None)
