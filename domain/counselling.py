"""`Counselling`: one consultation matter with one or more sessions, with a case or standing alone.

Counselling is never blocked: sessions always append, and opposing sides warn (DESIGN, section 3, rules 2 to 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator

from domain.child_case.follow_up import Step
from domain.correction import Hiding
from domain.files import Files, MatterFileAttached, MatterFileWithdrawn
from domain.handover import CounsellingStepsGiven, HandOver, StepsGiven
from domain.identity import MaybeDate
from domain.kernel import (
    Act,
    Contact,
    Erased,
    Event,
    Health,
    Identity,
    Instant,
    Line,
    Named,
    Narrative,
    Refused,
    State,
    Text,
    Unknown,
    Value,
)
from domain.lists import ClientKind, ConsultationChannel, ConsultationKind, LatenessReason, PartySide
from domain.matter_code import matter_code as matter_code
from domain.matter_code import matter_ids as matter_ids
from domain.text import fold as folded

USUAL_MINUTES = 30
"""Length that the short form offers. Source: quy ước nội bộ."""
LONGEST_MINUTES = 24 * 60
"""Longest session that can be entered. Source: quy ước nội bộ; more than a day is a slip."""
WORDS_OF_A_NAME = 2
"""A name of fewer words is too common to warn on. Source: quy ước nội bộ."""


class Party(Value):
    """Someone named in a consultation; the whole list is encrypted as one."""

    name: Named
    relation: Line = ""
    side: PartySide = PartySide.OTHER
    birth: MaybeDate = None
    telephone: Line = ""


class Consultation(Value):
    """One session: who, how, when, what was said and advised, and what comes next.

    What is said in psychological counselling is health data: it goes to `health_narrative` and `health_advice`
    whichever field it was typed into (DESIGN, section 3, rule 10).
    """

    kind: ConsultationKind = ConsultationKind.LEGAL
    channel: ConsultationChannel = ConsultationChannel.PHONE
    client: ClientKind = ClientKind.CHILD
    held_at: Instant | None = None
    """When it took place; None means: just now."""
    minutes: int = Field(default=USUAL_MINUTES, ge=1, le=LONGEST_MINUTES)
    health_narrative: Health[Text] = ""
    health_advice: Health[Text] = ""
    narrative: Narrative[Text] = Field(default="", validate_default=True)
    advice: Narrative[Text] = ""
    next: Step | None = None
    client_name: Identity[Line] = ""
    client_contact: Contact[Line] = ""
    parties: Identity[tuple[Party, ...]] = ()
    lateness: LatenessReason | None = None
    """Why it is entered later than it took place."""

    @model_validator(mode="before")
    @classmethod
    def _psychological_notes_are_health(cls, given: Any, info: ValidationInfo) -> Any:
        if _is_stored(info) or not isinstance(given, Mapping):
            return given
        if str(given.get("kind", "")).rsplit("/", 1)[-1] != ConsultationKind.PSYCHOLOGICAL.value:
            return given
        moved = dict(given)
        for name in ("narrative", "advice"):
            said = moved.get(name)
            if isinstance(said, str) and said.strip():
                moved[f"health_{name}"] = moved.pop(name)
        return moved

    @field_validator("narrative")
    @classmethod
    def _something_was_said(cls, said: str | Erased, info: ValidationInfo) -> str | Erased:
        if not _is_stored(info) and not said and not info.data.get("health_narrative"):
            raise ValueError("required")
        return said

    @property
    def is_psychological(self) -> bool:
        """Whether its notes are health data."""
        return self.kind is ConsultationKind.PSYCHOLOGICAL

    @property
    def told(self) -> str | Erased:
        """What was said, from whichever field class it is kept in."""
        return self.health_narrative if self.is_psychological else self.narrative

    @property
    def advised(self) -> str | Erased:
        """What was advised, from whichever field class it is kept in."""
        return self.health_advice if self.is_psychological else self.advice

    def names(self) -> Sides:
        """Return the folded names on each side."""
        parties = () if isinstance(self.parties, Erased) else self.parties
        client = [self.client_name, *(p.name for p in parties if p.side is PartySide.CLIENT)]
        opposing = [p.name for p in parties if p.side is PartySide.OPPOSING]
        return Sides(_whole_names(client), _whole_names(opposing))


def _is_stored(info: ValidationInfo) -> bool:
    return isinstance(info.context, Mapping) and bool(info.context.get("stored"))


def _whole_names(names: Iterable[str | Erased]) -> frozenset[str]:
    spoken = (folded(name) for name in names if not isinstance(name, Erased))
    return frozenset(name for name in spoken if len(name.split()) >= WORDS_OF_A_NAME)


@dataclass(frozen=True, slots=True)
class Sides:
    """Who stands where in one consultation, or in a case: folded names."""

    client: frozenset[str] = frozenset()
    opposing: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.client or self.opposing)

    def against(self, other: Sides) -> bool:
        """Whether someone is the client's side here and the opposing side there.

        Source: Decree 77/2008/NĐ-CP, art. 4(1)(d); Law on Lawyers 65/2006/QH11, art. 9(1)(a); LAW 6.2.
        """
        return bool(self.client & other.opposing or self.opposing & other.client)


class IsLinkedAlready(Refused):
    """The matter belongs to another case."""

    vi = "Vụ tư vấn này đã gắn với một hồ sơ khác."
    en = "This matter already belongs to another case."


class NoSuchStep(Unknown):
    """No session of this matter agreed such a step."""

    vi = "Vụ tư vấn này không có việc hẹn đó."
    en = "This matter has no such step."


class CounsellingOpened(Event):
    """A consultation matter was opened; its first session follows at once."""

    TOPIC: ClassVar[str] = "counselling.opened.1"
    unit: UUID
    counsellor: UUID | None
    case_id: UUID | None = None


class ConsultationLogged(Event):
    """A session took place."""

    TOPIC: ClassVar[str] = "counselling.session-logged.1"
    consultation: Consultation
    names_sides: bool = False
    """Whether someone is named on a side; the names themselves stay encrypted."""
    warned: bool = False
    """Whether opposing sides were found."""
    opposing: tuple[UUID, ...] = ()
    """The matters or the case in which they were found."""


class CounsellingLinked(Event):
    """The matter was tied to a case."""

    TOPIC: ClassVar[str] = "counselling.linked.1"
    case_id: UUID


class CounsellingAssigned(Event):
    """The matter was handed over to another counsellor."""

    TOPIC: ClassVar[str] = "counselling.assigned.1"
    handover: HandOver


class CounsellingStepDone(Event):
    """An agreed step was done."""

    TOPIC: ClassVar[str] = "counselling.step-done.1"
    step: int
    """Version of the session that agreed it."""


class SessionCorrected(Event):
    """A session was corrected: the whole of it anew, and why."""

    TOPIC: ClassVar[str] = "counselling.session-corrected.1"
    entry: int
    """Version of the fact that logged the session."""
    consultation: Consultation
    reason: Narrative[Line] = ""
    names_sides: bool = False
    step_is_open: bool = False
    """Whether the step that it agrees now is still to be done."""
    warned: bool = False
    opposing: tuple[UUID, ...] = ()
    """Opposing sides as they are found with the names of today."""


class SessionHidden(Hiding):
    """A session was hidden: entered in the wrong place, or exposing."""

    TOPIC: ClassVar[str] = "counselling.session-hidden.1"


class SessionMovedOut(SessionHidden):
    """A session was moved to another matter, since it was entered here by mistake; nothing says to which."""

    TOPIC: ClassVar[str] = "counselling.session-moved-out.1"


class SessionMovedIn(ConsultationLogged):
    """A session came from another matter, where it was entered by mistake, written anew for this one."""

    TOPIC: ClassVar[str] = "counselling.session-moved-in.1"
    entered_at: Instant
    """When it was first entered."""
    entered_by: UUID | None
    """Who entered it first."""


class CounsellingRelinked(Event):
    """The matter was tied to the wrong case: it is tied to another, or to none."""

    TOPIC: ClassVar[str] = "counselling.relinked.1"
    case_id: UUID | None


Further = (
    ConsultationLogged
    | CounsellingLinked
    | CounsellingStepDone
    | CounsellingAssigned
    | CounsellingStepsGiven
    | SessionCorrected
    | SessionHidden
    | SessionMovedOut
    | SessionMovedIn
    | CounsellingRelinked
    | MatterFileAttached
    | MatterFileWithdrawn
)


class Counselling(State[CounsellingOpened, Further]):
    """What the rules of a matter ask for."""

    SKIMS = frozenset(
        {ConsultationLogged, SessionMovedIn, SessionCorrected, MatterFileAttached, MatterFileWithdrawn}
    )

    unit: UUID
    counsellor: UUID | None
    case_id: UUID | None = None
    steps: tuple[int, ...] = ()
    """Versions of the sessions that agreed a step."""
    open_steps: tuple[int, ...] = ()
    sessions: dict[int, tuple[int, ...]] = Field(default_factory=dict)
    """Sessions that stand, by version, with the versions of their corrections."""
    files: Files = Files()

    # -- decisions -----------------------------------------------------------------------------------------------

    @classmethod
    def begin(
        cls, unit: UUID, case_id: UUID | None, said: Consultation, act: Act, opposing: tuple[UUID, ...] = ()
    ) -> tuple[CounsellingOpened, ConsultationLogged]:
        """Open a matter with its first session; never refused."""
        session = _logged(said, act, opposing)
        opened = CounsellingOpened(
            occurred_at=session.occurred_at, unit=unit, counsellor=act.account, case_id=case_id
        )
        return opened, session

    def log(self, said: Consultation, act: Act, opposing: tuple[UUID, ...] = ()) -> ConsultationLogged:
        """Add a session; it always appends and never goes stale."""
        return _logged(said, act, opposing)

    def link(self, case_id: UUID, act: Act) -> CounsellingLinked | None:
        """Tie the matter to a case; None when it is tied to this case already.

        Raises:
            IsLinkedAlready: It belongs to another case.
        """
        if self.case_id == case_id:
            return None
        if self.case_id is not None:
            raise IsLinkedAlready
        return CounsellingLinked(occurred_at=act.at, case_id=case_id)

    def assign(self, handover: HandOver, act: Act) -> CounsellingAssigned:
        """Hand the matter over; open steps of whom it relieves follow the new counsellor."""
        return CounsellingAssigned(occurred_at=act.at, handover=handover.instead_of(self.counsellor))

    def give_steps(self, given: StepsGiven, act: Act) -> CounsellingStepsGiven:
        """Give the open steps of one person to another; who answers for the matter stays."""
        return CounsellingStepsGiven(occurred_at=act.at, given=given)

    def step_done(self, step: int, act: Act) -> CounsellingStepDone | None:
        """Tick off an agreed step; None when that was done already.

        Raises:
            NoSuchStep: No session agreed it.
        """
        if step not in self.steps:
            raise NoSuchStep
        return CounsellingStepDone(occurred_at=act.at, step=step) if step in self.open_steps else None

    # -- folding -------------------------------------------------------------------------------------------------

    @classmethod
    def began(cls, stream: UUID, fact: CounsellingOpened) -> Counselling:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, counsellor=fact.counsellor, case_id=fact.case_id)

    def apply(self, fact: Further) -> Counselling:
        """Return the state after one more fact."""
        match fact:
            case ConsultationLogged():
                step = self.version + 1
                logged = self.but(sessions={**self.sessions, step: (step,)})
                if fact.consultation.next is None:
                    return logged
                return logged.but(steps=(*self.steps, step), open_steps=(*self.open_steps, step))
            case SessionCorrected():
                held = {**self.sessions, fact.entry: (*self.sessions.get(fact.entry, ()), self.version + 1)}
                return self._stepping(fact.entry, agrees=fact.consultation.next is not None).but(
                    sessions=held
                )
            case SessionHidden():
                return self._hidden(fact)
            case CounsellingRelinked() | CounsellingLinked():
                return self.but(case_id=fact.case_id)
            case CounsellingAssigned():
                return self.but(counsellor=fact.handover.counsellor)
            case CounsellingStepsGiven():
                return self
            case CounsellingStepDone():
                return self.but(open_steps=tuple(step for step in self.open_steps if step != fact.step))
            case MatterFileAttached() | MatterFileWithdrawn():
                return self.but(files=self.files.after(fact, self.version + 1))

    def _stepping(self, entry: int, *, agrees: bool) -> Counselling:
        """Return the state with the step of a session agreed, or with none; what was done stays done."""
        if not agrees:
            others = tuple(one for one in self.open_steps if one != entry)
            return self.but(steps=tuple(one for one in self.steps if one != entry), open_steps=others)
        if entry in self.steps:
            return self
        return self.but(steps=(*self.steps, entry), open_steps=(*self.open_steps, entry))

    def _hidden(self, fact: SessionHidden) -> Counselling:
        if fact.instead is None:
            kept = {version: held for version, held in self.sessions.items() if version != fact.entry}
            return self._stepping(fact.entry, agrees=False).but(sessions=kept)
        held = tuple(
            v for v in self.sessions.get(fact.entry, ()) if v == fact.entry or v not in fact.versions
        )
        return self.but(sessions={**self.sessions, fact.entry: held})


def _logged(said: Consultation, act: Act, opposing: tuple[UUID, ...]) -> ConsultationLogged:
    return ConsultationLogged(
        occurred_at=said.held_at or act.at,
        consultation=said,
        names_sides=bool(said.names()),
        warned=bool(opposing),
        opposing=opposing,
    )
