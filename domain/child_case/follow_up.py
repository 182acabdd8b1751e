"""What the association does about a child: notes, triage, forwardings and what came back, the next step, closing.

Forwarding is open from the first second: the law says *ngay* (Decree 56/2017/NĐ-CP, art. 25(1)).
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator

from domain.directory import Recipient
from domain.identity import Day
from domain.kernel import Contact, Instant, Line, Narrative, Said, Summary, Text, Value
from domain.lists import ForwardChannel, Outcome, ReplyKind, TriageLevel
from domain.text import none_if_blank

OptionalDay = Annotated[Day | None, BeforeValidator(none_if_blank)]
"""A day, or none."""


class Forwarding(Value):
    """Information passed to an authority: to whom, when, how, under which reference."""

    recipient: Recipient
    channel: ForwardChannel = ForwardChannel.PHONE
    at: Instant | None = None
    """When it was passed on; None means: just now."""
    reference: Summary[Line] = ""
    spoke_to: Contact[Line] = ""
    what: Narrative[Text] = ""


class AlreadyKnown(Value):
    """*Cơ quan đã biết*: which body knows already, since when, under which reference."""

    recipient: Recipient
    since: OptionalDay = None
    reference: Summary[Line] = ""
    """Where there is none, people write "không có số hiệu"."""

    @property
    def is_complete(self) -> bool:
        """Whether it says which, since when and under which reference: only then closing counts it."""
        return self.since is not None and self.reference != ""


class Answer(Value):
    """What came back from a body that the information was passed to."""

    forwarding: int
    """Version of the forwarding that is answered."""
    kind: ReplyKind = ReplyKind.ACKNOWLEDGED
    at: Instant | None = None
    reference: Summary[Line] = ""
    what: Narrative[Text] = ""


class Triage(Value):
    """*Nhận định ban đầu của Hội (không phải Mẫu 02)*: the association's own first look, never the statutory one."""

    level: TriageLevel
    reason: Narrative[Text] = ""


class Step(Value):
    """What is to be done next, until when, by whom."""

    what: Narrative[Said]
    due_on: Day
    responsible: UUID | None = None
    """None means: whoever answers for the entry."""


class Closing(Value):
    """How the follow-up ended: outcome, and whether the child was told, or why not."""

    outcome: Outcome
    child_informed: bool = False
    why_not_informed: Narrative[Line] = ""
    note: Narrative[Text] = ""
