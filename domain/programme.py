"""`Programme`: the programme of one year, with its indicators as the document has them.

An indicator keeps the sentences that it is read from, so that nobody has to believe the reading. What a target does not
say is not invented: a line without a number is *maintain, improve* with its own words, and no milestone stands there
unless somebody entered one (DESIGN, section 3, rule 11: *chậm* only against an entered milestone).
Source: programme of 2024 (domain/reference/programme-2024.json); LAW 8.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import Field

from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.codes import Code
from domain.duties import Duty
from domain.kernel import (
    Act,
    Event,
    Line,
    Named,
    Refused,
    State,
    Summary,
    Text,
    Unknown,
    Value,
    on_the_way_in,
)

KNOWN_YEARS = (2024,)
"""Years whose programme is shipped, read from the document sentence by sentence."""


def _short(code: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]{1,40}", code):
        raise ValueError("unknown_code")
    return code


Short = Annotated[str, on_the_way_in(_short)]
"""Code of an indicator: small letters, digits and _."""


class Comparison(Code, name="programme-comparison"):
    """How a result is held against its target."""

    AT_LEAST = "at_least", "Ít nhất", "At least"
    BY_DATE = "by_date", "Trước hạn", "By a day"
    DONE = "done", "Có làm", "Done"
    MAINTAIN = "maintain", "Duy trì, nâng cao (không có con số)", "Maintain or improve (no number)"
    ALL_INVITED = "all_invited", "100 % số được mời", "100 % of invitations"

    @property
    def is_counted(self) -> bool:
        """Whether a number decides; the others are judged in words when the programme is reviewed."""
        return self is not Comparison.MAINTAIN


class ReviewKind(Code, name="programme-review"):
    """When a programme is reviewed. Source: programme of 2024, section 1 (sơ kết, tổng kết)."""

    MID_YEAR = "mid_year", "Sơ kết 6 tháng", "Six-month review"
    YEAR_END = "year_end", "Tổng kết năm", "Year-end review"


class Indicator(Value):
    """One target of the programme."""

    code: Short
    section: int
    name: Named
    name_en: Line = ""
    comparison: Comparison
    target: Annotated[int, Field(ge=1, le=10**15)] | None = None
    by: date | None = None
    """Last day, of `BY_DATE`."""
    unit: Line = ""
    unit_en: Line = ""
    measure: Measure | None = None
    """The evidence rule: the figure that counts. None: no figure says it."""
    invited: Measure | None = None
    """What `ALL_INVITED` is a share of."""
    part_of: Line = ""
    """Code of the indicator that this one is a part of."""
    words: Line = ""
    """Of `MAINTAIN`: what the document asks for."""
    duty: Duty | None = None
    """Duty under Article 92; None: work of the association."""
    note: Line = ""
    note_en: Line = ""
    sentences: tuple[Text, ...] = ()
    """Verbatim, each place where the document states it."""


class Milestone(Value):
    """Until when how much of an indicator is to be there; entered by somebody, never derived."""

    indicator: Line
    until: date
    amount: Annotated[int, Field(ge=1, le=10**15)]


class Revision(Value):
    """What an indicator asks for from now on, and why; what is left empty is not asked any more."""

    code: Line
    target: Annotated[int, Field(ge=1, le=10**15)] | None = None
    by: date | None = None
    words: Line = ""
    reason: Summary[Named]


class Approval(Value):
    """By which decision a programme was approved, of which day."""

    decision: Named
    approved_on: date


class Review(Value):
    """That a programme was reviewed: which time, on which day, what was found, in words."""

    kind: ReviewKind
    reviewed_on: date
    findings: Summary[Line] = ""


class ProgrammeEntered(Event):
    """The programme of a year was entered as its document has it."""

    TOPIC: ClassVar[str] = "programme.entered.1"
    year: int
    title: Named
    document: Line
    indicators: tuple[Indicator, ...]


class ProgrammeApproved(Event):
    """It was approved: by which decision, of which day."""

    TOPIC: ClassVar[str] = "programme.approved.1"
    approval: Approval


class IndicatorRevised(Event):
    """An indicator was changed; the one before stays in the log."""

    TOPIC: ClassVar[str] = "programme.indicator-revised.1"
    indicator: Indicator
    reason: Summary[Named]


class MilestoneSet(Event):
    """A milestone was entered; it replaces the one of the same indicator and day."""

    TOPIC: ClassVar[str] = "programme.milestone-set.1"
    milestone: Milestone


class ProgrammeReviewed(Event):
    """It was reviewed: on which day, at which position of the log, and what was found in words."""

    TOPIC: ClassVar[str] = "programme.reviewed.1"
    review: Review
    position: int


Further = ProgrammeApproved | IndicatorRevised | MilestoneSet | ProgrammeReviewed


class YearIsThere(Refused):
    """A year has one programme."""

    vi = "Chương trình của năm này đã được nhập. Hãy sửa từng chỉ tiêu, kèm lý do."
    en = "The programme of this year was entered already. Revise its indicators, with the reason."


class NoSuchIndicator(Unknown):
    """The programme has no indicator of this code."""

    vi = "Chương trình không có chỉ tiêu này."
    en = "The programme has no such indicator."


class NoKnownProgramme(Unknown):
    """No document of this year is shipped."""

    vi = "Chưa có văn bản chương trình của năm này trong phần mềm."
    en = "No document of this year's programme is shipped."


class IsApproved(Refused):
    """It was approved already."""

    vi = "Chương trình này đã được phê duyệt."
    en = "This programme was approved already."


class WasReviewed(Refused):
    """This review was noted already."""

    vi = "Lần sơ kết hoặc tổng kết này đã được ghi."
    en = "This review was noted already."


class DayNotCome(Refused):
    """The day has not come."""

    vi = "Ngày này chưa đến."
    en = "That day has not come."


class TargetMissing(Refused):
    """A comparison needs its number, day or measure."""

    vi = "Chỉ tiêu so với con số cần con số; “trước hạn” cần ngày; “100 % số được mời” cần phần đếm số được mời."
    en = "A number is compared with a target, “by a day” needs the day, “of invitations” needs what counts them."


class IndicatorsDiffer(Refused):
    """Codes are given once, and a part names its whole."""

    vi = "Mã chỉ tiêu bị trùng, hoặc chỉ tiêu “trong đó” không có chỉ tiêu chứa nó."
    en = "A code stands twice, or a part has no indicator that it is a part of."


class MilestoneOutside(Refused):
    """A milestone lies in the year of the programme."""

    vi = "Mốc phải nằm trong năm của chương trình và là của chỉ tiêu có con số."
    en = "A milestone lies in the year of the programme and belongs to an indicator with a number."


class Programme(State[ProgrammeEntered, Further]):
    """The programme of one year."""

    year: int
    title: str
    document: str
    indicators: tuple[Indicator, ...]
    milestones: tuple[Milestone, ...] = ()
    approval: Approval | None = None
    reviews: tuple[ProgrammeReviewed, ...] = ()
    revised: Mapping[str, Summary[str]] = {}
    """Why an indicator was revised last, by code."""

    @classmethod
    def enter(
        cls, year: int, title: str, document: str, indicators: tuple[Indicator, ...], act: Act
    ) -> ProgrammeEntered:
        """Enter the programme of a year.

        Raises:
            IndicatorsDiffer: A code twice, or a part without its whole.
            TargetMissing: A comparison without its number, day or measure.
        """
        codes = [one.code for one in indicators]
        wholes = {one.part_of for one in indicators if one.part_of}
        if not codes or len(set(codes)) != len(codes) or wholes - set(codes):
            raise IndicatorsDiffer
        for one in indicators:
            _whole(one)
        return ProgrammeEntered(
            occurred_at=act.at, year=year, title=title, document=document, indicators=indicators
        )

    @classmethod
    def began(cls, stream: UUID, fact: ProgrammeEntered) -> Self:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            year=fact.year,
            title=fact.title,
            document=fact.document,
            indicators=fact.indicators,
        )

    def apply(self, fact: Further) -> Self:
        """Return the state after one more fact."""
        match fact:
            case ProgrammeApproved():
                return self.but(approval=fact.approval)
            case IndicatorRevised(indicator=revised):
                return self.but(
                    indicators=tuple(revised if one.code == revised.code else one for one in self.indicators),
                    revised={**self.revised, revised.code: fact.reason},
                )
            case MilestoneSet(milestone=set_now):
                others = (one for one in self.milestones if not _same(one, set_now))
                return self.but(milestones=(*others, set_now))
            case ProgrammeReviewed():
                return self.but(reviews=(*self.reviews, fact))

    def indicator(self, code: str) -> Indicator:
        """Return an indicator by its code.

        Raises:
            NoSuchIndicator: There is none.
        """
        found = next((one for one in self.indicators if one.code == code), None)
        if found is None:
            raise NoSuchIndicator
        return found

    def approve(self, approval: Approval, act: Act) -> ProgrammeApproved:
        """Note by which decision it was approved."""
        if self.approval is not None:
            raise IsApproved
        _has_come(approval.approved_on, act)
        return ProgrammeApproved(occurred_at=act.at, approval=approval)

    def revise(self, revision: Revision, act: Act) -> IndicatorRevised:
        """Change what an indicator asks for; how it is counted and what the document says stay with it."""
        asked = {"target": revision.target, "by": revision.by, "words": revision.words}
        revised = self.indicator(revision.code).model_copy(update=asked)
        _whole(revised)
        return IndicatorRevised(occurred_at=act.at, indicator=revised, reason=revision.reason)

    def set_milestone(self, milestone: Milestone, act: Act) -> MilestoneSet:
        """Enter a milestone of an indicator that has a number."""
        indicator = self.indicator(milestone.indicator)
        if milestone.until.year != self.year or indicator.target is None:
            raise MilestoneOutside
        return MilestoneSet(occurred_at=act.at, milestone=milestone)

    def note_review(self, review: Review, position: int, act: Act) -> ProgrammeReviewed:
        """Note that it was reviewed, with the position whose figures were looked at."""
        if any(one.review.kind is review.kind for one in self.reviews):
            raise WasReviewed
        _has_come(review.reviewed_on, act)
        return ProgrammeReviewed(occurred_at=act.at, review=review, position=position)


def _whole(one: Indicator) -> None:
    counted = one.comparison in {Comparison.AT_LEAST, Comparison.BY_DATE}
    missing = (
        (counted and one.target is None)
        or (one.comparison is Comparison.BY_DATE and one.by is None)
        or (one.comparison is Comparison.ALL_INVITED and (one.invited is None or one.measure is None))
    )
    if missing:
        raise TargetMissing


def _same(one: Milestone, other: Milestone) -> bool:
    return (one.indicator, one.until) == (other.indicator, other.until)


def _has_come(day: date, act: Act) -> None:
    if day > vietnam_day(act.at):
        raise DayNotCome


class KnownProgramme(Value):
    """A programme as its document has it."""

    year: int
    title: Named
    document: Line
    indicators: tuple[Indicator, ...]


@cache
def known_programme(year: int) -> KnownProgramme:
    """Return the shipped programme of a year.

    Raises:
        NoKnownProgramme: None is shipped.
    """
    if year not in KNOWN_YEARS:
        raise NoKnownProgramme
    text = files("domain.reference").joinpath(f"programme-{year}.json").read_text(encoding="utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return KnownProgramme.model_validate(read)
