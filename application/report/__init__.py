"""Reports: drafted by the office on figures of one position, approved by another, issued; then never changed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import structlog
from pydantic import BeforeValidator

from application.access import Action
from application.article92 import Article92Figures
from application.report.annex import forum_at
from application.report.desk import Reports
from application.report.figures import figures_of
from application.same_person import as_one
from application.units import Units
from application.work import Command, Work
from domain.activity.held import Held
from domain.calendar import vietnam_day
from domain.kernel import Narrative, Said
from domain.lists import UnitLevel
from domain.report import Report, check
from domain.report.codes import ReportKind
from domain.report.facts import Asked, Draft, Issue, ReportDrafted, ReportRedrafted, ReportRevised
from domain.report.figures import ReportFigures
from domain.report.refusals import ChapterNeeded, ForumNeeded, NumberIsTaken

log = structlog.get_logger()
WRITINGS = (ReportDrafted, ReportRedrafted, ReportRevised)
"""Facts that say the whole of a report's words and figures."""
KnownOn = Annotated[date | None, BeforeValidator(lambda said: None if said == "" else said)]
"""As known at the end of this day; None: now."""


class DraftReport(Command):
    """Begin a report."""

    ACTION: ClassVar[Action] = Action.DRAFT_REPORT
    asked: Asked
    draft: Draft
    known_on: KnownOn = None


class AboutReport(Command):
    """A command about one report."""

    report: UUID

    def record(self) -> UUID | None:
        """The report."""
        return self.report


class RedraftReport(AboutReport):
    """Write it anew before it goes out."""

    ACTION: ClassVar[Action] = Action.DRAFT_REPORT
    draft: Draft
    anew: bool = False
    """Whether the figures are taken anew."""
    known_on: KnownOn = None
    version: int | None = None


class SendReportBack(AboutReport):
    """Ask for another look."""

    ACTION: ClassVar[Action] = Action.APPROVE_REPORT
    comment: Narrative[Said]
    version: int | None = None


class ApproveReport(AboutReport):
    """Agree with the writing that was read at `version`."""

    ACTION: ClassVar[Action] = Action.APPROVE_REPORT
    version: int | None = None


class IssueReport(AboutReport):
    """Let it go out."""

    ACTION: ClassVar[Action] = Action.DRAFT_REPORT
    issue: Issue


class ReviseReport(AboutReport):
    """Begin a further edition of what went out, on figures taken anew."""

    ACTION: ClassVar[Action] = Action.DRAFT_REPORT
    reason: Narrative[Said]
    known_on: KnownOn = None


class WithdrawReport(AboutReport):
    """Say that it is not to be relied on any more."""

    ACTION: ClassVar[Action] = Action.DRAFT_REPORT
    reason: Narrative[Said]


def draft_report(cmd: DraftReport, work: Work) -> UUID:
    """Begin a report and return its id.

    Raises:
        Unknown: There is no such unit.
        DaysOutOfOrder, QuarterNeeded, ForumNeeded: The period or the forum does not fit the kind.
        ChapterNeeded: It is not said which chapter reports, and there are several.
        TryAgain: The figures lag behind the log.
    """
    work.allow(cmd)
    check(cmd.asked)
    said = _of_chapter(cmd.asked, work)
    unit = work.view(Units).of(said.covers or work.reader.unit).unit  # type: ignore[type-abstract]
    upto = _position(cmd.known_on, work)
    held = _held(said.forum, upto, work)
    asked = said.of_days(held.held_on, held.last_day) if held else said
    figures = _taken(asked, upto, work)
    report = work.new_id()
    by = work.reader.account
    work.open(report, Report.begin(unit, asked, cmd.draft, figures, _topic(held), by, work.act))
    log.info("report_drafted", stream_id=str(report), kind=asked.kind.value)
    return report


def _of_chapter(asked: Asked, work: Work) -> Asked:
    """Return what was asked, of the chapter's own quarter with the chapter; where there is one, it is that."""
    if asked.kind is not ReportKind.CHAPTER_QUARTER:
        return asked
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    chapters = [
        row.unit
        for row in rows
        if row.level is UnitLevel.LEGAL_CHAPTER
        and row.founded_on <= asked.last
        and (row.ended_on is None or row.ended_on >= asked.first)
    ]
    covers = chapters[0] if asked.covers is None and len(chapters) == 1 else asked.covers
    if covers not in chapters:
        raise ChapterNeeded
    return asked.model_copy(update={"covers": covers})


