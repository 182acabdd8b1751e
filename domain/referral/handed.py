"""What of the case goes to the reviewer with the request: the facts needed and no more, chosen by whoever asks.

Entries are chosen one by one and shown as they are known now, so a correction or a hiding holds for the reviewer too.
Of each the narrative is shown; names, contacts, health and papers only where they are granted. Who informed is never.

Source: Law 91/2025/QH15, arts. 3(2), 15, 17, 19 (LAW 5.2); Decree 56/2017/NĐ-CP, art. 33; DESIGN, section 3, rule 10.
"""

from __future__ import annotations

from uuid import UUID

from domain.codes import Code
from domain.kernel import FieldClass, Refused, Value


class HandedClass(Code, name="handed-class"):
    """Classes of fields that can be granted to a reviewer."""

    NARRATIVE = "narrative", "Sự việc được kể lại", "What was told"
    IDENTITY = "identity", "Danh tính: tên, ngày sinh, địa chỉ", "Identity: names, births, addresses"
    CONTACT = "contact", "Số điện thoại, liên lạc an toàn", "Telephones, safe contact"
    HEALTH = "health", "Sức khỏe, ghi chú tâm lý", "Health, psychological notes"
    EVIDENCE = "evidence", "Giấy tờ, tệp đính kèm", "Papers, attached files"

    @property
    def field_class(self) -> FieldClass:
        """The class of personal fields that it opens."""
        return FieldClass(self.value)


class Handed(Value):
    """Which entries of the case, or of the consultation, and which consultations of the case as a whole."""

    classes: tuple[HandedClass, ...] = (HandedClass.NARRATIVE,)
    entries: tuple[int, ...] = ()
    """Versions in the stream of the case, or of the consultation that stands alone."""
    matters: tuple[UUID, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing but the request itself goes to the reviewer."""
        return not (self.entries or self.matters)

    @property
    def hidden(self) -> frozenset[FieldClass]:
        """The classes that stay covered."""
        shown = {one.field_class for one in self.classes} | {FieldClass.SUMMARY}
        return frozenset(FieldClass) - shown


class NothingToHand(Refused):
    """An entry that is chosen is not in the case, or not one that can be handed over."""

    vi = "Có mục được chọn không còn trong hồ sơ, hoặc không chuyển kèm được. Hãy chọn lại."
    en = "An entry that was chosen is not in the case any more, or cannot go along. Choose again."
    source = "Luật 91/2025/QH15, Điều 3 khoản 2"


class NeedsMatterOrCase(Refused):
    """A request of a counsellor is about a case or a consultation."""

    vi = "Đề nghị cần một hồ sơ hoặc một vụ tư vấn, không cùng lúc cả hai."
    en = "A request is about a case or a consultation, not both at once."
    source = "Quy ước nội bộ"
