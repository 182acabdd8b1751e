"""Facts of a survey or inspection; numbers of sites, findings and versions of the checklist are counted within it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.kernel import Event, Line, Summary
from domain.survey.parts import (
    Advice,
    Answers,
    Checklist,
    Coordination,
    Correctable,
    Ending,
    Finding,
    Plan,
    Remedy,
    Site,
)


class SurveyPlanned(Event):
    """A round was planned."""

    TOPIC: ClassVar[str] = "survey.planned.1"
    unit: UUID
    plan: Plan


class SurveyChecklistSet(Event):
    """The checklist has another version."""

    TOPIC: ClassVar[str] = "survey.checklist-set.1"
    number: int
    count: int
    """How many questions."""
    checklist: Checklist


class SurveySiteChosen(Event):
    """A site was chosen."""

    TOPIC: ClassVar[str] = "survey.site-chosen.1"
    number: int
    site: Site


class SurveyCoordinated(Event):
    """A step of coordination."""

    TOPIC: ClassVar[str] = "survey.coordinated.1"
    coordination: Coordination


class SurveyAnswered(Event):
    """A site answered a version of the checklist."""

    TOPIC: ClassVar[str] = "survey.answered.1"
    checklist: int
    answers: Answers


class SurveyFindingNoted(Event):
    """Something was found."""

    TOPIC: ClassVar[str] = "survey.finding-noted.1"
    number: int
    finding: Finding


class SurveyAdviceGiven(Event):
    """Something is recommended on a finding."""

    TOPIC: ClassVar[str] = "survey.advice-given.1"
    advice: Advice


class SurveyRemedied(Event):
    """Something was done about a finding."""

    TOPIC: ClassVar[str] = "survey.remedied.1"
    remedy: Remedy


class SurveyEnded(Event):
    """The round ended."""

    TOPIC: ClassVar[str] = "survey.ended.1"
    ending: Ending


class SurveyEntryCorrected(Event):
    """What an entry said is replaced by what is right: the whole of it is said again."""

    TOPIC: ClassVar[str] = "survey.entry-corrected.1"
    entry: int
    """Version of the fact that said it first; 0: the plan."""
    because: WhyCorrected
    plan: Plan | None = None
    site: Site | None = None
    coordination: Coordination | None = None
    answers: Answers | None = None
    finding: Finding | None = None
    advice: Advice | None = None
    remedy: Remedy | None = None
    ending: Ending | None = None

    @property
    def part(self) -> Correctable | None:
        """What is right; one of its kind is said."""
        said: list[Correctable | None] = [
            *(self.plan, self.site, self.coordination, self.answers),
            *(self.finding, self.advice, self.remedy, self.ending),
        ]
        return next((one for one in said if one is not None), None)


class SurveyEntryCancelled(Event):
    """An entry counts no more."""

    TOPIC: ClassVar[str] = "survey.entry-cancelled.1"
    entry: int
    because: WhyCancelled
    note: Summary[Line] = ""


class SurveyCancelled(Event):
    """The round counts no more."""

    TOPIC: ClassVar[str] = "survey.cancelled.1"
    because: WhyCancelled
    note: Summary[Line] = ""
