"""Sentences of reports."""

from api.sentences import Sentence, details, either, sentence_of
from domain.report import facts as f
from domain.report import number_of
from domain.report.facts import Draft
from domain.report.figures import ReportFigures


def _written(draft: Draft, figures: ReportFigures, language: str) -> tuple[tuple[str, str], ...]:
    return details(
        (either(language, "Mức độ bảo mật", "Confidentiality"), draft.heading.level.label(language)),
        (either(language, "Phạm vi cung cấp", "Provided to"), draft.heading.provided_to),
        (either(language, "Quy tắc tính", "Rules"), ", ".join(figures.rules)),
        (either(language, "Mã kiểm", "Digest"), figures.digest[:16]),
    )


@sentence_of.register
def _drafted(fact: f.ReportDrafted, language: str) -> Sentence:
    asked = fact.asked
    begun = either(language, "Lập dự thảo", "Drafted")
    days = f"{asked.first:%d/%m/%Y} – {asked.last:%d/%m/%Y}"
    return Sentence(
        f"{begun}: {asked.kind.label(language)}",
        (
            *details((either(language, "Kỳ", "Period"), days)),
            *_written(fact.draft, fact.figures, language),
        ),
    )


@sentence_of.register
def _redrafted(fact: f.ReportRedrafted, language: str) -> Sentence:
    return Sentence(
        either(language, "Soạn lại báo cáo", "Report written anew"),
        _written(fact.draft, fact.figures, language),
    )


@sentence_of.register
def _sent_back(fact: f.ReportSentBack, language: str) -> Sentence:
    return Sentence(
        either(language, "Trả lại báo cáo để sửa", "Report sent back"),
        details((either(language, "Cần sửa", "To be mended"), fact.comment)),
    )


@sentence_of.register
def _approved(fact: f.ReportApproved, language: str) -> Sentence:
    return Sentence(
        either(language, "Duyệt báo cáo", "Report approved"),
        details((either(language, "Mã kiểm", "Digest"), fact.digest[:16])),
    )


@sentence_of.register
def _issued(fact: f.ReportIssued, language: str) -> Sentence:
    return Sentence(
        either(language, "Ban hành báo cáo", "Report issued"),
        details(
            (either(language, "Số", "Number"), number_of(fact.issue)),
            (either(language, "Ngày", "Day"), f"{fact.issue.issued_on:%d/%m/%Y}"),
            (either(language, "Quy tắc tính", "Rules"), ", ".join(fact.rules)),
            (either(language, "Mã kiểm", "Digest"), fact.digest),
        ),
    )


@sentence_of.register
def _revised(fact: f.ReportRevised, language: str) -> Sentence:
    return Sentence(
        either(language, "Sửa đổi báo cáo đã ban hành", "Issued report revised"),
        (
            *details((either(language, "Lý do", "Reason"), fact.reason)),
            *_written(fact.draft, fact.figures, language),
        ),
    )


@sentence_of.register
def _withdrawn(fact: f.ReportWithdrawn, language: str) -> Sentence:
    return Sentence(
        either(language, "Thu hồi báo cáo", "Report withdrawn"),
        details((either(language, "Lý do", "Reason"), fact.reason)),
    )
