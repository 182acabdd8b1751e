"""The letter that passes information on: to whom, on which ground, with which parts; never to the person suspected.

Source: Law on Children 102/2016/QH13, arts. 51(1), 92(2); Decree 56/2017/NĐ-CP, arts. 24(3), 25(1), 33; Joint Circular
01/2022/TTLT-VKSNDTC-TANDTC-BCA-BQP-BLĐTBXH, art. 9; DESIGN, section 3, rules 6 and 10.
"""

from __future__ import annotations

from datetime import date

from domain.child_case import ChildCase
from domain.child_case.intake import born
from domain.child_case.suspect import likeness
from domain.codes import Code
from domain.directory import Recipient, RecipientKind
from domain.identity import may_be_under
from domain.kernel import Erased, Refused
from domain.lists import AbuseType
from domain.text import fold

SHORTEST_NAME = 2
"""Fewer words are no full name, and would be found in the name of any body. Source: quy ước nội bộ."""


class LetterPart(Code, name="letter-part"):
    """What a letter tells beyond the four questions. Source: Mẫu 01 of Decree 56; the grouping quy ước nội bộ."""

    CHILD = "child", "Trẻ em: họ tên, tuổi, giới tính", "The child: name, age, sex"
    HOME = "home", "Nơi ở, trường, lớp", "Home and school"
    CONDITION = (
        "condition",
        "Tình trạng hiện tại, hậu quả có thể xảy ra",
        "Present condition and likely consequences",
    )
    OWN_WORDS = "own_words", "Lời của trẻ", "The child's own words"
    FAMILY = "family", "Gia đình, người chăm sóc", "Family and caregiver"
    SUSPECTED = "suspected", "Người bị nghi xâm hại", "The person suspected"
    DONE = "done", "Việc đã hỗ trợ", "What was done already"
    SAFE_CONTACT = "safe_contact", "Cách liên hệ an toàn", "How to make contact safely"
    HEALTH = "health", "Sức khỏe", "Health"
    INFORMANT = "informant", "Người cung cấp thông tin", "The informant"


USUAL = (
    *(LetterPart.CHILD, LetterPart.HOME, LetterPart.CONDITION, LetterPart.OWN_WORDS, LetterPart.FAMILY),
    *(LetterPart.SUSPECTED, LetterPart.DONE, LetterPart.SAFE_CONTACT),
)
"""What is ticked when the form opens; health is a decision of its own (DESIGN, section 3, rule 10), and the informant
stays out until somebody puts them in."""


class SuspectIsNoRecipient(Refused):
    """No letter is made out to the person suspected; recording and passing on stay open."""

    vi = "Nơi nhận trùng tên người bị nghi xâm hại. Hãy chọn cơ quan khác; việc ghi và chuyển tin vẫn mở."
    en = "The recipient has the name of the person suspected. Choose another body; recording stays open."
    source = "Nghị định 56/2017/NĐ-CP, Điều 24"


class NotThereToday(Refused):
    """Such bodies do not exist on the day of the letter."""

    vi = "Cơ quan này không còn (hoặc chưa có) vào ngày lập văn bản; hãy chọn cơ quan hiện nay."
    en = "Such bodies do not exist on the day of the letter; choose one that does."


def check_recipient(case: ChildCase, recipient: Recipient, day: date) -> None:
    """Refuse a recipient that is the person suspected, or that no longer exists.

    Raises:
        SuspectIsNoRecipient: Their name, or their number, stands in the name of the body.
        NotThereToday: The kind of body ended before, or begins after, this day.
    """
    if is_suspected(case, recipient):
        raise SuspectIsNoRecipient
    if not recipient.kind.valid_on(day):
        raise NotThereToday


def is_suspected(case: ChildCase, recipient: Recipient) -> bool:
    """Return whether the person suspected is named as, or within, the recipient: "Thầy …, Trường …"."""
    written, suspected = recipient.name_as_written, case.details.suspected
    if likeness(written, written, None, suspected) is not None:
        return True
    name = _words(suspected.name)
    return len(name.split()) >= SHORTEST_NAME and f" {name} " in f" {_words(written)} "


def _words(text: str | Erased) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text or "")).split())


def grounds(case: ChildCase) -> str:
    """Return on which articles the information is passed on, as a letter cites them."""
    if not case.is_alleged:
        return "khoản 2 Điều 92 Luật Trẻ em số 102/2016/QH13"
    articles = "khoản 1 Điều 51 Luật Trẻ em số 102/2016/QH13, khoản 1 Điều 25 Nghị định số 56/2017/NĐ-CP"
    if is_sexual_abuse_under_18(case):
        articles += ", Điều 9 Thông tư liên tịch số 01/2022/TTLT-VKSNDTC-TANDTC-BCA-BQP-BLĐTBXH"
    return articles


def is_sexual_abuse_under_18(case: ChildCase) -> bool:
    """Whether sexual abuse of someone who may be under 18 is spoken of (an unknown age counts as under 18)."""
    spoken_of = AbuseType.SEXUAL_ABUSE in case.details.circumstances.abuse_types
    return spoken_of and may_be_under(18, born(case.details.child, case.received_on), case.received_on)


def addressed(recipient: Recipient) -> str:
    """Return how a letter addresses a body: its name as written, else its kind with the unit it lies in."""
    if recipient.name_as_written and not isinstance(recipient.name_as_written, Erased):
        return recipient.name_as_written
    place = recipient.unit.name_as_written if recipient.unit else ""
    within = place[:1].lower() + place[1:]
    match recipient.kind:
        case RecipientKind.COMMUNE_POLICE if place:
            return f"Công an {within}"
        case RecipientKind.COMMUNE_PEOPLES_COMMITTEE if place:
            return f"Ủy ban nhân dân {within}"
        case RecipientKind.HOTLINE_111:
            return "Tổng đài điện thoại quốc gia bảo vệ trẻ em 111"
        case kind:
            return ", ".join(part for part in (kind.vi, place) if part)
