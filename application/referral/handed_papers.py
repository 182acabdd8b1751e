"""Papers that go along with a request, where they are granted: for its reviewer, and for the head who approves.

Four eyes need the same papers: whoever approves an opinion reads what it rests on (LAW 6.2).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.files import FileBytes, GivenOut
from application.referral.handed import handed_over
from application.work import Question, Work
from domain.files import FileAttached
from domain.kernel import Erased, FieldClass, Unknown
from domain.referral import Referral

log = structlog.get_logger()


class OpenPaper(Question):
    """Have a paper given out that goes along with a request, as its reviewer."""

    ACTION: ClassVar[Action] = Action.REVIEW_REFERRAL
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.EVIDENCE
    referral_id: UUID
    paper: int
    """Position of the fact by which it was attached."""

    def record(self) -> UUID | None:
        """The request."""
        return self.referral_id


class OpenPaperAsHead(OpenPaper):
    """Have it given out as the head, once there is an opinion to approve."""

    ACTION: ClassVar[Action] = Action.APPROVE_OPINION


def give_paper(question: OpenPaper, work: Work) -> GivenOut:
    """Return the paper under a name that names nobody; the access log keeps the digest of its ciphertext.

    Raises:
        Unknown: It does not go along, was taken out of sight, or papers are not granted; for the head also while
            there is no opinion.
    """
    work.allow(question)
    referral = work.read(Referral, question.referral_id)
    if isinstance(question, OpenPaperAsHead) and not referral.stage.is_read_by_the_head:
        raise Unknown
    attached = next((one for one in handed_over(referral, work) if one.position == question.paper), None)
    fact = attached.fact if attached is not None else None
    if attached is None or not isinstance(fact, FileAttached) or isinstance(fact.said.description, Erased):
        raise Unknown
    work.gave_out((), bytes.fromhex(fact.kept.content.digest), FieldClass.EVIDENCE)
    content = work.view(FileBytes).read(attached, 0)  # type: ignore[type-abstract]
    log.info("paper_given_out", referral_id=str(referral.id))
    name = f"de-nghi-{str(referral.id)[:8]}-tep-{fact.number}.{fact.kept.format.value}"
    return GivenOut(content, name, fact.kept.format)
