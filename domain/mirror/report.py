"""What an authority reported: which step, on which document, effective when, told when, and what the form said.

The figures of forms 02, 03 and 06 are the officer's, as told: counts alone, levels alone, or both. A mismatch is a
hint to ask again; nothing is corrected, and no conclusion is ever worked out from them (LAW 3.4). The comparison of
"Cao" that officers are said to use is not offered: its wording is unverified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.directory import Recipient
from domain.identity import Day
from domain.kernel import (
    Contact,
    Health,
    Instant,
    Line,
    Narrative,
    Summary,
    Text,
    Value,
)
from domain.mirror.codes import FormLevel, MirrorStep, ReviewOutcome, ServiceNeed
from domain.text import none_if_blank

OptionalDay = Annotated[Day | None, BeforeValidator(none_if_blank)]
"""A day, or none."""
Hour = Annotated[time | None, BeforeValidator(none_if_blank)]
"""An hour of the day in Viet Nam, `08:30`; None when only the day is known."""
Figure = Annotated[int, Field(ge=0, le=99)]
"""A count as the form has it."""


class Effective(Value):
    """When something took effect: a day, and the hour where it is known; nothing when nobody said."""

    day: OptionalDay = None
    hour: Hour = None


class SourceDocument(Value):
    """The paper it stands on: number, date, issuing body of the directory, or in free words."""

    number: Summary[Line] = ""
    day: OptionalDay = None
    body: Recipient | None = None
    body_in_words: Summary[Line] = ""

    def issued_by(self, language: str = "vi") -> str:
        """Return the issuing body in words; empty when it is not known."""
        words = self.body_in_words if isinstance(self.body_in_words, str) else ""
        return self.body.shown(language) if self.body else words


class Item(Value):
    """One line of a table: the level ticked, and the note beside it."""

    level: FormLevel | None = None
    note: Health[Line] = ""


class Counts(Value):
    """The figures under the two tables, as the officer has them: a is harm, b is ability."""

    a_high: Figure | None = None
    a_average: Figure | None = None
    a_low: Figure | None = None
    b_high: Figure | None = None
    b_average: Figure | None = None
    b_low: Figure | None = None


class InitialItems(Value):
    """The four lines of form 02 (LAW 3.4; wording of the lines unverified)."""

    harm: Item = Item()
    continuing: Item = Item()
    self_protection: Item = Item()
    receiving_support: Item = Item()


class SpecificItems(Value):
    """The ten lines of form 03."""

    harm: Item = Item()
    access: Item = Item()
    development: Item = Item()
    obstacles: Item = Item()
    no_guardian: Item = Item()
    self_protection: Item = Item()
    knows_guardian: Item = Item()
    relationship: Item = Item()
    relies_on_guardian: Item = Item()
    help_of_others: Item = Item()


class ReviewItems(Value):
    """The six lines of form 06."""

    harm: Item = Item()
    access: Item = Item()
    obstacles: Item = Item()
    self_protection: Item = Item()
    knows_guardian: Item = Item()
    help_of_others: Item = Item()


TABLE_A = frozenset({"harm", "continuing", "access", "development", "obstacles", "no_guardian"})
"""Lines of table a (harm); all others are of table b (ability), where a high level is good."""


class Conclusion(Value):
    """The officer's own conclusion, in the officer's words, and the level that they named, if any."""

    words: Narrative[Text] = ""
    level: FormLevel | None = None


class InitialAssessment(Value):
    """Form 02."""

    conclusion: Conclusion = Conclusion()
    items: InitialItems = InitialItems()
    counts: Counts = Counts()
    living: Narrative[Line] = ""
    """Safe place to live: service and provider."""
    care: Narrative[Line] = ""
    """Health care: service and provider."""


class SpecificAssessment(Value):
    """Form 03."""

    conclusion: Conclusion = Conclusion()
    items: SpecificItems = SpecificItems()
    counts: Counts = Counts()
    condition: Health[Text] = ""
    family: Narrative[Text] = ""
    care_now: Narrative[Text] = ""
    """How the child is cared for: strengths and limits."""
    care_to_come: Narrative[Text] = ""
    """Who will care for the child, with which strengths and limits."""
    problems: Narrative[Text] = ""
    childs_opinion: Narrative[Text] = ""
    """What the child thinks and wishes (art. 27(1)(g))."""
    familys_opinion: Narrative[Text] = ""
    """Not asked of a parent or caregiver who is the source of harm (art. 27(1)(h))."""
    needs: Health[tuple[ServiceNeed, ...]] = ()
    needs_in_words: Health[Text] = ""


class Review(Value):
    """Form 06."""

    conclusion: Conclusion = Conclusion()
    outcome: ReviewOutcome | None = None
    items: ReviewItems = ReviewItems()
    counts: Counts = Counts()


class Separation(Value):
    """Form 07 and what follows it: number, date, body, effect and term alone, and where the child is safe."""

    days: Annotated[int, Field(ge=1, le=999)] | None = None
    on_request_of_authority: bool = False
    """Goes on because a competent body requires it (art. 32(3))."""
    safe_place: Contact[Line] = ""


class PlanLine(Value):
    """One service or task of a plan."""

    what: Line
    starts_on: OptionalDay = None
    ends_on: OptionalDay = None
    responsible: Line = ""
    provider: Line = ""
    is_ours: bool = False
    """Whether it is given to the association."""


class Plan(Value):
    """Form 04: aims, services and tasks (art. 28(3)); the estimate of cost only as said."""

    aims: Narrative[Text] = ""
    lines: Narrative[tuple[PlanLine, ...]] = ()
    funds: Narrative[Line] = ""

    @property
    def ours(self) -> tuple[PlanLine, ...]:
        """What is given to the association."""
        lines = self.lines if isinstance(self.lines, tuple) else ()
        return tuple(line for line in lines if line.is_ours)


class Report(Value):
    """One step as an authority reported it."""

    step: MirrorStep
    effective: Effective = Effective()
    informed_at: Instant | None = None
    """When the association learned it; None means: just now."""
    informed_by: Contact[Line] = ""
    source: SourceDocument = SourceDocument()
    term: Narrative[Line] = ""
    """Effect and term of a decision, in words."""
    note: Narrative[Text] = ""
    initial: InitialAssessment | None = None
    specific: SpecificAssessment | None = None
    review: Review | None = None
    separation: Separation | None = None
    plan: Plan | None = None

    @property
    def form(self) -> InitialAssessment | SpecificAssessment | Review | None:
        """The form of an assessment that it carries."""
        return self.initial or self.specific or self.review

    def fits(self) -> bool:
        """Whether it carries no form of another step."""
        parts = {name for name in PARTS if getattr(self, name) is not None}
        return parts <= {name for name, steps in PARTS.items() if self.step in steps}


PARTS: Mapping[str, frozenset[MirrorStep]] = {
    "initial": frozenset({MirrorStep.INITIAL_ASSESSMENT}),
    "specific": frozenset({MirrorStep.SPECIFIC_ASSESSMENT}),
    "review": frozenset({MirrorStep.REVIEW}),
    "separation": frozenset(
        {MirrorStep.SEPARATION, MirrorStep.SEPARATION_EXTENDED, MirrorStep.SEPARATION_ENDED}
    ),
    "plan": frozenset({MirrorStep.PLAN}),
}
"""Which steps carry which part."""


def lines_of(items: InitialItems | SpecificItems | ReviewItems) -> Iterable[tuple[str, Item]]:
    """Yield the name and content of each line of a form's two tables."""
    for name in type(items).model_fields:
        yield name, getattr(items, name)


