"""Sentences of surveys and inspections."""

from uuid import UUID

from api.sentences import Sentence, details, either, sentence_of
from domain.kernel import Event
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
from domain.survey.parts import Advice, Answers, Coordination, Ending, Finding, Plan, Remedy, Site


def _said(language: str, vi: str, en: str, words: object) -> tuple[tuple[str, str], ...]:
    return details((either(language, vi, en), words))


@sentence_of.register
def _planned(fact: SurveyPlanned, language: str) -> Sentence:
    kind, days = fact.plan.kind.label(language), f"{fact.plan.first:%d/%m/%Y} – {fact.plan.last:%d/%m/%Y}"
    text = either(language, f"Lập kế hoạch: {kind}, {days}", f"Planned: {kind}, {days}")
    return Sentence(text, _said(language, "Tên", "Title", fact.plan.title))


@sentence_of.register
def _checklist(fact: SurveyChecklistSet, language: str) -> Sentence:
    text = either(
        language,
        f"Bảng hỏi bản {fact.number}: {fact.count} câu",
        f"Checklist, version {fact.number}: {fact.count} questions",
    )
    return Sentence(text, _said(language, "Câu hỏi", "Questions", fact.checklist.questions))


@sentence_of.register
def _site(fact: SurveySiteChosen, language: str) -> Sentence:
    text = either(language, f"Chọn điểm số {fact.number}", f"Site no. {fact.number} chosen")
    words = details(
        (either(language, "Điểm", "Site"), fact.site.name),
        (either(language, "Vì sao chọn", "Why chosen"), fact.site.why),
    )
    return Sentence(text, words)


@sentence_of.register
def _coordinated(fact: SurveyCoordinated, language: str) -> Sentence:
    said = fact.coordination
    partner, how = said.partner.label(language), said.how.label(language)
    day = f"{said.on:%d/%m/%Y}"
    text = either(
        language, f"Phối hợp với {partner}: {how}, {day}", f"Coordination with {partner}: {how}, {day}"
    )
    return Sentence(text, _said(language, "Ghi chú", "Note", said.note))


@sentence_of.register
def _answered(fact: SurveyAnswered, language: str) -> Sentence:
    said, version = fact.answers, fact.checklist
    day = f"{said.on:%d/%m/%Y}"
    text = either(
        language,
        f"Điểm số {said.site} trả lời bảng hỏi bản {version}, {day}",
        f"Site no. {said.site} answered version {version} of the checklist, {day}",
    )
    marks = "; ".join(f"{number}. {mark.label(language)}" for number, mark in enumerate(said.marks, 1))
    words = details(
        (either(language, "Trả lời", "Answers"), marks), (either(language, "Ghi chú", "Note"), said.note)
    )
    return Sentence(text, words)


@sentence_of.register
def _found(fact: SurveyFindingNoted, language: str) -> Sentence:
    kind, site = fact.finding.kind.label(language), fact.finding.site
    text = either(
        language, f"Số {fact.number}, điểm số {site}: {kind}", f"No. {fact.number}, site no. {site}: {kind}"
    )
    return Sentence(text, _said(language, "Nội dung", "What", fact.finding.what))


@sentence_of.register
def _advised(fact: SurveyAdviceGiven, language: str) -> Sentence:
    said = fact.advice
    text = either(language, f"Kiến nghị về số {said.finding}", f"Recommendation on no. {said.finding}")
    words = details(
        (either(language, "Gửi", "To"), said.to),
        (either(language, "Nội dung", "What"), said.what),
        (either(language, "Đến ngày", "Until"), f"{said.due_on:%d/%m/%Y}" if said.due_on else ""),
    )
    return Sentence(text, words)


@sentence_of.register
def _remedied(fact: SurveyRemedied, language: str) -> Sentence:
    said = fact.remedy
    done = either(language, "đã khắc phục xong", "nothing left to do") if said.is_done else ""
    still = either(language, "đang khắc phục", "still going on")
    how, day = done or still, f"{said.on:%d/%m/%Y}"
    text = either(
        language, f"Khắc phục số {said.finding}: {how}, {day}", f"Remedy of no. {said.finding}: {how}, {day}"
    )
    return Sentence(text, _said(language, "Đã làm", "Done", said.what))


@sentence_of.register
def _ended(fact: SurveyEnded, language: str) -> Sentence:
    day = f"{fact.ending.on:%d/%m/%Y}"
    text = either(language, f"Kết thúc đợt, {day}", f"The round ended, {day}")
    return Sentence(text, _said(language, "Kết luận", "Conclusion", fact.ending.conclusion))


@sentence_of.register
def _corrected(fact: SurveyEntryCorrected, language: str) -> Sentence:
    entry, why = fact.entry + 1, fact.because.label(language)
    text = either(
        language, f"Sửa mục thứ {entry} của đợt: {why}", f"Entry {entry} of the round put right: {why}"
    )
    entered = _as_entered(fact)
    return Sentence(text, sentence_of(entered, language).details if entered else ())


def _as_entered(fact: SurveyEntryCorrected) -> Event | None:
    """Return the fact that would say the same first, so that its words are told the same way."""
    at = fact.occurred_at
    match fact.part:
        case Plan() as plan:
            return SurveyPlanned(occurred_at=at, unit=UUID(int=0), plan=plan)
        case Site() as site:
            return SurveySiteChosen(occurred_at=at, number=0, site=site)
        case Coordination() as coordination:
            return SurveyCoordinated(occurred_at=at, coordination=coordination)
        case Answers() as answers:
            return SurveyAnswered(occurred_at=at, checklist=0, answers=answers)
        case Finding() as finding:
            return SurveyFindingNoted(occurred_at=at, number=0, finding=finding)
        case Advice() as advice:
            return SurveyAdviceGiven(occurred_at=at, advice=advice)
        case Remedy() as remedy:
            return SurveyRemedied(occurred_at=at, remedy=remedy)
        case Ending() as ending:
            return SurveyEnded(occurred_at=at, ending=ending)
        case None:
            return None


@sentence_of.register
def _entry_cancelled(fact: SurveyEntryCancelled, language: str) -> Sentence:
    entry, why = fact.entry + 1, fact.because.label(language)
    text = either(
        language, f"Hủy mục thứ {entry} của đợt: {why}", f"Entry {entry} of the round cancelled: {why}"
    )
    return Sentence(text, _said(language, "Nói rõ thêm", "More", fact.note))


@sentence_of.register
def _cancelled(fact: SurveyCancelled, language: str) -> Sentence:
    why = fact.because.label(language)
    text = either(
        language, f"Hủy cả đợt, không tính nữa: {why}", f"The round cancelled, it counts no more: {why}"
    )
    return Sentence(text, _said(language, "Nói rõ thêm", "More", fact.note))
