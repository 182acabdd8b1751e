"""What is due in a case: its own step, and those that its consultations agreed, read from the facts of its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from application.ledger import Recorded
from domain.child_case import CaseAssigned, CaseClosed, CaseOpened, CaseStepDone, CaseStepPlanned
from domain.child_case.follow_up import Step
from domain.counselling import ConsultationLogged, CounsellingAssigned, CounsellingOpened, CounsellingStepDone
from domain.handover import CaseStepsGiven, CounsellingStepsGiven, HandOver, StepsGiven
from domain.imported import CaseTakenBack

Key = tuple[UUID, int]
"""A stream, and the version of its fact that agreed a step."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that was agreed and not done."""

    stream: UUID
    version: int
    step: Step
    is_consultation: bool
    is_psychological: bool
    responsible: UUID | None


@dataclass
class _Desk:
    """Open steps and who answers for each stream, fact by fact; the same rules as the view of steps due."""

    steps: dict[Key, OpenStep]
    counsellors: dict[UUID, UUID | None]

    def note(self, recorded: Recorded) -> None:
        """Fold one fact."""
        stream, fact = recorded.stream, recorded.fact
        match fact:
            case CaseOpened(counsellor=counsellor) | CounsellingOpened(counsellor=counsellor):
                self.counsellors[stream] = counsellor
            case CaseStepPlanned(step=step):
                self._end(of=stream)
                self._agree(recorded, step)
            case ConsultationLogged(consultation=said) if said.next is not None:
                self._agree(recorded, said.next, consultation=True, psychological=said.is_psychological)
            case CaseStepDone(step=version) | CounsellingStepDone(step=version):
                self.steps.pop((stream, version), None)
            case CaseAssigned(handover=given):
                self._hand_over(given, list(self.counsellors), case=stream)
            case CounsellingAssigned(handover=given):
                self.counsellors[stream] = given.counsellor
                self._hand_over(given, [stream])
            case CaseStepsGiven(given=steps) | CounsellingStepsGiven(given=steps):
                self._give(steps, stream)
            case CaseClosed() | CaseTakenBack():
                self.steps.clear()
            case _:
                pass  # other facts agree and end nothing

    def _end(self, of: UUID) -> None:
        self.steps = {key: step for key, step in self.steps.items() if key[0] != of}

    def _agree(
        self, recorded: Recorded, step: Step, *, consultation: bool = False, psychological: bool = False
    ) -> None:
        key = recorded.stream, recorded.version or 0
        self.steps[key] = OpenStep(*key, step, consultation, psychological, step.responsible)

    def _hand_over(self, given: HandOver, streams: list[UUID], case: UUID | None = None) -> None:
        for stream in streams:
            if stream == case or self.counsellors.get(stream) in given.relieved:
                self.counsellors[stream] = given.counsellor
        for key, step in self.steps.items():
            if key[0] in streams and step.responsible in given.relieved:
                self.steps[key] = replace(step, responsible=given.counsellor)

    def _give(self, given: StepsGiven, stream: UUID) -> None:
        for key, step in self.steps.items():
            if key[0] == stream and step.responsible == given.of:
                self.steps[key] = replace(step, responsible=given.to)


def open_steps(history: Iterable[Recorded]) -> tuple[OpenStep, ...]:
    """Return the open steps of a case or of one consultation, the earliest due first."""
    desk = _Desk({}, {})
    for recorded in history:
        desk.note(recorded)
    answered = (
        replace(step, responsible=step.responsible or desk.counsellors.get(step.stream))
        for step in desk.steps.values()
    )
    return tuple(sorted(answered, key=lambda one: (one.step.due_on, one.version)))
