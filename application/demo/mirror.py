"""What authorities report, ask and are answered in the fictional year, in some of the cases that were passed on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from application.demo.chance import Chance
from application.demo.entries import Entry
from application.demo.moments import gets_done, later
from application.demo.stage import Done, Story
from application.mirror import (
    AnswerRequest,
    AnswerTask,
    FinishTask,
    RecordAttendance,
    RecordInvitation,
    RecordReport,
    RecordRequest,
    answer_request,
    answer_task,
    finish_task,
    record_attendance,
    record_invitation,
    record_report,
    record_request,
)
from domain.calendar import vietnam_day, vietnam_time
from domain.directory import Recipient, RecipientKind
from domain.mirror.asks import (
    Attendance,
    CooperationAnswer,
    CooperationRequest,
    Invitation,
    TaskAnswer,
    TaskResult,
)
from domain.mirror.codes import AnswerKind, FormLevel, MirrorStep, ReviewOutcome, TaskReply
from domain.mirror.facts import TaskAssigned
from domain.mirror.report import (
    Conclusion,
    Effective,
    InitialAssessment,
    InitialItems,
    Item,
    Plan,
    PlanLine,
    Report,
    Review,
    Separation,
    SourceDocument,
    SpecificAssessment,
    ticked,
)

SHARE = 0.4
"""Of the cases that were passed on, so many hear of more than an answer."""
_COMMUNE = Recipient(kind=RecipientKind.COMMUNE_PEOPLES_COMMITTEE)
_WORDS = {
    FormLevel.HIGH: "Nguy cơ cao, đề nghị theo dõi sát và tách khỏi người gây tổn hại",
    FormLevel.AVERAGE: "Có tổn hại nhưng chưa nghiêm trọng, cần gia đình và nhà trường cùng theo dõi",
    FormLevel.LOW: "Nguy cơ thấp, gia đình cam kết chăm sóc, hẹn thăm lại sau một tháng",
}
_ASKED = (
    "Đề nghị cung cấp phiếu tiếp nhận và nội dung đã tư vấn để xác minh",
    "Đề nghị cử người cùng đến gia đình làm việc với cha mẹ cháu",
    "Đề nghị cho biết cháu đang ở với ai, liên lạc cách nào an toàn",
)
_OURS = ("Tư vấn pháp luật cho người chăm sóc cháu", "Thăm và trò chuyện với cháu hai tuần một lần")
_THEIRS = ("Khám sức khỏe, theo dõi vết thương", "Hỗ trợ sách vở, miễn học phí học kỳ này")
_OPINIONS = (
    "Nên để cháu ở với bà ngoại trong khi chờ kế hoạch, tránh hỏi cháu lại nhiều lần",
    "Đề nghị có người lớn cháu tin cậy đi cùng khi làm việc",
)


def mirrored(entry: Entry, chance: Chance) -> Story:
    """Hear of the commune's steps as far as it goes, late or at once; answer what it asks."""
    if not entry.forwardings or not chance.maybe(SHARE):
        return
    level = chance.among({FormLevel.HIGH: 3.0, FormLevel.AVERAGE: 4.0, FormLevel.LOW: 2.0})
    yield from _initial(entry, chance, level)
    if level is FormLevel.HIGH:
        yield from _urgent(entry, chance)
    if chance.maybe(0.45):
        yield from _cooperation(entry, chance)
    if level is FormLevel.LOW and chance.maybe(0.5):
        return
    yield from _planned(entry, chance)


def _report(entry: Entry, chance: Chance, report: Report, low: float, high: float) -> Story:
    """Let days pass until the association hears of it; it took effect before that, mostly by a few days."""
    entry.at = later(chance, entry.at, low, high)
    before = timedelta(days=chance.choice((0, 0, 1, 1, 2, 5)), hours=2)
    at = max(entry.at - before, entry.at - timedelta(days=5))
    told = report.model_copy(
        update={
            "effective": _effective(chance, at),
            "source": _paper(chance, vietnam_day(at), report.step),
            "informed_by": chance.choice(("chị phụ trách trẻ em của xã", "", "anh văn phòng Ủy ban")),
        }
    )
    yield entry.deed(record_report, RecordReport(case_id=entry.case_id, report=told))


