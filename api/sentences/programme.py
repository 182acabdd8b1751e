"""Sentences of programmes."""

from api.sentences import Sentence, details, either, sentence_of
from domain.programme import (
    IndicatorRevised,
    MilestoneSet,
    ProgrammeApproved,
    ProgrammeEntered,
    ProgrammeReviewed,
)


@sentence_of.register
def _entered(fact: ProgrammeEntered, language: str) -> Sentence:
    return Sentence(
        either(language, f"Nhập chương trình năm {fact.year}", f"Programme of {fact.year} entered"),
        details(
            (either(language, "Văn bản", "Document"), fact.document),
            (either(language, "Số chỉ tiêu", "Indicators"), str(len(fact.indicators))),
        ),
    )


@sentence_of.register
def _approved(fact: ProgrammeApproved, language: str) -> Sentence:
    approval = fact.approval
    return Sentence(
        either(language, "Chương trình năm được phê duyệt", "Programme approved"),
        details(
            (either(language, "Văn bản", "Decision"), approval.decision),
            (either(language, "Ngày", "Day"), f"{approval.approved_on:%d/%m/%Y}"),
        ),
    )


@sentence_of.register
def _revised(fact: IndicatorRevised, language: str) -> Sentence:
    one = fact.indicator
    return Sentence(
        either(language, "Điều chỉnh một chỉ tiêu", "Indicator revised"),
        details(
            (either(language, "Chỉ tiêu", "Indicator"), one.name),
            (either(language, "Mục tiêu", "Target"), "" if one.target is None else str(one.target)),
            (either(language, "Hạn", "By"), f"{one.by:%d/%m/%Y}" if one.by else ""),
            (either(language, "Yêu cầu bằng lời", "In words"), one.words),
            (either(language, "Lý do", "Reason"), fact.reason),
        ),
    )


@sentence_of.register
def _milestone(fact: MilestoneSet, language: str) -> Sentence:
    one = fact.milestone
    return Sentence(
        either(language, "Đặt mốc cho một chỉ tiêu", "Milestone set"),
        details(
            (either(language, "Chỉ tiêu", "Indicator"), one.indicator),
            (either(language, "Trước hết ngày", "Until"), f"{one.until:%d/%m/%Y}"),
            (either(language, "Cần có", "Amount"), str(one.amount)),
        ),
    )


@sentence_of.register
def _reviewed(fact: ProgrammeReviewed, language: str) -> Sentence:
    review = fact.review
    return Sentence(
        f"{either(language, 'Rà soát chương trình', 'Programme reviewed')}: {review.kind.label(language)}",
        details(
            (either(language, "Ngày", "Day"), f"{review.reviewed_on:%d/%m/%Y}"),
            (either(language, "Đánh giá", "Findings"), review.findings),
        ),
    )
