"""Sentences of recommendations."""

from collections.abc import Iterator

from api.sentences import Sentence, details, either, sentence_of
from domain.kernel import Erased
from domain.recommendation import facts as f

Detail = tuple[str, object]


def _day(value: object) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _said(said: f.Collected, language: str) -> Iterator[Detail]:
    yield either(language, "Loại", "Kind"), said.kind.label(language)
    yield either(language, "Từ", "From"), said.origin.label(language)
    yield either(language, "Về", "About"), said.subject.label(language)
    yield either(language, "Tiêu đề", "Title"), said.title
    yield either(language, "Nội dung", "Content"), said.content
    yield either(language, "Người kiến nghị", "Proposer"), said.proposer
    yield either(language, "Nơi", "Area"), said.area.name_as_written if said.area else ""
    yield either(language, "Ngày tiếp nhận", "Collected on"), _day(said.collected_on)
    yield either(language, "Lời của trẻ", "The child's own words"), said.voice.words
    if said.voice.words or isinstance(said.voice.words, Erased):
        yield either(language, "Tuổi", "Age"), said.voice.age
        yield either(language, "Trẻ", "The child"), said.voice.child.label(language)
        yield (
            either(language, "Cha mẹ, người giám hộ", "Parent or guardian"),
            said.voice.guardian.label(language),
        )


def _went(conveyance: f.Conveyance, language: str) -> Iterator[Detail]:
    yield either(language, "Nơi nhận", "To"), _agency(conveyance.agency, language)
    yield either(language, "Ngày chuyển", "Conveyed on"), _day(conveyance.on)
    yield either(language, "Cách chuyển", "How"), conveyance.how.label(language)
    yield either(language, "Số văn bản", "Reference"), conveyance.reference


def _agency(agency: f.Agency, language: str) -> str:
    named = "" if isinstance(agency.name, Erased) else agency.name
    return named or agency.shown(language)


def _receipt(given: f.Acknowledgement, language: str) -> Iterator[Detail]:
    yield either(language, "Ngày", "Day"), _day(given.on)
    yield either(language, "Số văn bản", "Reference"), given.reference


def _reply(given: f.Reply, language: str) -> Iterator[Detail]:
    yield either(language, "Kết quả", "Result"), given.verdict.label(language)
    yield either(language, "Ngày trả lời", "Replied on"), _day(given.on)
    yield either(language, "Số văn bản", "Reference"), given.reference
    yield either(language, "Nội dung trả lời, giải trình", "Reply or explanation"), given.content


def _feedback(given: f.Feedback, language: str) -> Iterator[Detail]:
    yield either(language, "Cách phản hồi", "How"), given.way.label(language)
    yield either(language, "Ngày", "Day"), _day(given.on)
    yield either(language, "Đã nói gì", "What was told"), given.told


@sentence_of.register
def _collected(fact: f.RecommendationCollected, language: str) -> Sentence:
    text = either(language, f"Tiếp nhận kiến nghị {fact.code}", f"Recommendation {fact.code} collected")
    return Sentence(text, details(*_said(fact.collected, language)))


@sentence_of.register
def _drafted(fact: f.RecommendationDrafted, language: str) -> Sentence:
    text = either(language, "Soạn văn bản kiến nghị", "The letter was written")
    if isinstance(fact.letter, Erased):
        return Sentence(text)
    letter = fact.letter
    return Sentence(
        text,
        details(
            (either(language, "Kính gửi", "To"), letter.addressee),
            (either(language, "Trích yếu", "Subject"), letter.subject),
            (either(language, "Nội dung", "Content"), letter.body),
            (either(language, "Kiến nghị", "What is recommended"), letter.asks),
            (either(language, "Căn cứ", "Law"), "; ".join(one.shown(language) for one in letter.law)),
            (
                either(language, "Trích lời của trẻ", "Quotes the child"),
                either(language, "Có", "Yes") if letter.quotes_child else "",
            ),
        ),
    )


@sentence_of.register
def _sent_back(fact: f.RecommendationSentBack, language: str) -> Sentence:
    text = either(language, "Đề nghị xem lại văn bản kiến nghị", "The letter was sent back")
    return Sentence(text, details((either(language, "Góp ý", "Comment"), fact.comment)))


