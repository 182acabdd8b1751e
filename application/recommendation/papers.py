"""The letter of an approved recommendation as a paper."""

from __future__ import annotations

from application.child_words import shows_words
from application.documents.printing import PaperFormat, Printed, made, setting_of
from application.documents.recommendation import recommendation_letter
from application.recommendation.pages import AboutRecommendationQuestion
from application.work import Work
from domain.kernel import Refused, Unknown
from domain.recommendation import Recommendation
from domain.recommendation.facts import Letter
from domain.recommendation.refusals import WordsNeedConsent


class NotApproved(Refused):
    """There is no paper of a draft."""

    vi = "Chỉ in được văn bản đã duyệt."
    en = "Only a letter that was approved can be printed."
    source = "Quy ước nội bộ"


class WordsNotForReader(Refused):
    """It quotes a child whose words are not for the reader."""

    vi = "Văn bản này trích lời của trẻ mà bạn không được xem; hãy nhờ người theo dõi hồ sơ in."
    en = "This letter quotes a child whose words are not for you; ask whoever follows the case to print it."


class PrintRecommendation(AboutRecommendationQuestion):
    """Have the letter on paper."""


def print_recommendation(
    question: PrintRecommendation, work: Work, kind: PaperFormat | None = None
) -> Printed:
    """Return the letter.

    Raises:
        NotApproved: It is a draft.
        WordsNotForReader: It quotes words that are not for the reader.
        WordsNeedConsent: The consent to quote them does not stand any more, or the words were erased.
    """
    work.allow(question)
    one = work.read(Recommendation, question.recommendation)
    if not one.approved or one.letter is None:
        raise NotApproved
    if not isinstance(one.letter, Letter):
        raise Unknown
    if one.letter.quotes_child and not shows_words(one, work):
        raise WordsNotForReader
    if one.letter.quotes_child and not one.may_quote:
        raise WordsNeedConsent
    first = work.history(one.id)[0]
    paper = recommendation_letter(one, one.letter, setting_of(one.unit, work))
    return made(paper, kind, one.code, [first.position], work)
