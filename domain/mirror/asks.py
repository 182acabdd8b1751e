"""What an authority waits for from the association, and what became of it: cooperation, case meetings, tasks.

Source: Decree 56/2017/NĐ-CP, arts. 25(2), 27(2), 28(3)(b) and (c), 29(2).
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator

from domain.directory import Recipient
from domain.kernel import Contact, Instant, Line, Narrative, Said, Summary, Text, Value
from domain.lists import LegalBasis
from domain.mirror.codes import AnswerKind, TaskReply
from domain.mirror.report import OptionalDay, SourceDocument

Person = Annotated[UUID | None, BeforeValidator(lambda value: None if value == "" else value)]
"""An account, or whoever answers for the case."""


class CooperationRequest(Value):
    """An authority asks for information or help (art. 25(2))."""

    what: Narrative[Said]
    source: SourceDocument = SourceDocument()
    asked_at: Instant | None = None
    """When it reached the association; None means: just now."""
    asked_by: Contact[Line] = ""
    due_on: OptionalDay = None
    responsible: Person = None


class CooperationAnswer(Value):
    """What the association answered: what was given, to whom, on which basis."""

    kind: AnswerKind
    to: Recipient | None = None
    legal_basis: LegalBasis = LegalBasis.COMPETENT_BODY
    what: Narrative[Text] = ""
    """What was given, or why not."""
    at: Instant | None = None
    spoke_to: Contact[Line] = ""
    reference: Summary[Line] = ""


class Invitation(Value):
    """The association is invited to a case meeting (art. 27(2))."""

    meets_on: OptionalDay = None
    hour: Summary[Line] = ""
    place: Summary[Line] = ""
    source: SourceDocument = SourceDocument()
    invited_at: Instant | None = None
    responsible: Person = None
    note: Narrative[Text] = ""


class Attendance(Value):
    """Who went to a case meeting, or why nobody did, and what was said for the association."""

    attended: bool
    who: Contact[Line] = ""
    why_not: Narrative[Line] = ""
    opinion: Narrative[Text] = ""
    held_on: OptionalDay = None
    to: Recipient | None = None
    legal_basis: LegalBasis = LegalBasis.COMPETENT_BODY

    @property
    def discloses(self) -> bool:
        """Whether the association said something of the case."""
        return self.attended and self.opinion != ""


class Task(Value):
    """A task that a plan gives to the association."""

    what: Narrative[Said]
    source: SourceDocument = SourceDocument()
    starts_on: OptionalDay = None
    due_on: OptionalDay = None
    assigned_at: Instant | None = None
    responsible: Person = None


class TaskAnswer(Value):
    """Whether the association takes it; a task that it does not take has a reason."""

    reply: TaskReply
    reason: Narrative[Line] = ""


class TaskResult(Value):
    """What was done."""

    done_on: OptionalDay = None
    what: Narrative[Text] = ""