def _effective(chance: Chance, at: datetime) -> Effective:
    hour = vietnam_time(at).time().replace(second=0, microsecond=0) if chance.maybe(0.3) else None
    return Effective(day=vietnam_day(at) if chance.maybe(0.92) else None, hour=hour)


def _paper(chance: Chance, day: date, step: MirrorStep) -> SourceDocument:
    kind = "QĐ" if step.form in {"05", "07"} else "BC" if step.form else "TB"
    number = f"{chance.randint(3, 400)}/{kind}-UBND" if chance.maybe(0.7) else ""
    return SourceDocument(number=number, day=day if number else None, body=_COMMUNE)


def _initial(entry: Entry, chance: Chance, level: FormLevel) -> Story:
    """Form 02: often only the conclusion is told; now and then figures that do not match the lines."""
    told = InitialAssessment(conclusion=Conclusion(words=_WORDS[level], level=level))
    if chance.maybe(0.5):
        items = InitialItems(
            harm=Item(level=level),
            continuing=Item(level=chance.choice(tuple(FormLevel))),
            self_protection=Item(level=chance.choice(tuple(FormLevel))),
            receiving_support=Item(level=FormLevel.AVERAGE),
        )
        counts = ticked(items)
        if counts is not None and chance.maybe(0.15):
            counts = counts.model_copy(update={"a_high": (counts.a_high or 0) + 1})
        told = told.model_copy(update={"items": items} | ({"counts": counts} if counts else {}))
    report = Report(step=MirrorStep.INITIAL_ASSESSMENT, initial=told)
    yield from _report(entry, chance, report, 0.5, 5)


def _urgent(entry: Entry, chance: Chance) -> Story:
    if chance.maybe(0.6):
        note = "Công an xã và trạm y tế đã đến nhà, cháu được đưa sang nhà bà ngoại"
        yield from _report(entry, chance, Report(step=MirrorStep.EMERGENCY, note=note), 0.1, 1)
    if chance.maybe(0.4):
        place = Separation(days=chance.choice((5, 7, 10, 15)), safe_place="nhà người thân, xã giữ địa chỉ")
        report = Report(step=MirrorStep.SEPARATION, separation=place)
        yield from _report(entry, chance, report, 0.1, 1)
        if chance.maybe(0.7):
            ended = Report(step=MirrorStep.SEPARATION_ENDED, note="Gia đình đã bảo đảm an toàn cho cháu")
            yield from _report(entry, chance, ended, 5, 14)


def _cooperation(entry: Entry, chance: Chance) -> Story:
    entry.at = later(chance, entry.at, 0.3, 4)
    due = entry.day + timedelta(days=chance.randint(3, 10)) if chance.maybe(0.6) else None
    request = CooperationRequest(what=chance.choice(_ASKED), source=SourceDocument(body=_COMMUNE), due_on=due)
    done = yield entry.deed(record_request, RecordRequest(case_id=entry.case_id, request=request))
    if not gets_done(chance, due or entry.day + timedelta(days=7)):
        return
    entry.at = later(chance, entry.at, 0.5, 5)
    kind = chance.among({AnswerKind.GIVEN: 7.0, AnswerKind.NOTHING_KNOWN: 1.0, AnswerKind.DECLINED: 1.0})
    words = {
        AnswerKind.GIVEN: "Bản tóm tắt phiếu tiếp nhận, không kèm lời kể của trẻ",
        AnswerKind.DECLINED: "Nội dung tham vấn tâm lý không thuộc phạm vi được yêu cầu",
    }
    answer = CooperationAnswer(kind=kind, to=_COMMUNE, what=words.get(kind, ""))
    command = AnswerRequest(case_id=entry.case_id, request=done.version_of(entry.case_id), answer=answer)
    yield entry.deed(answer_request, command)


def _planned(entry: Entry, chance: Chance) -> Story:
    """The specific assessment, the meeting, the plan and what it gives the association, as far as it goes."""
    specific = SpecificAssessment(
        conclusion=Conclusion(words="Cần kế hoạch hỗ trợ từ ba đến sáu tháng"),
        childs_opinion="Cháu muốn ở với bà và vẫn được đi học cùng các bạn",
    )
    report = Report(step=MirrorStep.SPECIFIC_ASSESSMENT, specific=specific)
    yield from _report(entry, chance, report, 2, 9)
    if chance.maybe(0.6):
        yield from _meeting(entry, chance)
    if not chance.maybe(0.8):
        return
    yield from _plan(entry, chance)
    if chance.maybe(0.8):
        yield from _report(entry, chance, Report(step=MirrorStep.APPROVAL, term="sáu tháng"), 1, 6)
        yield from _report(entry, chance, Report(step=MirrorStep.IMPLEMENTATION), 1, 8)
    if chance.maybe(0.6):
        yield from _reviewed(entry, chance)


