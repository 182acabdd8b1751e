"""Sentences of what authorities reported, asked and were answered. The safe place of a child stands in none of them."""

from collections.abc import Iterator

from api.mirror_words import items_shown, worded_figures
from api.sentences import Sentence, details, either, sentence_of
from domain.kernel import Erased
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
from domain.mirror.report import InitialAssessment, Plan, Report, Review, SourceDocument, SpecificAssessment

Detail = tuple[str, object]


def _source(source: SourceDocument, language: str) -> Iterator[Detail]:
    yield either(language, "Cơ quan", "Body"), source.issued_by(language)
    yield either(language, "Số văn bản", "Document"), source.number
    yield either(language, "Ngày văn bản", "Dated"), f"{source.day:%d/%m/%Y}" if source.day else ""


@sentence_of.register
def _reported(fact: AuthorityReported, language: str) -> Sentence:
    report = fact.report
    step = report.step.label(language)
    text = either(language, f"Cơ quan báo: {step}", f"Reported by the authorities: {step}")
    return Sentence(text, details(*_of_report(report, language)))


def _of_report(report: Report, language: str) -> Iterator[Detail]:
    yield from _source(report.source, language)
    yield either(language, "Ai báo cho Hội", "Told by"), report.informed_by
    yield either(language, "Hiệu lực, thời hạn", "Effect and term"), report.term
    if report.form is not None:
        yield from _of_form(report.form, language)
    if report.separation is not None:
        days = report.separation.days
        yield either(language, "Số ngày cách ly", "Days of separation"), f"{days}" if days else ""
        if report.separation.on_request_of_authority:
            vi, en = "theo yêu cầu của cơ quan có thẩm quyền", "as a competent body requires"
            yield either(language, "Tiếp tục cách ly", "Separation goes on"), either(language, vi, en)
    if report.plan is not None:
        yield from _of_plan(report.plan, language)
    yield either(language, "Ghi chú", "Note"), report.note


def _of_form(form: InitialAssessment | SpecificAssessment | Review, language: str) -> Iterator[Detail]:
    conclusion = form.conclusion
    own = either(language, "Kết luận của cán bộ", "The officer's own conclusion")
    yield own, conclusion.words
    if conclusion.level is not None:
        yield either(language, "Mức cán bộ nêu", "Level the officer named"), conclusion.level.label(language)
    if isinstance(form, Review) and form.outcome is not None:
        yield either(language, "Đề xuất", "Proposal"), form.outcome.label(language)
    yield from items_shown(form.items, language)
    yield (
        either(language, "Tổng số cán bộ ghi", "Figures as the officer has them"),
        worded_figures(form.counts, language),
    )
    if isinstance(form, InitialAssessment):
        yield (
            either(language, "Chỗ ở an toàn: dịch vụ, đơn vị", "Safe living: service, provider"),
            form.living,
        )
        yield either(language, "Chăm sóc y tế: dịch vụ, đơn vị", "Health care: service, provider"), form.care
    if isinstance(form, SpecificAssessment):
        yield from _of_specific(form, language)


def _of_specific(form: SpecificAssessment, language: str) -> Iterator[Detail]:
    needs = () if isinstance(form.needs, Erased) else form.needs
    yield either(language, "Thể chất, tâm lý, tình cảm", "Body, mind, feelings"), form.condition
    yield either(language, "Hoàn cảnh gia đình", "Family"), form.family
    yield either(language, "Việc chăm sóc hiện nay", "Care now"), form.care_now
    yield either(language, "Việc chăm sóc sắp tới", "Care to come"), form.care_to_come
    yield either(language, "Vấn đề", "Problems"), form.problems
    yield (
        either(language, "Ý kiến, nguyện vọng của trẻ", "What the child thinks and wishes"),
        form.childs_opinion,
    )
    yield either(language, "Ý kiến của gia đình", "What the family thinks"), form.familys_opinion
    yield (
        either(language, "Nhu cầu dịch vụ", "Services needed"),
        ", ".join(one.label(language) for one in needs),
    )
    yield either(language, "Nhu cầu, diễn giải", "Needs in words"), form.needs_in_words


def _of_plan(plan: Plan, language: str) -> Iterator[Detail]:
    yield either(language, "Mục tiêu", "Aims"), plan.aims
    for line in () if isinstance(plan.lines, Erased) else plan.lines:
        days = " – ".join(f"{day:%d/%m/%Y}" for day in (line.starts_on, line.ends_on) if day)
        ours = either(language, "giao cho Hội", "given to the association") if line.is_ours else ""
        parts = (line.what, days, line.responsible, line.provider, ours)
        yield (
            either(language, "Dịch vụ, công việc", "Service or task"),
            " · ".join(part for part in parts if part),
        )
    yield either(language, "Kinh phí", "Funds"), plan.funds


