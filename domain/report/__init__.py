"""`Report`: one report of the association, drafted, approved by another, issued with figures that never change again.

The figures are kept with each writing as they were known at one position of the log. What is learned later stands
beside an issued report and never in it; a revised edition is a further writing, and the one before stays as it went
out. Source: DESIGN, promise 7; LAW 1.2, rule d; Decree 30/2020/NĐ-CP for the layout; Decree 56/2017/NĐ-CP, art. 24(3).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.calendar import vietnam_day
from domain.kernel import Act, Line, Narrative, State, Summary
from domain.referral.figures import Quarter
from domain.report import facts as f
from domain.report.codes import ReportKind, ReportStage
from domain.report.figures import ReportFigures
from domain.report.refusals import (
    DaysOutOfOrder,
    ForumNeeded,
    NotIssuedYet,
    QuarterNeeded,
    ReportIsElsewhere,
)
from domain.second_person import by_another

SYMBOL = "BC-HBVQTE"
"""Letters behind the number: *báo cáo*, and the association's. Source: quy ước nội bộ of the association."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One writing of a report, with the figures it was written on."""

    version: int
    draft: f.Draft
    figures: ReportFigures


@dataclass(frozen=True, slots=True)
class Edition:
    """What went out once."""

    version: int
    """Of the fact that it went out."""
    writing: Writing
    issue: f.Issue
    digest: str


def report_code(report: UUID) -> str:
    """Return what a report is called before it has a number.

    >>> report_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'BC-0123-ABCD'
    """
    digits = report.hex.upper()
    return f"BC-{digits[:4]}-{digits[4:8]}"


def number_of(issue: f.Issue) -> str:
    """Return number and symbol as papers write them; numbers under 10 take a zero (Decree 30/2020/NĐ-CP, annex I)."""
    return f"{issue.number:02}/{SYMBOL}"


