"""The programme of a year: what its document says, what can be changed, and what may be said of a result."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from domain.article92 import Measure
from domain.programme import (
    Approval,
    Comparison,
    DayNotCome,
    IndicatorRevised,
    IndicatorsDiffer,
    IsApproved,
    Milestone,
    MilestoneOutside,
    MilestoneSet,
    NoKnownProgramme,
    NoSuchIndicator,
    Programme,
    ProgrammeApproved,
    ProgrammeEntered,
    ProgrammeReviewed,
    Review,
    ReviewKind,
    Revision,
    TargetMissing,
    WasReviewed,
    known_programme,
)
from domain.progress import Counts, Progress, Standing, progress_of, year_passed
from tests.programme_table import TABLE, written
from tests.spec import at, given, when

OFFICE = at("2024-07-02", role="office")
KNOWN = known_programme(2024)
ENTERED = ProgrammeEntered(
    occurred_at=OFFICE.at, year=2024, title=KNOWN.title, document=KNOWN.document, indicators=KNOWN.indicators
)
JULY = date(2024, 7, 1)
TARGETS = {
    "units": 15,
    "units_difficult": 5,
    "members": 200,
    "networks": 5,
    "congress": 1,
    "mid_year_review": 1,
    "year_end_review": 1,
    "province_event": 1,
    "district_events": 5,
    "outreach": 50,
    "forums": 2,
    "training": 1,
    "workshop": 1,
    "network_conference": 1,
    "contributions": 5_000_000_000,
    "benefits": 12_000,
}
"""Every number of the document, typed from it a second time (LAW 8)."""
WITHOUT_NUMBER = {
    "chapter_guidance": Comparison.DONE,
    "website": Comparison.MAINTAIN,
    "models": Comparison.DONE,
    "follow_up_log": Comparison.MAINTAIN,
    "courses": Comparison.ALL_INVITED,
    "clubs": Comparison.MAINTAIN,
    "surveys": Comparison.DONE,
    "charter_inspections": Comparison.DONE,
    "article92_inspections": Comparison.DONE,
    "supervisions": Comparison.ALL_INVITED,
    "board_handled": Comparison.MAINTAIN,
    "addresses": Comparison.MAINTAIN,
}


def progress(
    code: str, counts: dict[Measure, int], *milestones: Milestone, day: date = JULY, **more: int
) -> Progress:
    indicator = next(one for one in KNOWN.indicators if one.code == code)
    return progress_of(indicator, Counts(counts, frozenset(Measure), more), milestones, 2024, day)


# -- the document ----------------------------------------------------------------------------------------------------


def test_every_number_of_the_document_is_there_and_no_other() -> None:
    assert {one.code: one.target for one in KNOWN.indicators if one.target is not None} == TARGETS
    assert {one.code: one.comparison for one in KNOWN.indicators if one.target is None} == WITHOUT_NUMBER
    assert {one.code: one.by for one in KNOWN.indicators if one.by} == {"congress": date(2024, 9, 30)}


def test_each_indicator_has_its_sentence_and_the_number_stands_in_it() -> None:
    spelled = {
        5_000_000_000: "5 tỷ đồng",
        12_000: "12 nghìn lượt",
        1: ("01", " 1 ", "Tổ chức Hội nghị", "IV"),
    }
    for one in KNOWN.indicators:
        assert one.sentences and all(said.strip() for said in one.sentences), one.code
        if one.target is not None:
            words = spelled.get(one.target, str(one.target))
            said = " ".join(one.sentences)
            assert any(word in said for word in ((words,) if isinstance(words, str) else words)), one.code


def test_the_table_in_docs_is_that_of_the_data() -> None:
    assert TABLE.read_text(encoding="utf-8") == written()


def test_what_is_stated_twice_is_one_indicator() -> None:
    twice = {one.code: len(one.sentences) for one in KNOWN.indicators if len(one.sentences) > 1}
    assert twice == {"province_event": 3, "forums": 2, "charter_inspections": 2, "article92_inspections": 2}
    assert [one.code for one in KNOWN.indicators if one.measure is Measure.PROVINCE_EVENTS] == [
        "province_event"
    ]


def test_a_year_without_a_document_is_not_invented() -> None:
    with pytest.raises(NoKnownProgramme):
        known_programme(2025)


# -- traps of the figures (LAW 8) ------------------------------------------------------------------------------------


def test_units_in_difficult_communes_are_a_part_of_all_units() -> None:
    counts = {Measure.UNITS_FOUNDED: 15, Measure.UNITS_DIFFICULT: 4}
    assert progress("units", counts).standing is Standing.REACHED
    assert (progress("units_difficult", counts).result, progress("units_difficult", counts).standing) == (
        4,
        Standing.OPEN,
    )


def test_a_sixth_network_does_not_fail_five() -> None:
    row = progress("networks", {Measure.NETWORKS: 6}, day=date(2025, 1, 1))
    assert (row.standing, row.percent) == (Standing.REACHED, 120)


def test_without_an_invitation_a_share_is_not_applicable() -> None:
    for code in ("supervisions", "courses"):
        row = progress(code, {}, day=date(2025, 1, 1))
        assert (row.standing, row.percent) == (Standing.NOT_APPLICABLE, None)


def test_a_share_of_invitations_is_never_rounded_up() -> None:
    counts = {Measure.SUPERVISIONS_INVITED: 300, Measure.SUPERVISIONS_ATTENDED: 299}
    row = progress("supervisions", counts, day=date(2025, 1, 1))
    assert (row.standing, row.percent) == (Standing.MISSED, 99)


def test_five_billion_are_held_to_the_dong() -> None:
    short = progress("contributions", {Measure.CONTRIBUTIONS: 4_999_999_999})
    assert (short.standing, short.percent) == (Standing.OPEN, 99)
    assert progress("contributions", {Measure.CONTRIBUTIONS: 5_000_000_000}).standing is Standing.REACHED


def test_a_congress_after_its_day_does_not_reach_the_day() -> None:
    counts = {Measure.CONGRESSES: 1}
    assert progress("congress", counts, day=date(2024, 10, 15), congress=0).standing is Standing.MISSED
    assert progress("congress", counts, day=date(2024, 10, 15), congress=1).standing is Standing.REACHED


def test_what_nothing_records_has_no_result() -> None:
    one = next(one for one in KNOWN.indicators if one.code == "outreach")
    row = progress_of(one, Counts({}, frozenset()), (), 2024, JULY)
    assert (row.result, row.standing) == (None, Standing.NOT_RECORDED)


def test_half_the_year_without_half_the_result_is_not_late() -> None:
    assert year_passed(2024, JULY) == 50
    assert progress("outreach", {Measure.OUTREACH: 1}).standing is Standing.OPEN


def test_late_is_only_what_missed_a_milestone_that_was_entered() -> None:
    mark = Milestone(indicator="outreach", until=date(2024, 6, 30), amount=25)
    assert progress("outreach", {Measure.OUTREACH: 24}, mark).standing is Standing.LATE
    assert progress("outreach", {Measure.OUTREACH: 24}, mark).missed == mark
    assert progress("outreach", {Measure.OUTREACH: 25}, mark).standing is Standing.OPEN
    assert progress("outreach", {Measure.OUTREACH: 24}, mark, day=date(2024, 6, 30)).standing is Standing.OPEN
    assert progress("forums", {}, mark).standing is Standing.OPEN


def test_what_has_no_number_is_judged_in_words() -> None:
    assert progress("website", {}).standing is Standing.IN_WORDS
    assert progress("follow_up_log", {Measure.RECEIVED: 7}).result == 7


# -- what can be done ------------------------------------------------------------------------------------------------


def test_a_programme_is_entered_as_its_document_has_it() -> None:
    when(lambda: Programme.enter(2024, KNOWN.title, KNOWN.document, KNOWN.indicators, OFFICE)).then(ENTERED)


def test_a_code_stands_once_and_a_part_has_its_whole() -> None:
    first = KNOWN.indicators[0]
    when(lambda: Programme.enter(2024, "x", "", (first, first), OFFICE)).then_refused(IndicatorsDiffer)
    when(lambda: Programme.enter(2024, "x", "", KNOWN.indicators[1:2], OFFICE)).then_refused(IndicatorsDiffer)
    when(lambda: Programme.enter(2024, "x", "", (), OFFICE)).then_refused(IndicatorsDiffer)


def test_a_number_is_needed_where_one_is_compared() -> None:
    bare = KNOWN.indicators[0].model_copy(update={"target": None})
    when(lambda: Programme.enter(2024, "x", "", (bare,), OFFICE)).then_refused(TargetMissing)


def test_it_is_approved_once_on_a_day_that_has_come() -> None:
    approval = Approval(decision="Quyết định 1/QĐ-UBND", approved_on=date(2024, 1, 2))
    approved = ProgrammeApproved(occurred_at=OFFICE.at, approval=approval)
    given(Programme, ENTERED).when(lambda one: one.approve(approval, OFFICE)).then(approved)
    given(Programme, ENTERED, approved).when(lambda one: one.approve(approval, OFFICE)).then_refused(
        IsApproved
    )
    ahead = approval.model_copy(update={"approved_on": date(2024, 7, 3)})
    given(Programme, ENTERED).when(lambda one: one.approve(ahead, OFFICE)).then_refused(DayNotCome)


def test_a_revision_keeps_the_sentence_and_the_rule() -> None:
    said = Revision(code="outreach", target=40, reason="Dịch bệnh")
    before = next(one for one in KNOWN.indicators if one.code == "outreach")
    revised = IndicatorRevised(
        occurred_at=OFFICE.at, indicator=before.model_copy(update={"target": 40}), reason="Dịch bệnh"
    )
    given(Programme, ENTERED).when(lambda one: one.revise(said, OFFICE)).then(revised)
    given(Programme, ENTERED, revised).then_state(
        lambda one: one.indicator("outreach").target == 40 and one.revised == {"outreach": "Dịch bệnh"}
    )
    empty = Revision(code="outreach", reason="Bỏ")
    given(Programme, ENTERED).when(lambda one: one.revise(empty, OFFICE)).then_refused(TargetMissing)
    other = Revision(code="khác", target=1, reason="x")
    given(Programme, ENTERED).when(lambda one: one.revise(other, OFFICE)).then_refused(NoSuchIndicator)


def test_a_milestone_lies_in_the_year_and_replaces_that_of_its_day() -> None:
    mark = Milestone(indicator="outreach", until=date(2024, 6, 30), amount=25)
    later = mark.model_copy(update={"amount": 20})
    facts = [MilestoneSet(occurred_at=OFFICE.at, milestone=one) for one in (mark, later)]
    given(Programme, ENTERED).when(lambda one: one.set_milestone(mark, OFFICE)).then(facts[0])
    given(Programme, ENTERED, *facts).then_state(lambda one: one.milestones == (later,))
    for wrong in ({"until": date(2025, 1, 1)}, {"indicator": "website"}):
        off = mark.model_copy(update=wrong)
        given(Programme, ENTERED).when(partial(_set, off)).then_refused(MilestoneOutside)


def _set(milestone: Milestone, one: Programme) -> MilestoneSet:
    return one.set_milestone(milestone, OFFICE)


def test_each_review_is_noted_once_with_its_position() -> None:
    review = Review(kind=ReviewKind.MID_YEAR, reviewed_on=date(2024, 7, 1), findings="Đạt 40 %")
    noted = ProgrammeReviewed(occurred_at=OFFICE.at, review=review, position=77)
    given(Programme, ENTERED).when(lambda one: one.note_review(review, 77, OFFICE)).then(noted)
    given(Programme, ENTERED, noted).when(lambda one: one.note_review(review, 78, OFFICE)).then_refused(
        WasReviewed
    )
    ahead = review.model_copy(update={"reviewed_on": date(2024, 7, 3)})
    given(Programme, ENTERED).when(lambda one: one.note_review(ahead, 77, OFFICE)).then_refused(DayNotCome)
