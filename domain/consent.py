"""Consent (*sự đồng ý*) in a case and its withdrawal: who, for what, to whom, until when, and how it can be shown.

Consent is given for one purpose; silence is none; its withdrawal does not undo what was done before.

Source: Law 91/2025/QH15, arts. 9, 10, 15, 24 (LAW 5.2); DESIGN, section 3, rule 6.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from domain.codes import Code
from domain.identity import Day
from domain.kernel import Contact, Event, Identity, Legal, Line, Named, Refused, Summary, Value
from domain.lists import Relation
from domain.text import none_if_blank

OWN_CONSENT_FROM = 7
"""Full years from which the child agrees too when private life is disclosed. Source: Law 91/2025/QH15, art. 24(2)."""
CHILD_BELOW = 16
"""Source: Law on Children 102/2016/QH13, art. 1."""


class ConsentPurpose(Code, name="consent-purpose"):
    """For what consent is given; one purpose each. Source: Law 91/2025/QH15, arts. 9, 15; the list quy ước nội bộ."""

    COUNSELLING = "counselling", "Tư vấn, tham vấn", "Counselling"
    CHAPTER = "chapter", "Chi hội cho ý kiến", "Opinion of the chapter"
    SUPPORT = "support", "Cung cấp thông tin cho bên hỗ trợ", "Telling somebody who helps"
    PUBLICATION = "publication", "Công bố, đưa tin", "Publication"
    OTHER = "other", "Mục đích khác", "Another purpose"

    @property
    def discloses(self) -> bool:
        """Whether private life leaves the association."""
        return self not in (ConsentPurpose.COUNSELLING, ConsentPurpose.CHAPTER)


class Consenter(Code, name="consenter"):
    """Who consents. Source: Law 91/2025/QH15, art. 24(2)."""

    REPRESENTATIVE = "representative", "Cha, mẹ, người giám hộ", "Parent or guardian"
    CHILD = "child", "Chính trẻ em", "The child"
    OTHER = "other", "Người khác, về dữ liệu của mình", "Somebody else, about their own data"


class ConsentForm(Code, name="consent-form"):
    """How it can be shown. Source: Law 91/2025/QH15, arts. 9, 10 (verifiable)."""

    PAPER = "paper", "Văn bản có chữ ký", "Signed paper"
    MESSAGE = "message", "Tin nhắn, thư điện tử", "Message, e-mail"
    WITNESSED = "witnessed", "Nói trước người làm chứng", "Said before a witness"
    RECORDING = "recording", "Ghi âm", "Recording"


class Consent(Value):
    """One consent."""

    purpose: ConsentPurpose
    by: Consenter
    form: ConsentForm
    name: Identity[Named]
    telephone: Contact[Line] = ""
    relation: Relation | None = None
    recipient: Summary[Line] = ""
    """Who may learn it."""
    until: Annotated[Day | None, BeforeValidator(none_if_blank)] = None
    """The last day; None means: until it is withdrawn."""
    child_assents: bool = False
    """Whether the child itself agrees."""
    note: Legal[Line] = ""

    @property
    def discloses(self) -> bool:
        """Whether private life leaves the association."""
        return self.purpose.discloses


class ConsentGiven(Event):
    """Somebody consented to one purpose."""

    TOPIC: ClassVar[str] = "case.consent-given.1"
    consent: Consent


class Withdrawal(Value):
    """Who takes a consent back, and what they said."""

    by: Consenter
    note: Legal[Line] = ""


class ConsentWithdrawn(Event):
    """A consent was taken back; from here on the purpose has none."""

    TOPIC: ClassVar[str] = "case.consent-withdrawn.1"
    consent: int
    """Version of the fact that gave it."""
    withdrawal: Withdrawal


class SuspectIsNoConsenter(Refused):
    """The person suspected never consents for the child."""

    vi = "Người đồng ý có dấu hiệu là người bị nghi xâm hại: không được đồng ý thay trẻ."
    en = "Whoever consents may be the person suspected, who never consents for the child."
    source = "Luật 91/2025/QH15, Điều 24(2)"


class ChildsAssentMissing(Refused):
    """From 7 years on the child itself agrees too."""

    vi = "Trẻ từ đủ 7 tuổi (hoặc chưa rõ tuổi): đưa đời sống riêng ra ngoài Hội cần chính trẻ đồng ý."
    en = "A child of 7 or more (or of unknown age) must agree itself before its private life leaves the association."
    source = "Luật 91/2025/QH15, Điều 24(2)"


class RepresentativeMissing(Refused):
    """The child's own consent alone does not disclose its private life."""

    vi = "Đưa đời sống riêng của trẻ ra ngoài Hội cần cả người đại diện hợp pháp đồng ý."
    en = "The private life of a child leaves the association only if the legal representative agrees too."
    source = "Luật 91/2025/QH15, Điều 24(2)"


class NoSuchConsent(Refused):
    """There is no such consent in this case, or it was withdrawn already."""

    vi = "Không có sự đồng ý này trong hồ sơ, hoặc đã rút rồi."
    en = "There is no such consent in this case, or it was withdrawn already."