def _meeting(entry: Entry, chance: Chance) -> Story:
    entry.at = later(chance, entry.at, 0.3, 2)
    meets = entry.day + timedelta(days=chance.randint(2, 6))
    invitation = Invitation(meets_on=meets, place="Trụ sở xã", source=SourceDocument(body=_COMMUNE))
    command = RecordInvitation(case_id=entry.case_id, invitation=invitation)
    done = yield entry.deed(record_invitation, command)
    if not gets_done(chance, meets):
        return
    days = (meets - entry.day).days
    entry.at = later(chance, entry.at, days, days + 1)
    went = chance.maybe(0.85)
    attendance = Attendance(
        attended=went,
        who=entry.member.name if went else "",
        why_not="" if went else "Giấy mời đến sau ngày họp",
        opinion=chance.choice(_OPINIONS) if went else "",
        held_on=meets,
        to=_COMMUNE,
    )
    told = RecordAttendance(
        case_id=entry.case_id, invitation=done.version_of(entry.case_id), attendance=attendance
    )
    yield entry.deed(record_attendance, told)
    yield from _report(entry, chance, Report(step=MirrorStep.MEETING), 0, 1)


def _plan(entry: Entry, chance: Chance) -> Story:
    ends = entry.day + timedelta(days=chance.randint(20, 60))
    lines = (
        PlanLine(what=chance.choice(_THEIRS), ends_on=ends, provider="Trạm y tế, nhà trường"),
        PlanLine(what=chance.choice(_OURS), ends_on=ends, is_ours=chance.maybe(0.7)),
    )
    entry.at = later(chance, entry.at, 2, 9)
    at = entry.at - timedelta(days=chance.choice((0, 1, 3)), hours=1)
    report = Report(
        step=MirrorStep.PLAN,
        effective=_effective(chance, at),
        source=_paper(chance, vietnam_day(at), MirrorStep.PLAN),
        plan=Plan(aims="Cháu an toàn, đi học đều, có người chăm sóc tin cậy", lines=lines),
    )
    done = yield entry.deed(record_report, RecordReport(case_id=entry.case_id, report=report))
    task = _task_in(done, entry.case_id)
    if task is not None:
        yield from _task(entry, chance, task, ends)


def _task_in(done: Done, case_id: UUID) -> int | None:
    facts = (one for one in done.recorded if one.stream == case_id and isinstance(one.fact, TaskAssigned))
    return next((one.version for one in facts), None)


def _task(entry: Entry, chance: Chance, task: int, due: date) -> Story:
    entry.at = later(chance, entry.at, 0.3, 4)
    accepted = chance.maybe(0.9)
    answer = TaskAnswer(
        reply=TaskReply.ACCEPTED if accepted else TaskReply.DECLINED,
        reason="" if accepted else "Hội không có người ở xã này trong quý",
    )
    yield entry.deed(answer_task, AnswerTask(case_id=entry.case_id, task=task, answer=answer))
    if accepted and gets_done(chance, due):
        entry.at = later(chance, entry.at, 6, 20)
        result = TaskResult(what="Đã làm việc với gia đình và cháu, đã báo lại xã")
        yield entry.deed(finish_task, FinishTask(case_id=entry.case_id, task=task, result=result))


def _reviewed(entry: Entry, chance: Chance) -> Story:
    ends = chance.maybe(0.7)
    words = "Cháu ổn định, không còn nguy cơ" if ends else "Vẫn còn nguy cơ, cần tiếp tục hỗ trợ"
    outcome = ReviewOutcome.CLOSE if ends else ReviewOutcome.CONTINUE
    review = Review(conclusion=Conclusion(words=words), outcome=outcome)
    yield from _report(entry, chance, Report(step=MirrorStep.REVIEW, review=review), 8, 25)
    step = MirrorStep.CLOSED if ends else MirrorStep.NEW_CYCLE
    yield from _report(entry, chance, Report(step=step), 1, 6)