def redraft_report(cmd: RedraftReport, work: Work) -> None:
    """Write it anew.

    Raises:
        Stale: Somebody else wrote it anew meanwhile.
        ReportIsElsewhere: It went out, or was withdrawn.
    """
    report = _read(cmd, work)
    work.unchanged_since(report, cmd.version, among=WRITINGS)
    kept = report.writing.figures
    upto = _position(cmd.known_on, work) if cmd.anew else kept.upto
    figures = _taken(report.asked, upto, work, report) if cmd.anew else kept
    work.append(report, report.redraft(cmd.draft, figures, work.reader.account, work.act))
    log.info("report_redrafted", stream_id=str(report.id))


def send_report_back(cmd: SendReportBack, work: Work) -> None:
    """Ask for another look."""
    report = _read(cmd, work)
    work.unchanged_since(report, cmd.version, among=WRITINGS)
    work.append(report, report.send_back(cmd.comment or "", work.act))
    log.info("report_sent_back", stream_id=str(report.id))


def approve_report(cmd: ApproveReport, work: Work) -> None:
    """Approve it as somebody else than whoever wrote on it, under whatever account.

    Raises:
        Stale: It was written anew after it was read.
        SecondPersonNeeded: They wrote on it, or another account of the same person did.
    """
    report = _read(cmd, work)
    work.unchanged_since(report, cmd.version, among=WRITINGS)
    drafters = tuple(as_one(one, work.reader.account, work) or one for one in report.drafters)
    work.append(report, report.but(drafters=drafters).approve(work.act))
    log.info("report_approved", stream_id=str(report.id))


def issue_report(cmd: IssueReport, work: Work) -> None:
    """Let it go out under a number that no other report of its unit and year has.

    Raises:
        NumberIsTaken: Another one has it.
        ReportIsElsewhere: It was not approved.
        NotIssuedYet: The day lies ahead, or before the end of its period.
    """
    report = _read(cmd, work)
    issue, desk = cmd.issue, work.view(Reports)  # type: ignore[type-abstract]
    fact = report.issue(issue, work.act)
    following = desk.next_number(report.unit, issue.issued_on.year)
    if desk.has_number(report.unit, issue.issued_on.year, issue.number, report.id):
        raise NumberIsTaken(next=following)
    work.append(report, fact)
    log.info("report_issued", stream_id=str(report.id), number=issue.number)


def revise_report(cmd: ReviseReport, work: Work) -> None:
    """Begin a further edition with the words of the one before; it is approved and issued like the first."""
    report = _read(cmd, work)
    figures = _taken(report.asked, _position(cmd.known_on, work), work, report)
    draft = report.writing.draft
    fact = report.revise(cmd.reason or "", draft, figures, work.reader.account, work.act)
    work.append(report, fact)
    log.info("report_revised", stream_id=str(report.id))


def withdraw_report(cmd: WithdrawReport, work: Work) -> None:
    """Say that it is not to be relied on any more."""
    report = _read(cmd, work)
    work.append(report, report.withdraw(cmd.reason or "", work.act))
    log.info("report_withdrawn", stream_id=str(report.id))


def _read(cmd: AboutReport, work: Work) -> Report:
    work.allow(cmd)
    return work.read(Report, cmd.report)


def _taken(asked: Asked, upto: int, work: Work, report: Report | None = None) -> ReportFigures:
    before = work.view(Reports).before(asked, report.id if report else None)  # type: ignore[type-abstract]
    return figures_of(asked, upto, before, work.act.at, work)


def _position(known_on: date | None, work: Work) -> int:
    """Return the present position, or that of the end of a day."""
    upto = work.view(Reports).settle()  # type: ignore[type-abstract]
    if known_on is None:
        return upto
    day = min(known_on, vietnam_day(work.now()))
    return work.view(Article92Figures).position_of_day(day)  # type: ignore[type-abstract]


def _held(forum: UUID | None, upto: int, work: Work) -> Held | None:
    """Return a forum as it was known; its days are those of the report.

    Raises:
        ForumNeeded: It is no forum that was held and counts.
    """
    if forum is None:
        return None
    state = forum_at(forum, upto, work)
    if state is None or state.held is None:
        raise ForumNeeded
    return state.held


def _topic(held: Held | None) -> str:
    """Return what a forum was about and where, in the words of its entry."""
    said = (held.topic, held.venue) if held else ()
    return "; ".join(one for one in said if isinstance(one, str) and one)[:300]
