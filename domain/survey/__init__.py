"""One round of survey or inspection (*đợt khảo sát, kiểm tra*), from its plan to the remedy of what was found.

Plan → checklist (versioned) → sites → coordination → answers of each site → findings → recommendation → remedy. No step
waits for another but for what it is about: an answer needs a checklist and its site, a remedy its finding. What comes
after the round ended is added too. Source: programme of 2024, section 4; LAW 1.2 (`A92_2_IMPLEMENT`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from domain.calendar import vietnam_day
from domain.kernel import Act, Erased, Event, Refused, State
from domain.survey.facts import (
    SurveyAdviceGiven,
    SurveyAnswered,
    SurveyChecklistSet,
    SurveyCoordinated,
    SurveyEnded,
    SurveyFindingNoted,
    SurveyPlanned,
    SurveyRemedied,
    SurveySiteChosen,
)
from domain.survey.parts import (
    MOST_QUESTIONS,
    Advice,
    Answers,
    Checklist,
    Coordination,
    Ending,
    Finding,
    FindingKind,
    Part,
    Plan,
    Remedy,
    Site,
)


class SurveyHasEnded(Refused):
    """A round ends once; what comes later is added all the same."""

    vi = "Đợt này đã kết thúc rồi."
    en = "This round has ended already."


class NoSuchSite(Refused):
    """No such site was chosen."""

    vi = "Chưa chọn điểm này."
    en = "No such site was chosen."


class NoSuchFinding(Refused):
    """There is no such finding, or it is a strength."""

    vi = "Không có hạn chế, vi phạm mang số này."
    en = "There is no shortcoming or violation of this number."


class NoChecklist(Refused):
    """Answers answer a checklist."""

    vi = "Hãy soạn bảng hỏi trước."
    en = "Write the checklist first."


class AnswersDoNotFit(Refused):
    """Each question of the present checklist has one answer."""

    vi = "Bảng hỏi có {count} câu: mỗi câu cần một câu trả lời. Hãy mở lại trang nếu bảng hỏi vừa đổi."
    en = "The checklist has {count} questions: each needs one answer. Open the page again if it was just changed."


class TooManyQuestions(Refused):
    """A checklist is of a size that can be answered."""

    vi = "Quá {most} câu hỏi; hãy chia thành hai đợt."
    en = "More than {most} questions; divide the round."


class SurveyDayAhead(Refused):
    """What is noted has happened; the plan's days are in order."""

    vi = "Ngày này chưa đến, hoặc ngày cuối trước ngày đầu."
    en = "That day has not come, or the last day is before the first."


Further = (
    SurveyChecklistSet
    | SurveySiteChosen
    | SurveyCoordinated
    | SurveyAnswered
    | SurveyFindingNoted
    | SurveyAdviceGiven
    | SurveyRemedied
    | SurveyEnded
)


def survey_code(survey: UUID) -> str:
    """Return what a round is called where no words of it must stand.

    >>> survey_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'KS-0123-ABCD-4567'
    """
    digits = survey.hex.upper()
    return f"KS-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


def questions_of(checklist: Checklist) -> tuple[str, ...]:
    """Return the questions, one a line."""
    text = checklist.questions
    return (
        () if isinstance(text, Erased) else tuple(line.strip() for line in text.splitlines() if line.strip())
    )


