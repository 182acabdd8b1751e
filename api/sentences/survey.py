"""Sentences of surveys and inspections."""

from api.sentences import Sentence, details, either, sentence_of
from domain.survey.facts import (
    SurveyAdviceGiven,
    SurveyAnswered,
    SurveyChecklistSet,
    SurveyCoordinated,
    SurveyEnded,
    SurveyFindingNoted,
    SurveyPlanned,
    SurveyRemedied,
    SurveySiteChosen,
)


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
    text = either(language, f"Phối hợp với {partner}: {how}", f"Coordination with {partner}: {how}")
    return Sentence(text, _said(language, "Ghi chú", "Note", said.note))


@sentence_of.register
def _answered(fact: SurveyAnswered, language: str) -> Sentence:
    site, version = fact.answers.site, fact.checklist
    text = either(
        language,
        f"Điểm số {site} trả lời bảng hỏi bản {version}",
        f"Site no. {site} answered version {version} of the checklist",
    )
    return Sentence(text, _said(language, "Ghi chú", "Note", fact.answers.note))


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
    text = either(
        language,
        f"Khắc phục số {said.finding}: {done or still}",
        f"Remedy of no. {said.finding}: {done or still}",
    )
    return Sentence(text, _said(language, "Đã làm", "Done", said.what))


@sentence_of.register
def _ended(fact: SurveyEnded, language: str) -> Sentence:
    text = either(language, "Kết thúc đợt", "The round ended")
    return Sentence(text, _said(language, "Kết luận", "Conclusion", fact.ending.conclusion))