def ticked(items: InitialItems | SpecificItems | ReviewItems) -> Counts | None:
    """Return the levels of the lines counted; None unless every line has its level."""
    found = list(lines_of(items))
    if any(item.level is None for _, item in found):
        return None
    tally = {f"{table}_{level.value}": 0 for table in "ab" for level in FormLevel}
    for name, item in found:
        level = item.level
        if level is not None:
            tally[f"{'a' if name in TABLE_A else 'b'}_{level.value}"] += 1
    return Counts(**tally)


def figures_differ(report: Report) -> bool:
    """Return whether the figures told are others than the levels told add up to: a hint to ask again, no more.

    >>> high = Item(level=FormLevel.HIGH)
    >>> items = InitialItems(harm=high, continuing=high, self_protection=high, receiving_support=high)
    >>> told = InitialAssessment(items=items, counts=Counts(a_high=1))
    >>> figures_differ(Report(step=MirrorStep.INITIAL_ASSESSMENT, initial=told))
    True
    """
    form = report.form
    counted = ticked(form.items) if form else None
    if form is None or counted is None:
        return False
    told = form.counts.model_dump(exclude_none=True)
    return any(getattr(counted, name) != figure for name, figure in told.items())


def knew_after(report: Report, now: datetime) -> datetime:
    """Return when the association learned it; a moment in the future counts as now."""
    return min(report.informed_at or now, now)
