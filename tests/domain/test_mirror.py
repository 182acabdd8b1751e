"""The mirror: every step in every order, figures as told, what is asked and answered; our own state never moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from domain.child_case import ChildCase
from domain.mirror.asks import (
    Attendance,
    CooperationAnswer,
    CooperationRequest,
    Invitation,
    Task,
    TaskAnswer,
    TaskResult,
)
from domain.mirror.codes import AnswerKind, FormLevel, MirrorState, MirrorStep, TaskReply
from domain.mirror.decisions import (
    NothingAsked,
    ReasonMissing,
    WrongForm,
    assign_task,
    invite,
    report_step,
    request_cooperation,
)
from domain.mirror.facts import (
    AuthorityReported,
    CooperationAnswered,
    CooperationRequested,
    MeetingAttended,
    MeetingInvited,
    TaskAnswered,
    TaskAssigned,
    TaskDone,
)
from domain.mirror.report import Counts, Report, figures_differ, ticked
from domain.mirror.state import Mark, Remark, in_order, remarks, state_of
from tests.domain.test_child_case import CLOSED, FRIDAY, opened
from tests.spec import given

STEPS = {
    MirrorStep.INITIAL_ASSESSMENT: MirrorState.INITIAL_ASSESSED,
    MirrorStep.EMERGENCY: MirrorState.EMERGENCY,
    MirrorStep.SEPARATION: MirrorState.SEPARATED,
    MirrorStep.SEPARATION_EXTENDED: MirrorState.UNKNOWN,
    MirrorStep.SEPARATION_ENDED: MirrorState.UNKNOWN,
    MirrorStep.SPECIFIC_ASSESSMENT: MirrorState.ASSESSED,
    MirrorStep.MEETING: MirrorState.MEETING_HELD,
    MirrorStep.PLAN: MirrorState.PLAN_DRAFTED,
    MirrorStep.APPROVAL: MirrorState.PLAN_APPROVED,
    MirrorStep.IMPLEMENTATION: MirrorState.IMPLEMENTING,
    MirrorStep.REVIEW: MirrorState.REVIEWED,
    MirrorStep.CLOSED: MirrorState.CLOSED,
    MirrorStep.NEW_CYCLE: MirrorState.NEW_CYCLE,
}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


def report(step: MirrorStep, day: str | None = None, hour: str | None = None, **more: Any) -> Report:
    said = {"step": step, "effective": {"day": day, "hour": hour}}
    return Report.model_validate(said | more)


def mark(step: MirrorStep, day: str | None, version: int = 1, told: str = "2026-06-30T09:00") -> Mark:
    return Mark.of(report(step, day), moment(told), version)


# -- steps and order ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", MirrorStep)
def test_a_report_of_each_step_is_taken_in_every_state_and_leaves_the_follow_up_as_it_is(
    step: MirrorStep,
) -> None:
    told = report(step, "2025-08-01")
    for history in ((opened(),), (opened(), CLOSED)):
        case = given(ChildCase, *history)
        kept = told.model_copy(update={"informed_at": FRIDAY.at})
        fact = AuthorityReported(occurred_at=moment("2025-08-01T00:00"), received_at=FRIDAY.at, report=kept)
        case.when(lambda _: report_step(told, FRIDAY)).then(fact)
        before, after = case.state, given(ChildCase, *history, fact).state
        assert after == before.but(version=before.version + 1)
    assert state_of([mark(step, "2025-08-01")]) is STEPS[step]


def test_nothing_told_is_unknown() -> None:
    assert state_of([]) is MirrorState.UNKNOWN


def test_what_took_effect_last_counts_however_late_it_was_told() -> None:
    plan = mark(MirrorStep.PLAN, "2026-03-10", 1, "2026-03-11T08:00")
    assessed = mark(MirrorStep.INITIAL_ASSESSMENT, "2026-03-01", 2, "2026-03-20T08:00")
    assert state_of([plan, assessed]) is MirrorState.PLAN_DRAFTED
    assert [one.step for one in in_order([plan, assessed])] == [assessed.step, plan.step]
    assert Remark.BACKWARDS not in remarks([plan, assessed]).get(2, ())


def test_a_step_without_a_day_moves_the_state_forward_only() -> None:
    plan = mark(MirrorStep.PLAN, "2026-03-10", 1)
    undated = mark(MirrorStep.INITIAL_ASSESSMENT, None, 2, "2026-03-20T08:00")
    assert state_of([plan, undated]) is MirrorState.PLAN_DRAFTED
    assert Remark.UNDATED in remarks([plan, undated])[2]
    assert state_of([plan, mark(MirrorStep.REVIEW, None, 3, "2026-03-21T08:00")]) is MirrorState.REVIEWED


def test_an_unusual_order_is_a_remark() -> None:
    approved = mark(MirrorStep.APPROVAL, "2026-03-10", 1)
    drafted = mark(MirrorStep.PLAN, "2026-03-12", 2)
    found = remarks([approved, drafted])
    assert found == {2: (Remark.BACKWARDS, Remark.SKIPPED)}
    assert state_of([approved, drafted]) is MirrorState.PLAN_DRAFTED
    assert remarks([mark(MirrorStep.REVIEW, "2026-03-12")]) == {1: (Remark.SKIPPED,)}
    told_before = mark(MirrorStep.EMERGENCY, "2026-07-12", 1, "2026-07-01T09:00")
    assert remarks([told_before]) == {1: (Remark.AHEAD,)}


def test_within_one_day_the_hours_decide_where_all_are_known_else_the_steps() -> None:
    late = Mark.of(report(MirrorStep.INITIAL_ASSESSMENT, "2026-03-01", "15:00"), FRIDAY.at, 1)
    early = Mark.of(report(MirrorStep.EMERGENCY, "2026-03-01", "09:00"), FRIDAY.at, 2)
    assert state_of([late, early]) is MirrorState.INITIAL_ASSESSED
    assert state_of([late, mark(MirrorStep.EMERGENCY, "2026-03-01", 2)]) is MirrorState.EMERGENCY


def test_a_new_cycle_begins_the_steps_again() -> None:
    steps = (MirrorStep.PLAN, MirrorStep.APPROVAL, MirrorStep.REVIEW, MirrorStep.NEW_CYCLE, MirrorStep.PLAN)
    marks = [mark(step, f"2026-03-{n:02}", n) for n, step in enumerate(steps, 1)]
    assert state_of(marks) is MirrorState.PLAN_DRAFTED
    assert Remark.BACKWARDS not in {one for said in remarks(marks).values() for one in said}


def test_a_moment_in_the_future_counts_as_now_for_when_it_was_told() -> None:
    told = report(MirrorStep.EMERGENCY, informed_at="2999-01-01T00:00:00+07:00")
    (fact,) = report_step(told, FRIDAY)
    assert isinstance(fact, AuthorityReported)
    assert (fact.received_at, fact.occurred_at) == (FRIDAY.at, FRIDAY.at)


# -- forms as told -----------------------------------------------------------------------------------------------------


def test_counts_alone_levels_alone_or_both_are_kept_as_told() -> None:
    level = {"level": "high"}
    items = dict.fromkeys(("harm", "continuing", "self_protection", "receiving_support"), level)
    counts = {"a_high": 2, "b_high": 0}
    for told, differs in (
        ({"counts": counts}, False),
        ({"items": items}, False),
        ({"items": items, "counts": {"a_high": 2, "b_high": 2}}, False),
        ({"items": items, "counts": counts}, True),
        ({"items": {"harm": level}, "counts": counts}, False),
    ):
        said = report(MirrorStep.INITIAL_ASSESSMENT, initial=told)
        (fact,) = report_step(said, FRIDAY)
        assert isinstance(fact, AuthorityReported)
        assert fact.report.initial == said.initial
        assert figures_differ(fact.report) is differs


@pytest.mark.parametrize(
    ("part", "step", "a", "b"),
    [
        ("initial", MirrorStep.INITIAL_ASSESSMENT, 2, 2),
        ("specific", MirrorStep.SPECIFIC_ASSESSMENT, 5, 5),
        ("review", MirrorStep.REVIEW, 3, 3),
    ],
)
def test_each_form_has_its_two_tables(part: str, step: MirrorStep, a: int, b: int) -> None:
    empty: dict[str, Any] = {part: {}}
    kind = type(getattr(report(step, **empty), part).items)
    items = {name: {"level": "low"} for name in kind.model_fields}
    told: dict[str, Any] = {part: {"items": items}}
    form = report(step, **told).form
    assert form is not None
    counted = ticked(form.items)
    zeros = {f"{t}_{level}": 0 for t in "ab" for level in ("high", "average")}
    assert counted == Counts(a_low=a, b_low=b, **zeros)


def test_no_conclusion_is_ever_worked_out() -> None:
    items = {"harm": {"level": "high"}, "continuing": {"level": "high"}}
    (fact,) = report_step(report(MirrorStep.INITIAL_ASSESSMENT, initial={"items": items}), FRIDAY)
    assert isinstance(fact, AuthorityReported)
    assert fact.report.initial is not None
    assert fact.report.initial.conclusion.level is None
    assert fact.report.initial.conclusion.words == ""
    own = {"conclusion": {"words": "Chưa rõ", "level": "low"}, "items": items}
    (fact,) = report_step(report(MirrorStep.INITIAL_ASSESSMENT, initial=own), FRIDAY)
    assert isinstance(fact, AuthorityReported)
    assert fact.report.initial is not None
    assert fact.report.initial.conclusion.level is FormLevel.LOW


def test_a_form_of_another_step_is_refused() -> None:
    told = report(MirrorStep.PLAN, initial={"counts": {"a_high": 1}})
    with pytest.raises(WrongForm):
        report_step(told, FRIDAY)


def test_lines_of_a_plan_that_are_ours_become_tasks() -> None:
    plan = {
        "lines": [
            {"what": "Khám sức khỏe", "provider": "Trạm y tế"},
            {"what": "Tư vấn pháp luật", "ends_on": "2025-09-01", "is_ours": True},
        ]
    }
    told, task = report_step(report(MirrorStep.PLAN, plan=plan, source={"number": "7/KH"}), FRIDAY)
    assert isinstance(told, AuthorityReported)
    assert isinstance(task, TaskAssigned)
    assert (task.task.what, str(task.task.due_on)) == ("Tư vấn pháp luật", "2025-09-01")
    assert task.task.source.number == "7/KH"


# -- what is asked of the association ----------------------------------------------------------------------------------

REQUESTED = CooperationRequested(occurred_at=FRIDAY.at, request=CooperationRequest(what="Xác minh nơi ở"))
INVITED = MeetingInvited(occurred_at=FRIDAY.at, invitation=Invitation())
ASSIGNED = TaskAssigned(occurred_at=FRIDAY.at, task=Task(what="Tư vấn"))


def test_requests_invitations_and_tasks_are_taken_in_every_state() -> None:
    asked = CooperationRequest(what="Xác minh nơi ở", asked_at=moment("2025-08-07T08:00"))
    early = moment("2025-08-07T08:00")
    for history in ((opened(),), (opened(), CLOSED)):
        case = given(ChildCase, *history)
        case.when(lambda _: request_cooperation(asked, FRIDAY)).then(
            CooperationRequested(occurred_at=early, received_at=early, request=asked)
        )
        case.when(lambda _: invite(Invitation(), FRIDAY)).then(
            MeetingInvited(occurred_at=FRIDAY.at, received_at=FRIDAY.at, invitation=Invitation())
        )
        case.when(lambda _: assign_task(Task(what="Tư vấn"), FRIDAY)).then(
            TaskAssigned(occurred_at=FRIDAY.at, received_at=FRIDAY.at, task=Task(what="Tư vấn"))
        )


def test_a_request_is_answered_and_answered_again() -> None:
    answer = CooperationAnswer(kind=AnswerKind.PARTLY, what="Bản sao phiếu tiếp nhận")
    fact = CooperationAnswered(occurred_at=FRIDAY.at, request=1, answer=answer)
    case = given(ChildCase, opened(), REQUESTED)
    case.when(lambda c: c.mirror.answer(1, answer, FRIDAY)).then(fact)
    given(ChildCase, opened(), REQUESTED, fact, CLOSED).when(
        lambda c: c.mirror.answer(1, answer, FRIDAY)
    ).then(fact)
    no = CooperationAnswer(kind=AnswerKind.DECLINED)
    case.when(lambda c: c.mirror.answer(1, no, FRIDAY)).then_refused(ReasonMissing)
    case.when(lambda c: c.mirror.answer(2, answer, FRIDAY)).then_refused(NothingAsked)
    given(ChildCase, opened(), INVITED).when(lambda c: c.mirror.answer(1, answer, FRIDAY)).then_refused(
        NothingAsked
    )


def test_a_meeting_is_attended_or_there_is_a_reason() -> None:
    went = Attendance(attended=True, who="Lương Thị Hạnh", opinion="Nên cho cháu ở với bà")
    case = given(ChildCase, opened(), INVITED)
    case.when(lambda c: c.mirror.attend(1, went, FRIDAY)).then(
        MeetingAttended(occurred_at=FRIDAY.at, invitation=1, attendance=went)
    )
    case.when(lambda c: c.mirror.attend(None, went, FRIDAY)).then(
        MeetingAttended(occurred_at=FRIDAY.at, attendance=went)
    )
    case.when(lambda c: c.mirror.attend(1, Attendance(attended=False), FRIDAY)).then_refused(ReasonMissing)
    case.when(lambda c: c.mirror.attend(5, went, FRIDAY)).then_refused(NothingAsked)


def test_a_task_is_taken_or_declined_with_a_reason_and_done() -> None:
    case = given(ChildCase, opened(), ASSIGNED)
    yes = TaskAnswer(reply=TaskReply.ACCEPTED)
    case.when(lambda c: c.mirror.answer_task(1, yes, FRIDAY)).then(
        TaskAnswered(occurred_at=FRIDAY.at, task=1, answer=yes)
    )
    no = TaskAnswer(reply=TaskReply.DECLINED)
    case.when(lambda c: c.mirror.answer_task(1, no, FRIDAY)).then_refused(ReasonMissing)
    result = TaskResult(what="Đã tư vấn hai buổi")
    case.when(lambda c: c.mirror.finish_task(1, result, FRIDAY)).then(
        TaskDone(occurred_at=FRIDAY.at, task=1, result=result)
    )
    for version in (0, 2):
        with pytest.raises(NothingAsked):
            case.state.mirror.answer_task(version, yes, FRIDAY)
        with pytest.raises(NothingAsked):
            case.state.mirror.finish_task(version, result, FRIDAY)