class Survey(State[SurveyPlanned, Further]):
    """One round."""

    unit: UUID
    plan: Plan
    checklist: int = 0
    """Version of the present checklist; 0: none yet."""
    questions: int = 0
    sites: Mapping[int, Site] = {}
    answered: frozenset[int] = frozenset()
    """Sites that answered."""
    findings: Mapping[int, Finding] = {}
    remedied: frozenset[int] = frozenset()
    """Findings about which nothing is left to do."""
    ended: bool = False

    @classmethod
    def planned(cls, unit: UUID, plan: Plan, act: Act) -> SurveyPlanned:
        """Plan a round; its days may lie ahead."""
        if plan.last < plan.first:
            raise SurveyDayAhead
        return SurveyPlanned(occurred_at=act.at, unit=unit, plan=plan)

    @classmethod
    def began(cls, stream: UUID, fact: SurveyPlanned) -> Survey:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, plan=fact.plan)

    def apply(self, fact: Further) -> Survey:
        """Return the state after one more fact."""
        match fact:
            case SurveyChecklistSet():
                return self.but(checklist=fact.number, questions=fact.count)
            case SurveySiteChosen():
                return self.but(sites={**self.sites, fact.number: fact.site})
            case SurveyAnswered():
                return self.but(answered=self.answered | {fact.answers.site})
            case SurveyFindingNoted():
                return self.but(findings={**self.findings, fact.number: fact.finding})
            case SurveyRemedied():
                done = {fact.remedy.finding} if fact.remedy.is_done else set()
                return self.but(remedied=(self.remedied - {fact.remedy.finding}) | done)
            case SurveyEnded():
                return self.but(ended=True)
            case SurveyCoordinated() | SurveyAdviceGiven():
                return self

    @property
    def open_findings(self) -> tuple[int, ...]:
        """Shortcomings and violations that are not remedied (programme of 2024: "xử lý kịp thời")."""
        wrong = (n for n, one in self.findings.items() if one.kind is not FindingKind.STRENGTH)
        return tuple(n for n in wrong if n not in self.remedied)

    def enter(self, part: Part, act: Act) -> Event:
        """Enter one part of the round.

        Raises:
            SurveyHasEnded: It is to end again.
            NoSuchSite: It is about a site that was not chosen.
            NoSuchFinding: It is about something that was not found.
            AnswersDoNotFit: Not one answer for each question.
        """
        match part:
            case Checklist():
                return self._set(part, act)
            case Site():
                return SurveySiteChosen(occurred_at=act.at, number=len(self.sites) + 1, site=part)
            case Coordination():
                _not_ahead(part.on, act)
                return SurveyCoordinated(occurred_at=act.at, coordination=part)
            case Answers():
                return self._answer(part, act)
            case Finding():
                self._site(part.site)
                return SurveyFindingNoted(occurred_at=act.at, number=len(self.findings) + 1, finding=part)
            case Advice():
                self._wrong(part.finding)
                return SurveyAdviceGiven(occurred_at=act.at, advice=part)
            case Remedy():
                self._wrong(part.finding)
                _not_ahead(part.on, act)
                return SurveyRemedied(occurred_at=act.at, remedy=part)
            case Ending():
                if self.ended:
                    raise SurveyHasEnded
                _not_ahead(part.on, act)
                return SurveyEnded(occurred_at=act.at, ending=part)

    def _set(self, checklist: Checklist, act: Act) -> SurveyChecklistSet:
        count = len(questions_of(checklist))
        if count > MOST_QUESTIONS:
            raise TooManyQuestions(most=MOST_QUESTIONS)
        return SurveyChecklistSet(
            occurred_at=act.at, number=self.checklist + 1, count=count, checklist=checklist
        )

    def _answer(self, answers: Answers, act: Act) -> SurveyAnswered:
        if not self.checklist:
            raise NoChecklist
        self._site(answers.site)
        _not_ahead(answers.on, act)
        if len(answers.marks) != self.questions:
            raise AnswersDoNotFit(count=self.questions)
        return SurveyAnswered(occurred_at=act.at, checklist=self.checklist, answers=answers)

    def _site(self, number: int) -> None:
        if number not in self.sites:
            raise NoSuchSite

    def _wrong(self, number: int) -> None:
        found = self.findings.get(number)
        if found is None or found.kind is FindingKind.STRENGTH:
            raise NoSuchFinding


def _not_ahead(day: date, act: Act) -> None:
    if day > vietnam_day(act.at):
        raise SurveyDayAhead