class Report(State[f.ReportDrafted, f.Further]):
    """One report."""

    unit: UUID
    asked: f.Asked
    topic: Summary[Line] = ""
    writings: tuple[Writing, ...]
    stage: ReportStage = ReportStage.DRAFTED
    drafters: tuple[UUID, ...] = ()
    """Who wrote on the present edition."""
    comment: Narrative[Line] = ""
    editions: tuple[Edition, ...] = ()

    @property
    def writing(self) -> Writing:
        """The last writing."""
        return self.writings[-1]

    @property
    def edition(self) -> Edition | None:
        """What went out last."""
        return self.editions[-1] if self.editions else None

    def edition_at(self, version: int) -> Edition | None:
        """Return the edition that went out by a version."""
        return next((one for one in self.editions if one.version == version), None)

    @classmethod
    def begin(
        cls,
        unit: UUID,
        asked: f.Asked,
        draft: f.Draft,
        figures: ReportFigures,
        topic: str,
        by: UUID,
        act: Act,
    ) -> f.ReportDrafted:
        """Begin a report; `check` has looked at what was asked."""
        check(asked)
        return f.ReportDrafted(
            occurred_at=act.at,
            unit=unit,
            asked=asked,
            draft=draft,
            figures=figures,
            topic=topic,
            drafted_by=by,
        )

    @classmethod
    def began(cls, stream: UUID, fact: f.ReportDrafted) -> Report:
        """Return the state after the first fact."""
        return cls.of_stored(
            id=stream,
            version=0,
            unit=fact.unit,
            asked=fact.asked,
            topic=fact.topic,
            writings=(Writing(0, fact.draft, fact.figures),),
            drafters=(fact.drafted_by,),
        )

    def apply(self, fact: f.Further) -> Report:
        """Return the state after one more fact."""
        match fact:
            case f.ReportRedrafted():
                return self._written(fact, (*self.drafters, fact.drafted_by))
            case f.ReportRevised():
                return self._written(fact, (fact.drafted_by,))
            case f.ReportSentBack():
                return self.but(stage=ReportStage.SENT_BACK, comment=fact.comment)
            case f.ReportApproved():
                return self.but(stage=ReportStage.APPROVED, comment="")
            case f.ReportIssued():
                edition = Edition(self.version + 1, self._writing(fact.drafted), fact.issue, fact.digest)
                return self.but(stage=ReportStage.ISSUED, editions=(*self.editions, edition))
            case f.ReportWithdrawn():
                return self.but(stage=ReportStage.WITHDRAWN)

    def _written(self, fact: f.ReportRedrafted | f.ReportRevised, drafters: tuple[UUID, ...]) -> Report:
        writing = Writing(self.version + 1, fact.draft, fact.figures)
        return self.but(
            stage=ReportStage.DRAFTED, writings=(*self.writings, writing), drafters=drafters, comment=""
        )

    def _writing(self, version: int) -> Writing:
        return next((one for one in self.writings if one.version == version), self.writing)

    # -- decisions -----------------------------------------------------------------------------------------------------

    def redraft(self, draft: f.Draft, figures: ReportFigures, by: UUID, act: Act) -> f.ReportRedrafted:
        """Write it anew before it goes out; what was approved has to be approved again."""
        self._is_at(ReportStage.DRAFTED, ReportStage.SENT_BACK, ReportStage.APPROVED)
        return f.ReportRedrafted(occurred_at=act.at, draft=draft, figures=figures, drafted_by=by)

    def send_back(self, comment: str, act: Act) -> f.ReportSentBack:
        """Ask for another look."""
        self._is_at(ReportStage.DRAFTED)
        return f.ReportSentBack(occurred_at=act.at, drafted=self.writing.version, comment=comment)

    def approve(self, act: Act) -> f.ReportApproved:
        """Agree with the last writing.

        Raises:
            ReportIsElsewhere: None waits.
            SecondPersonNeeded: They wrote on it.
        """
        self._is_at(ReportStage.DRAFTED)
        for one in self.drafters:
            by_another(one, act)
        figures = self.writing.figures
        return f.ReportApproved(occurred_at=act.at, drafted=self.writing.version, digest=figures.digest)

    def issue(self, issue: f.Issue, act: Act) -> f.ReportIssued:
        """Let it go out with the figures of the writing that was approved.

        Raises:
            ReportIsElsewhere: It was not approved.
            NotIssuedYet: The day lies ahead, or before the end of the period.
        """
        self._is_at(ReportStage.APPROVED)
        if not self.asked.last <= issue.issued_on <= vietnam_day(act.at):
            raise NotIssuedYet
        figures = self.writing.figures
        return f.ReportIssued(
            occurred_at=act.at,
            drafted=self.writing.version,
            issue=issue,
            upto=figures.upto,
            rules=figures.rules,
            digest=figures.digest,
        )

    def revise(
        self, reason: str, draft: f.Draft, figures: ReportFigures, by: UUID, act: Act
    ) -> f.ReportRevised:
        """Begin a further edition of what went out, saying why."""
        self._is_at(ReportStage.ISSUED)
        return f.ReportRevised(occurred_at=act.at, reason=reason, draft=draft, figures=figures, drafted_by=by)

    def withdraw(self, reason: str, act: Act) -> f.ReportWithdrawn:
        """Say that it is not to be relied on any more."""
        self._is_at(*(one for one in ReportStage if one is not ReportStage.WITHDRAWN))
        return f.ReportWithdrawn(occurred_at=act.at, reason=reason)

    def _is_at(self, *stages: ReportStage) -> None:
        if self.stage not in stages:
            raise ReportIsElsewhere(self.stage)


def check(asked: f.Asked) -> None:
    """Refuse a period or a forum that does not fit the kind.

    Raises:
        DaysOutOfOrder: The last day before the first, or two years.
        QuarterNeeded: The chapter's report over other days.
        ForumNeeded: A forum's report without a forum, or another with one.
    """
    if asked.last < asked.first or asked.first.year != asked.last.year:
        raise DaysOutOfOrder
    quarter = Quarter.of(asked.first)
    is_quarter = (asked.first, asked.last) == (quarter.first, quarter.last)
    if asked.kind is ReportKind.CHAPTER_QUARTER and not is_quarter:
        raise QuarterNeeded
    if (asked.kind is ReportKind.FORUM) != (asked.forum is not None):
        raise ForumNeeded