@sentence_of.register
def _approved(fact: f.RecommendationApproved, language: str) -> Sentence:
    return Sentence(either(language, "Duyệt văn bản kiến nghị", "The letter was approved"))


@sentence_of.register
def _conveyed(fact: f.RecommendationConveyed, language: str) -> Sentence:
    text = either(language, "Chuyển kiến nghị", "Conveyed")
    return Sentence(text, details(*_went(fact.conveyance, language)))


@sentence_of.register
def _escalated(fact: f.RecommendationEscalated, language: str) -> Sentence:
    text = either(language, "Chuyển kiến nghị lên cấp trên", "Taken to a higher body")
    return Sentence(
        text, details(*_went(fact.conveyance, language), (either(language, "Vì sao", "Why"), fact.why))
    )


@sentence_of.register
def _acknowledged(fact: f.RecommendationAcknowledged, language: str) -> Sentence:
    text = either(language, "Nơi nhận xác nhận đã nhận", "Receipt was confirmed")
    return Sentence(text, details(*_receipt(fact.acknowledgement, language)))


@sentence_of.register
def _replied(fact: f.RecommendationReplied, language: str) -> Sentence:
    verdict = fact.reply.verdict.label(language)
    text = either(language, f"Nơi nhận trả lời: {verdict}", f"The body answered: {verdict}")
    return Sentence(text, details(*_reply(fact.reply, language)))


@sentence_of.register
def _reminded(fact: f.RecommendationReminded, language: str) -> Sentence:
    given = fact.reminder
    text = either(language, "Đôn đốc trả lời (quy ước nội bộ)", "Reminder sent (internal convention)")
    return Sentence(
        text,
        details(
            (either(language, "Ngày", "Day"), _day(given.on)),
            (either(language, "Cách", "How"), given.how.label(language)),
            (either(language, "Số văn bản", "Reference"), given.reference),
        ),
    )


@sentence_of.register
def _fed_back(fact: f.RecommendationFedBack, language: str) -> Sentence:
    text = either(language, "Phản hồi cho trẻ, người kiến nghị", "The child or the proposer was told")
    return Sentence(text, details(*_feedback(fact.feedback, language)))


@sentence_of.register
def _closed(fact: f.RecommendationClosed, language: str) -> Sentence:
    how = fact.closing.how.label(language)
    text = either(language, f"Kết thúc kiến nghị: {how}", f"Closed: {how}")
    return Sentence(text, details((either(language, "Ghi chú", "Note"), fact.closing.note)))


@sentence_of.register
def _withdrawn(fact: f.RecommendationWithdrawn, language: str) -> Sentence:
    why = fact.withdrawal.why.label(language)
    text = either(language, f"Rút kiến nghị: {why}", f"Withdrawn: {why}")
    return Sentence(text, details((either(language, "Ghi chú", "Note"), fact.withdrawal.note)))


@sentence_of.register
def _merged(fact: f.RecommendationMerged, language: str) -> Sentence:
    text = either(language, "Gộp vào một kiến nghị khác", "Merged into another recommendation")
    return Sentence(text, details((either(language, "Vì sao", "Why"), fact.reason)))


@sentence_of.register
def _joined(fact: f.RecommendationJoined, language: str) -> Sentence:
    return Sentence(
        either(language, "Nhận gộp một kiến nghị khác", "Another recommendation was merged into it")
    )


@sentence_of.register
def _corrected(fact: f.RecommendationCorrected, language: str) -> Sentence:
    text = either(language, "Đính chính một mục của kiến nghị", "An entry was corrected")
    return Sentence(
        text, details((either(language, "Lý do", "Reason"), fact.reason), *_right(fact, language))
    )


def _right(fact: f.RecommendationCorrected, language: str) -> Iterator[Detail]:
    if fact.collected is not None:
        yield from _said(fact.collected, language)
    if fact.conveyance is not None:
        yield from _went(fact.conveyance, language)
    if fact.acknowledgement is not None:
        yield from _receipt(fact.acknowledgement, language)
    if fact.reply is not None:
        yield from _reply(fact.reply, language)
    if fact.feedback is not None:
        yield from _feedback(fact.feedback, language)


@sentence_of.register
def _cancelled(fact: f.RecommendationCancelled, language: str) -> Sentence:
    text = either(language, "Hủy một mục ghi nhầm của kiến nghị", "An entry made by mistake was cancelled")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))
