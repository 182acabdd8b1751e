"""What was agreed to be done next, opened from the ledger for the rows that a list shows."""

from __future__ import annotations

from application.ledger import Recorded
from domain.child_case import CaseStepPlanned
from domain.counselling import ConsultationLogged
from domain.mirror.facts import CooperationRequested, MeetingInvited, TaskAssigned


def agreed(recorded: Recorded) -> tuple[str, bool]:
    """Return what was agreed, and whether it belongs to psychological counselling, whose words no list shows."""
    match recorded.fact:
        case CaseStepPlanned(step=step):
            return step.what or "", False
        case ConsultationLogged(consultation=said) if said.is_psychological:
            return "", True
        case ConsultationLogged(consultation=said) if said.next is not None:
            return said.next.what or "", False
        case CooperationRequested(request=asked):
            return asked.what or "", False
        case MeetingInvited(invitation=invited):
            return invited.note or "", False
        case TaskAssigned(task=task):
            return task.what or "", False
        case _:
            return "", False
