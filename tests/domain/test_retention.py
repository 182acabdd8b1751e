"""How long records are kept: proposed, confirmed by a second person, dated; and what is past its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import start_of_day
from domain.retention import (
    BOUNDS,
    DEFAULTS,
    CountedByYear,
    CountedFrom,
    InForce,
    PeriodOutOfBounds,
    ProposalStage,
    RecordKind,
    RetentionRule,
    Rule,
    RuleBackdated,
    RuleConfirmed,
    RuleProposed,
    RuleRejected,
    RuleWithdrawn,
    Term,
    TermUnit,
    in_force,
)
from domain.second_person import ProposalIsOver, SecondPersonNeeded
from tests.spec import COUNSELLOR, UNIT, at, given, when

OFFICER, SECOND = COUNSELLOR, UUID("00000000-0000-4000-8000-0000000000c2")
MONDAY, FRIDAY = at("2026-03-02", by=OFFICER), at("2026-03-06", by=SECOND)
YEARS = Term(length=8, unit=TermUnit.YEARS, counted_from=CountedFrom.END_OF_YEAR)
RULE = Rule(kind=RecordKind.CASE, term=YEARS, effective_from=date(2026, 3, 4))
PROPOSED = RuleProposed(occurred_at=MONDAY.at, rule=RULE, unit=UNIT)
CONFIRMED = RuleConfirmed(occurred_at=FRIDAY.at, in_force_from=date(2026, 3, 6))
REJECTED = RuleRejected(occurred_at=FRIDAY.at, note="")


def _rule(kind: RecordKind, length: int, unit: TermUnit, start: CountedFrom = CountedFrom.EVENT) -> Rule:
    term = Term(length=length, unit=unit, counted_from=start)
    return RULE.model_copy(update={"kind": kind, "term": term})


def test_a_rule_is_proposed_for_a_day_to_come() -> None:
    when(lambda: RetentionRule.propose(RULE, UNIT, MONDAY)).then(PROPOSED)
    late = at("2026-03-05")
    when(lambda: RetentionRule.propose(RULE, UNIT, late)).then_refused(RuleBackdated)


@pytest.mark.parametrize(
    ("kind", "length", "unit", "refused"),
    [
        (RecordKind.DRAFT, 72, TermUnit.HOURS, False),
        (RecordKind.DRAFT, 73, TermUnit.HOURS, True),
        (RecordKind.DRAFT, 4, TermUnit.DAYS, True),
        (RecordKind.KEY_BACKUP, 30, TermUnit.DAYS, False),
        (RecordKind.KEY_BACKUP, 31, TermUnit.DAYS, True),
        (RecordKind.ATTEMPT, 30, TermUnit.DAYS, False),
        (RecordKind.NETWORK, 23, TermUnit.HOURS, True),
        (RecordKind.CASE, 364, TermUnit.DAYS, True),
        (RecordKind.CASE, 1, TermUnit.YEARS, False),
        (RecordKind.CASE, 101, TermUnit.YEARS, True),
    ],
)
def test_a_period_stays_within_its_bounds(
    kind: RecordKind, length: int, unit: TermUnit, refused: bool
) -> None:
    then = when(lambda: RetentionRule.propose(_rule(kind, length, unit), UNIT, MONDAY))
    if refused:
        then.then_refused(PeriodOutOfBounds)
    else:
        then.then_fact(RuleProposed)


@pytest.mark.parametrize("kind", RecordKind)
def test_what_upkeep_lets_go_is_counted_from_the_moment_itself(kind: RecordKind) -> None:
    rule = _rule(kind, 2, TermUnit.DAYS if kind.is_upkeep else TermUnit.YEARS, CountedFrom.END_OF_YEAR)
    then = when(lambda: RetentionRule.propose(rule, UNIT, MONDAY))
    if kind.is_upkeep:
        then.then_refused(CountedByYear)
    else:
        then.then_fact(RuleProposed)


def test_a_second_person_decides_and_a_day_that_has_passed_becomes_today() -> None:
    given(RetentionRule, PROPOSED).when(lambda r: r.confirm(OFFICER, FRIDAY)).then(CONFIRMED)
    early = at("2026-03-03", by=SECOND)
    fact = given(RetentionRule, PROPOSED).when(lambda r: r.confirm(OFFICER, early)).then_fact(RuleConfirmed)
    assert fact.in_force_from == date(2026, 3, 4)
    given(RetentionRule, PROPOSED).when(lambda r: r.confirm(OFFICER, MONDAY)).then_refused(SecondPersonNeeded)
    given(RetentionRule, PROPOSED).when(lambda r: r.reject(OFFICER, "", MONDAY)).then_refused(
        SecondPersonNeeded
    )
    given(RetentionRule, PROPOSED).when(lambda r: r.reject(OFFICER, "", FRIDAY)).then(REJECTED)


@pytest.mark.parametrize("over", [CONFIRMED, REJECTED, RuleWithdrawn(occurred_at=FRIDAY.at)])
def test_what_is_over_stays_over(over: RuleConfirmed | RuleRejected | RuleWithdrawn) -> None:
    given(RetentionRule, PROPOSED, over).when(lambda r: r.confirm(OFFICER, FRIDAY)).then_refused(
        ProposalIsOver
    )
    given(RetentionRule, PROPOSED, over).when(lambda r: r.reject(OFFICER, "", FRIDAY)).then_refused(
        ProposalIsOver
    )
    given(RetentionRule, PROPOSED, over).when(lambda r: r.withdraw(MONDAY)).then_refused(ProposalIsOver)
    given(RetentionRule, PROPOSED, over).then_state(lambda r: r.stage is not ProposalStage.PROPOSED)


def test_the_rule_of_a_day_is_the_latest_that_holds_by_then() -> None:
    first = InForce(RecordKind.CASE, YEARS, date(2026, 3, 6), "")
    second = InForce(RecordKind.CASE, DEFAULTS[RecordKind.BREACH], date(2027, 1, 1), "Luật 1/2026")
    same_day = InForce(RecordKind.CASE, DEFAULTS[RecordKind.CASE], date(2027, 1, 1), "")
    rules = [second, first, same_day]
    assert in_force(rules, date(2026, 3, 5))[RecordKind.CASE].since is None
    assert in_force(rules, date(2026, 3, 6))[RecordKind.CASE] is first
    assert in_force(rules, date(2027, 1, 1))[RecordKind.CASE] is same_day
    assert set(in_force([], date(2026, 1, 1))) == set(RecordKind)


def test_every_default_is_an_internal_convention_within_its_own_bounds() -> None:
    assert set(DEFAULTS) == set(RecordKind)
    for kind, term in DEFAULTS.items():
        least, most = BOUNDS.get(kind, (24 * 365, 100 * 24 * 365))
        assert least <= term.about_hours <= most
        assert InForce(kind, term).source == ""


@pytest.mark.parametrize("said", ["theo anh Minh", "10 năm", "Thông tư", "Luật cô Lan nói"])
def test_a_source_is_a_document_with_a_number(said: str) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(RULE.model_dump() | {"source": said})
    assert Rule.model_validate(RULE.model_dump() | {"source": "Thông tư 10/2022/TT-BNV, Điều 5"}).source


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2031, 12, 31)).map(
    lambda one: start_of_day(one.date()) + timedelta(hours=one.hour, minutes=one.minute)
)


@for_all(
    MOMENTS, MOMENTS, st.sampled_from(list(TermUnit)), st.sampled_from(list(CountedFrom)), st.integers(1, 9)
)
def test_the_two_ways_of_asking_whether_something_is_kept_too_long_agree(
    happened: datetime, now: datetime, unit: TermUnit, start: CountedFrom, length: int
) -> None:
    """But for a moment on 29 February, which has no counterpart in other years."""
    term = Term(length=length, unit=unit, counted_from=start)
    leap = {(2, 29), (3, 1)} & {(m.month, m.day) for m in (happened, now)}
    if not (unit is TermUnit.YEARS and leap):
        by_end = term.ends_at(happened) <= now
        by_cutoff = happened < term.too_old_before(now)
        assert by_end is by_cutoff or happened == term.too_old_before(now)