@sentence_of.register
def _requested(fact: CooperationRequested, language: str) -> Sentence:
    asked = fact.request
    due = f"{asked.due_on:%d/%m/%Y}" if asked.due_on else ""
    return Sentence(
        either(language, "Cơ quan đề nghị Hội phối hợp", "An authority asked the association to cooperate"),
        details(
            *_source(asked.source, language),
            (either(language, "Đề nghị", "Asked for"), asked.what),
            (either(language, "Người đề nghị", "Asked by"), asked.asked_by),
            (either(language, "Hạn cơ quan nêu", "Day named"), due),
        ),
    )


@sentence_of.register
def _cooperated(fact: CooperationAnswered, language: str) -> Sentence:
    answer = fact.answer
    basis = answer.legal_basis.label(language) if answer.kind.discloses else ""
    return Sentence(
        either(
            language, "Hội trả lời đề nghị phối hợp", "The association answered a request for cooperation"
        ),
        details(
            (either(language, "Trả lời", "Answer"), answer.kind.label(language)),
            (either(language, "Nội dung hoặc lý do", "What was given, or why not"), answer.what),
            (either(language, "Cho cơ quan", "To"), answer.to.shown(language) if answer.to else ""),
            (either(language, "Người nhận", "Spoke to"), answer.spoke_to),
            (either(language, "Căn cứ cung cấp thông tin", "Legal basis"), basis),
            (either(language, "Số hiệu", "Reference"), answer.reference),
        ),
    )


@sentence_of.register
def _invited(fact: MeetingInvited, language: str) -> Sentence:
    invited = fact.invitation
    return Sentence(
        either(language, "Hội được mời họp trường hợp", "The association was invited to a case meeting"),
        details(
            *_source(invited.source, language),
            (
                either(language, "Ngày họp", "Meets on"),
                f"{invited.meets_on:%d/%m/%Y}" if invited.meets_on else "",
            ),
            (either(language, "Giờ họp", "At"), invited.hour),
            (either(language, "Nơi họp", "Place"), invited.place),
            (either(language, "Ghi chú", "Note"), invited.note),
        ),
    )


@sentence_of.register
def _attended(fact: MeetingAttended, language: str) -> Sentence:
    went = fact.attendance
    yes = either(language, "Hội dự họp trường hợp", "The association attended a case meeting")
    no = either(language, "Hội không dự họp trường hợp", "The association did not attend a case meeting")
    basis = went.legal_basis.label(language) if went.discloses else ""
    return Sentence(
        yes if went.attended else no,
        details(
            (either(language, "Người dự", "Who attended"), went.who),
            (either(language, "Vì sao không dự", "Why not"), went.why_not),
            (either(language, "Ý kiến đã nêu", "Opinion given"), went.opinion),
            (either(language, "Với cơ quan", "To"), went.to.shown(language) if went.to else ""),
            (either(language, "Căn cứ cung cấp thông tin", "Legal basis"), basis),
        ),
    )


@sentence_of.register
def _assigned(fact: TaskAssigned, language: str) -> Sentence:
    task = fact.task
    return Sentence(
        either(language, "Kế hoạch giao việc cho Hội", "A plan gives the association a task"),
        details(
            *_source(task.source, language),
            (either(language, "Việc", "Task"), task.what),
            (either(language, "Từ ngày", "From"), f"{task.starts_on:%d/%m/%Y}" if task.starts_on else ""),
            (either(language, "Hạn", "Due"), f"{task.due_on:%d/%m/%Y}" if task.due_on else ""),
        ),
    )


@sentence_of.register
def _task_answered(fact: TaskAnswered, language: str) -> Sentence:
    return Sentence(
        either(language, "Hội trả lời về việc được giao", "The association answered on a task"),
        details(
            (either(language, "Trả lời", "Answer"), fact.answer.reply.label(language)),
            (either(language, "Lý do", "Reason"), fact.answer.reason),
        ),
    )


@sentence_of.register
def _task_done(fact: TaskDone, language: str) -> Sentence:
    return Sentence(
        either(language, "Hội đã làm việc được giao", "The association did a task it was given"),
        details((either(language, "Đã làm gì", "What was done"), fact.result.what)),
    )
