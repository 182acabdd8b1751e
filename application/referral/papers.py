"""Papers of an approved opinion, for whoever asked once it is read, and for the head who signs them."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from application.access import Action
from application.documents.opinion import Asked, opinion_paper, returning_letter
from application.documents.printing import PaperFormat, Printed, made, setting_of
from application.referral.opinions import Source
from application.referral.pages import AboutReferralQuestion, OpenReferral, open_referral
from application.units import Units
from application.work import Work
from domain.calendar import vietnam_day
from domain.kernel import FieldClass, Refused
from domain.referral.facts import ReferralSubmitted
from domain.referral.questions import InformationGiven


class ReferralPaper(StrEnum):
    """Papers about one request; their names in an address."""

    OPINION = "y-kien"
    LETTER = "tra-loi"


class NothingApproved(Refused):
    """There is no paper of a draft."""

    vi = "Chỉ in được ý kiến đã duyệt và đã đọc."
    en = "Only an opinion that was approved, and read, can be printed."
    source = "Quy ước nội bộ"


class PrintOpinion(AboutReferralQuestion):
    """Have the opinion, or the letter that returns it, on paper."""

    ACTION: ClassVar[Action] = Action.OPEN_REFERRAL
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL
    paper: ReferralPaper


def print_opinion(question: PrintOpinion, work: Work, kind: PaperFormat | None = None) -> Printed:
    """Return the paper; what whoever asks may not see on the page is on no paper either.

    Raises:
        NothingApproved: The opinion is not approved, or whoever asked has not read it.
    """
    work.allow(question)
    page = open_referral(OpenReferral(referral_id=question.referral_id), work)
    if page.opinion is None or not page.stage.has_opinion:
        raise NothingApproved
    first = work.history(page.referral_id)[0]
    units = work.view(Units)  # type: ignore[type-abstract]
    asker = first.envelope.unit
    mark = str(page.referral_id)[:8]
    asked = Asked(
        unit=units.of(asker).name if asker else page.chapter.name,
        day=vietnam_day(first.fact.occurred_at),
        mark=mark,
        sources={one.position: f"{_kind(one)}, {vietnam_day(one.at):%d/%m/%Y}" for one in page.told.sources},
        dissents=[one.note for one in page.told.dissents],
        version=page.version,
    )
    make = opinion_paper if question.paper is ReferralPaper.OPINION else returning_letter
    paper = make(page.opinion, asked, setting_of(page.chapter.unit, work))
    return made(paper, kind, mark, [first.position], work)


def _kind(source: Source) -> str:
    match source.fact:
        case ReferralSubmitted():
            return "Đề nghị"
        case InformationGiven():
            return "Trả lời câu hỏi thêm"
        case _:
            return "Mục chuyển kèm"
