"""Clocks C03 to C07 as observations: hours through midnight, working days over Tết, starts that no text names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from api.mirror_words import observed
from domain.calendar import holidays, vietnam_day, vietnam_time
from domain.directory import RecipientKind
from domain.mirror.clocks import Clock, Observation, Rule, Seen, Standing, Start, observe, rule
from domain.mirror.codes import MirrorStep
from domain.mirror.report import Report
from domain.mirror.state import Mark

COMMUNE = RecipientKind.COMMUNE_PEOPLES_COMMITTEE


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


def mark(
    step: MirrorStep, day: str | None = None, hour: str | None = None, version: int = 1, **more: Any
) -> Mark:
    said = {"step": step, "effective": {"day": day, "hour": hour}}
    return Mark.of(Report.model_validate(said | more), moment("2026-12-30T09:00"), version)


def seen(received: str = "2026-03-09T20:00", **more: Any) -> Seen:
    return Seen(received_at=moment(received), **more)


def one(clock: Clock, found: list[Observation]) -> Observation:
    (it,) = [each for each in found if each.rule.clock is clock]
    return it


def told_to(kind: RecipientKind, at: str) -> tuple[RecipientKind, datetime]:
    return kind, moment(at)


# -- C03 and C04: twelve hours -----------------------------------------------------------------------------------------


def test_twelve_hours_run_through_midnight_from_when_the_commune_was_told() -> None:
    known = seen(told=(told_to(COMMUNE, "2026-03-09T21:30"),), serious=True)
    found = one(Clock.C03, observe([], known, moment("2026-03-10T09:30")))
    assert (found.start, found.standing) == (Start.COMMUNE_TOLD, Standing.RUNNING)
    assert found.until == moment("2026-03-10T09:30")
    later = one(Clock.C03, observe([], known, moment("2026-03-10T09:31")))
    assert (later.standing, later.elapsed) == (Standing.PASSED, 12)
    assert observed(later, "vi") == (
        "Đã qua 12 giờ kể từ khi xã, phường nhận tin; Hội chưa được báo về biện pháp khẩn cấp."
    )
    assert "nothing" not in observed(later, "en")


def test_it_is_observed_from_another_body_or_from_the_receipt_where_nobody_was_told() -> None:
    now = moment("2026-03-10T12:00")
    police = seen(told=(told_to(RecipientKind.COMMUNE_POLICE, "2026-03-09T22:00"),), serious=True)
    assert one(Clock.C03, observe([], police, now)).start is Start.AUTHORITY_TOLD
    school = seen(told=(told_to(RecipientKind.SCHOOL, "2026-03-09T22:00"),), serious=True)
    found = one(Clock.C03, observe([], school, now))
    assert (found.start, found.since) == (Start.RECEIVED_HERE, moment("2026-03-09T20:00"))
    both = seen(
        told=(
            told_to(RecipientKind.HOTLINE_111, "2026-03-09T20:10"),
            told_to(COMMUNE, "2026-03-09T23:00"),
            told_to(COMMUNE, "2026-03-09T22:00"),
        ),
        serious=True,
    )
    assert one(Clock.C03, observe([], both, now)).since == moment("2026-03-09T22:00")


def test_without_a_sign_of_serious_harm_there_is_nothing_to_observe() -> None:
    assert observe([], seen(), moment("2026-03-20T09:00")) == []


@pytest.mark.parametrize(
    ("day", "hour", "standing"),
    [
        ("2026-03-10", "07:59", Standing.WITHIN),
        ("2026-03-10", "08:00", Standing.WITHIN),
        ("2026-03-10", "08:01", Standing.AFTER),
        ("2026-03-09", None, Standing.WITHIN),
        ("2026-03-10", None, Standing.UNCLEAR),
        ("2026-03-11", None, Standing.AFTER),
        (None, None, Standing.UNCLEAR),
    ],
)
def test_a_measure_is_told_as_it_was_said(day: str | None, hour: str | None, standing: Standing) -> None:
    measure = mark(MirrorStep.EMERGENCY, day, hour)
    found = one(Clock.C03, observe([measure], seen(), moment("2026-12-31T09:00")))
    assert found.standing is standing
    assert found.told == measure


def test_a_separation_answers_both_and_c04_is_seen_where_a_caregiver_is_suspected() -> None:
    now = moment("2026-03-12T09:00")
    clocks = {each.rule.clock for each in observe([], seen(by_caregiver=True), now)}
    assert clocks == {Clock.C04}
    found = observe([mark(MirrorStep.SEPARATION, "2026-03-10", "02:00")], seen(), now)
    assert [each.rule.clock for each in found] == [Clock.C03, Clock.C04, Clock.C05]
    assert {each.standing for each in found[:2]} == {Standing.WITHIN}


# -- C05: fifteen days -------------------------------------------------------------------------------------------------


def test_a_separation_is_seen_for_fifteen_days_of_the_calendar() -> None:
    began = mark(MirrorStep.SEPARATION, "2026-03-10", "02:00")
    known = seen()
    last = one(Clock.C05, observe([began], known, moment("2026-03-25T23:59")))
    assert (last.standing, last.elapsed, last.rule.start_stated) == (Standing.RUNNING, 15, False)
    after = one(Clock.C05, observe([began], known, moment("2026-03-26T00:00")))
    assert after.standing is Standing.PASSED
    assert observed(after, "vi").endswith("Hội chưa được báo về việc cách ly đã kết thúc.")
    ended = mark(MirrorStep.SEPARATION_ENDED, "2026-03-20", None, 2)
    assert one(Clock.C05, observe([began, ended], known, moment("2026-05-01T00:00"))).standing is (
        Standing.WITHIN
    )


def test_a_separation_that_goes_on_by_order_says_so() -> None:
    began = mark(MirrorStep.SEPARATION, "2026-03-10")
    order = {"on_request_of_authority": True}
    extended = mark(MirrorStep.SEPARATION_EXTENDED, "2026-03-24", None, 2, separation=order)
    now = moment("2026-04-01T00:00")
    assert one(Clock.C05, observe([began, extended], seen(), now)).goes_on
    assert not one(Clock.C05, observe([began], seen(), now)).goes_on


# -- C06 and C07: working days -----------------------------------------------------------------------------------------


def test_five_working_days_over_tet_are_counted_with_the_days_off_as_data() -> None:
    """Assessed on Friday 13 February 2026; Tết is 16 to 20 February, so the fifth working day is the 27th."""
    assessed = mark(MirrorStep.SPECIFIC_ASSESSMENT, "2026-02-13")
    found = one(Clock.C06, observe([assessed], seen(), moment("2026-02-27T23:59")))
    assert f"{vietnam_time(found.until):%d/%m/%Y}" == "27/02/2026"
    assert (found.standing, found.elapsed, found.start) == (Standing.RUNNING, 5, Start.SPECIFIC)
    assert not found.rule.start_stated
    assert found.unannounced == ()
    past = one(Clock.C06, observe([assessed], seen(), moment("2026-02-28T00:00")))
    assert past.standing is Standing.PASSED


def test_years_without_an_announcement_are_named() -> None:
    assessed = mark(MirrorStep.SPECIFIC_ASSESSMENT, "2026-12-29")
    found = one(Clock.C06, observe([assessed], seen(), moment("2026-12-30T09:00")))
    assert found.unannounced == (2027,)
    assert holidays().years_announced() >= {2024, 2025, 2026}


def test_drafting_is_observed_from_the_specific_assessment_else_the_initial_one() -> None:
    now = moment("2026-03-20T09:00")
    first = mark(MirrorStep.INITIAL_ASSESSMENT, "2026-03-02")
    assert one(Clock.C06, observe([first], seen(), now)).start is Start.INITIAL
    both = [first, mark(MirrorStep.SPECIFIC_ASSESSMENT, "2026-03-05", None, 2)]
    assert one(Clock.C06, observe(both, seen(), now)).start is Start.SPECIFIC
    plan = mark(MirrorStep.PLAN, "2026-03-12", None, 3)
    found = one(Clock.C06, observe([*both, plan], seen(), now))
    assert (found.standing, found.elapsed) == (Standing.WITHIN, 5)
    late = mark(MirrorStep.PLAN, "2026-03-13", None, 3)
    found = one(Clock.C06, observe([*both, late], seen(), now))
    assert (found.standing, found.elapsed) == (Standing.AFTER, 6)
    assert observed(found, "vi") == (
        "Được báo về kế hoạch hỗ trợ, can thiệp: sau 6 ngày làm việc kể từ khi đánh giá cụ thể (Mẫu 03)."
    )


def test_approval_is_observed_from_the_plan_and_an_urgent_case_is_said_to_be_excepted() -> None:
    plan = mark(MirrorStep.PLAN, "2026-03-13")
    running = one(Clock.C07, observe([plan], seen(), moment("2026-03-17T23:00")))
    assert (running.standing, running.urgent) == (Standing.RUNNING, False)
    assert vietnam_day(running.until) == date(2026, 3, 17)
    approved = mark(MirrorStep.APPROVAL, "2026-03-18", None, 2)
    assert one(Clock.C07, observe([plan, approved], seen(), moment("2026-04-01T00:00"))).standing is (
        Standing.AFTER
    )
    urgent = mark(MirrorStep.EMERGENCY, "2026-03-01", "08:00", 3)
    assert one(Clock.C07, observe([plan, urgent], seen(), moment("2026-04-01T00:00"))).urgent


def test_a_new_cycle_starts_its_own_clocks() -> None:
    steps = (MirrorStep.SPECIFIC_ASSESSMENT, MirrorStep.PLAN, MirrorStep.APPROVAL, MirrorStep.NEW_CYCLE)
    marks = [mark(step, f"2026-03-{n:02}", None, n) for n, step in enumerate(steps, 2)]
    found = observe(marks, seen(), moment("2026-03-06T09:00"))
    assert [each.rule.clock for each in found] == [Clock.C06]
    assert (found[0].start, found[0].standing) == (Start.NEW_CYCLE, Standing.RUNNING)


# -- rules and words ---------------------------------------------------------------------------------------------------


def test_a_rule_has_versions_of_which_the_day_decides() -> None:
    held = rule(Clock.C03, date(2026, 3, 1))
    newer = replace(held, version="later", valid_from=date(2027, 1, 1), limit=6)
    both: list[Rule] = [held, newer]
    assert rule(Clock.C03, date(2026, 12, 31), both).version == "ND56-2017/C03/1"
    assert rule(Clock.C03, date(2027, 1, 1), both).limit == 6
    assert rule(Clock.C03, date(2010, 1, 1), both) == held


@pytest.mark.parametrize("clock", Clock)
def test_each_clock_has_a_rule_with_its_source(clock: Clock) -> None:
    held = rule(clock, date(2026, 1, 1))
    assert "Nghị định 56/2017" in held.source[0]
    assert "Decree 56/2017" in held.source[1]
    assert held.start_stated is bool(held.text[0])
    assert (held.limit, held.unit.value) == {
        "C03": (12, "hours"),
        "C04": (12, "hours"),
        "C05": (15, "days"),
        "C06": (5, "working_days"),
        "C07": (2, "working_days"),
    }[clock.value]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("standing", Standing)
def test_no_observation_ever_finds_fault(standing: Standing, language: str) -> None:
    marks = [
        mark(MirrorStep.SEPARATION, "2026-03-10", "02:00"),
        mark(MirrorStep.SPECIFIC_ASSESSMENT, "2026-03-11", None, 2),
        mark(MirrorStep.PLAN, "2026-03-12", None, 3),
    ]
    for found in observe(marks, seen(), moment("2026-03-13T00:00") + timedelta(days=90)):
        words = observed(replace(found, standing=standing), language).lower()
        for blame in (
            "vi phạm",
            "quá hạn",
            "chậm",
            "lỗi",
            "trễ",
            "late",
            "overdue",
            "violat",
            "breach",
            "fail",
        ):
            assert blame not in words
