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
from domain.kernel import Act, Erased, Event, State
from domain.survey.facts import (
    SurveyAdviceGiven,
    SurveyAnswered,
    SurveyCancelled,
    SurveyChecklistSet,
    SurveyCoordinated,
    SurveyEnded,
    SurveyEntryCancelled,
    SurveyEntryCorrected,
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
    Correctable,
    Ending,
    Entered,
    Finding,
    FindingKind,
    Part,
    Plan,
    Remedy,
    Site,
)
from domain.survey.refusals import (
    AnswersDoNotFit,
    NoChecklist,
    NoSuchFinding,
    NoSuchSite,
    SurveyDayAhead,
    SurveyHasEnded,
    SurveyIsCancelled,
    TooManyQuestions,
)

Further = (
    SurveyChecklistSet
    | SurveySiteChosen
    | SurveyCoordinated
    | SurveyAnswered
    | SurveyFindingNoted
    | SurveyAdviceGiven
    | SurveyRemedied
    | SurveyEnded
    | SurveyEntryCorrected
    | SurveyEntryCancelled
    | SurveyCancelled
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
    entries: Mapping[int, Entered] = {}
    """What counts, as it is right now, by the version of the fact that entered it."""
    chosen: int = 0
    """Sites ever chosen; numbers are given once."""
    found: int = 0
    """Findings ever noted."""
    cancelled: bool = False

    @classmethod
    def planned(cls, unit: UUID, plan: Plan, act: Act) -> SurveyPlanned:
        """Plan a round; its days may lie ahead."""
        in_order(plan)
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
            case SurveySiteChosen(number=number, site=site):
                return self._with(site, number).but(chosen=number)
            case SurveyFindingNoted(number=number, finding=finding):
                return self._with(finding, number).but(found=number)
            case SurveyAnswered(answers=answers):
                return self._with(answers, fact.checklist)
            case SurveyCoordinated(coordination=coordination):
                return self._with(coordination)
            case SurveyAdviceGiven(advice=advice):
                return self._with(advice)
            case SurveyRemedied(remedy=remedy):
                return self._with(remedy)
            case SurveyEnded(ending=ending):
                return self._with(ending)
            case SurveyEntryCorrected(plan=Plan() as plan):
                return self.but(plan=plan)
            case SurveyEntryCorrected() if fact.entry in self.entries and fact.part is not None:
                entered = self.entries[fact.entry].model_copy(update={"part": fact.part})
                return self.but(entries={**self.entries, fact.entry: entered})
            case SurveyEntryCancelled():
                return self.but(entries={v: one for v, one in self.entries.items() if v != fact.entry})
            case SurveyCancelled():
                return self.but(cancelled=True)
            case SurveyEntryCorrected():
                return self  # of an entry that is not there any more

    def _with(self, part: Correctable, number: int = 0) -> Survey:
        return self.but(entries={**self.entries, self.version + 1: Entered(part=part, number=number)})

    @property
    def sites(self) -> Mapping[int, Site]:
        """Sites by their number."""
        return {one.number: one.part for one in self.entries.values() if isinstance(one.part, Site)}

    @property
    def findings(self) -> Mapping[int, Finding]:
        """Findings by their number."""
        return {one.number: one.part for one in self.entries.values() if isinstance(one.part, Finding)}

    @property
    def answered(self) -> frozenset[int]:
        """Sites that answered."""
        return frozenset(one.part.site for one in self.entries.values() if isinstance(one.part, Answers))

    @property
    def remedied(self) -> frozenset[int]:
        """Findings about which nothing is left to do; the last remedy of each says so."""
        last = {
            one.part.finding: one.part.is_done
            for one in self.entries.values()
            if isinstance(one.part, Remedy)
        }
        return frozenset(number for number, is_done in last.items() if is_done)

    @property
    def ended(self) -> bool:
        """Whether the round ended."""
        return any(isinstance(one.part, Ending) for one in self.entries.values())

    def answers(self, checklist: int) -> Mapping[int, Answers]:
        """Return what each site answered to a version of the checklist; the last answer of a site counts."""
        return {
            one.part.site: one.part
            for one in self.entries.values()
            if isinstance(one.part, Answers) and one.number == checklist
        }

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
            SurveyIsCancelled: The round counts no more.
        """
        self.counts()
        match part:
            case Checklist():
                return self._set(part, act)
            case Site():
                return SurveySiteChosen(occurred_at=act.at, number=self.chosen + 1, site=part)
            case Coordination():
                not_ahead(part.on, act)
                return SurveyCoordinated(occurred_at=act.at, coordination=part)
            case Answers():
                return self._answer(part, act)
            case Finding():
                self.has_site(part.site)
                return SurveyFindingNoted(occurred_at=act.at, number=self.found + 1, finding=part)
            case Advice():
                self.is_wrong(part.finding)
                return SurveyAdviceGiven(occurred_at=act.at, advice=part)
            case Remedy():
                self.is_wrong(part.finding)
                not_ahead(part.on, act)
                return SurveyRemedied(occurred_at=act.at, remedy=part)
            case Ending():
                if self.ended:
                    raise SurveyHasEnded
                not_ahead(part.on, act)
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
        self.has_site(answers.site)
        not_ahead(answers.on, act)
        if len(answers.marks) != self.questions:
            raise AnswersDoNotFit(count=self.questions)
        return SurveyAnswered(occurred_at=act.at, checklist=self.checklist, answers=answers)

    def counts(self) -> None:
        """Refuse whatever is entered in a round that was cancelled."""
        if self.cancelled:
            raise SurveyIsCancelled

    def has_site(self, number: int) -> None:
        """Refuse a site that was not chosen."""
        if number not in self.sites:
            raise NoSuchSite

    def is_wrong(self, number: int) -> None:
        """Refuse what is no finding, or a strength."""
        finding = self.findings.get(number)
        if finding is None or finding.kind is FindingKind.STRENGTH:
            raise NoSuchFinding


def not_ahead(day: date, act: Act) -> None:
    """Refuse a day that has not come."""
    if day > vietnam_day(act.at):
        raise SurveyDayAhead


def in_order(plan: Plan) -> None:
    """Refuse a plan that ends before it begins."""
    if plan.last < plan.first:
        raise SurveyDayAhead
