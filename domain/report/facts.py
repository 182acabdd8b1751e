"""Facts of reports. Figures and codes stay readable; whatever somebody typed is encrypted under the report's key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from domain.kernel import Event, Identity, Line, Named, Narrative, Said, Summary, Text, Value
from domain.report.codes import ReportKind, ReportLevel
from domain.report.figures import ReportFigures
from domain.text import none_if_blank


class Asked(Value):
    """Which report: its kind, days, whose work, and the activity that a forum's report is about."""

    kind: ReportKind
    first: date
    last: date
    covers: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None
    """One unit; None: every unit of the association."""
    forum: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None

    def of_days(self, first: date, last: date) -> Asked:
        """Return the same report over other days."""
        return self.model_copy(update={"first": first, "last": last})


class Heading(Value):
    """What stands around the text, in the layout of Decree 30/2020/NĐ-CP, annex I."""

    level: ReportLevel
    provided_to: Summary[Named]
    """*Phạm vi cung cấp* (Decree 56/2017/NĐ-CP, art. 24(3))."""
    addressee: Summary[Named]
    """*Kính gửi*."""
    copies: Summary[Text] = ""
    """*Nơi nhận*, one a line."""
    place: Summary[Named]
    signs_as: Summary[Named]
    """Capacity of whoever signs."""
    signatory: Identity[Line] = ""
    due_on: Annotated[date | None, BeforeValidator(none_if_blank)] = None
    """A day of the association's own; quy ước nội bộ."""


class Parts(Value):
    """What is said in words."""

    assessment: Narrative[Text] = ""
    difficulties: Narrative[Text] = ""
    causes: Narrative[Text] = ""
    direction: Narrative[Text] = ""


class Draft(Value):
    """One writing of a report."""

    heading: Heading
    parts: Parts = Parts()


class Issue(Value):
    """Under which number a report goes out, and on which day."""

    number: Annotated[int, Field(ge=1, le=99_999)]
    issued_on: date


class ReportDrafted(Event):
    """A report was begun, with its figures as known at one position."""

    TOPIC: ClassVar[str] = "report.drafted.1"
    unit: UUID
    asked: Asked
    draft: Draft
    figures: ReportFigures
    topic: Summary[Line] = ""
    """Of a forum: what it was about, where."""
    drafted_by: UUID


class ReportRedrafted(Event):
    """It was written anew; the figures were taken anew or kept."""

    TOPIC: ClassVar[str] = "report.redrafted.1"
    draft: Draft
    figures: ReportFigures
    drafted_by: UUID


class ReportSentBack(Event):
    """Whoever was to approve it asks for another look."""

    TOPIC: ClassVar[str] = "report.sent-back.1"
    drafted: int
    comment: Narrative[Said]


class ReportApproved(Event):
    """Somebody else than whoever wrote it agreed with one writing of it."""

    TOPIC: ClassVar[str] = "report.approved.1"
    drafted: int
    """Version of the writing."""
    digest: str
    """Of the figures that were read."""


class ReportIssued(Event):
    """It went out: its number and day; the figures are those of the writing that was approved, for ever."""

    TOPIC: ClassVar[str] = "report.issued.1"
    drafted: int
    issue: Issue
    upto: int
    rules: tuple[Line, ...]
    digest: str


class ReportRevised(Event):
    """What had gone out is written anew, with the reason; the edition before stays as it went out."""

    TOPIC: ClassVar[str] = "report.revised.1"
    reason: Narrative[Said]
    draft: Draft
    figures: ReportFigures
    drafted_by: UUID


class ReportWithdrawn(Event):
    """It is not to be relied on any more, and why; nothing of it is deleted."""

    TOPIC: ClassVar[str] = "report.withdrawn.1"
    reason: Narrative[Said]


Further = ReportRedrafted | ReportSentBack | ReportApproved | ReportIssued | ReportRevised | ReportWithdrawn
