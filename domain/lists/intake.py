"""How information reaches the association and how soon it is entered."""

from __future__ import annotations

from domain.codes import Code


class Channel(Code, name="channel"):
    """How information was received.

    Source: Decree 56/2017/NĐ-CP, Mẫu 01, part A1 (điện thoại, gặp trực tiếp, người khác báo); the others are
    the association's own.
    """

    PHONE = "phone", "Điện thoại", "Telephone"
    IN_PERSON = "in_person", "Gặp trực tiếp", "In person"
    VIA_ANOTHER = "via_another", "Người khác báo", "Through another person"
    LETTER = "letter", "Thư, đơn", "Letter"
    ONLINE = "online", "Tin nhắn, trực tuyến", "Message or online"
    OWN_DISCOVERY = "own_discovery", "Hội tự phát hiện", "Found by the association"


class SourceType(Code, name="source-type"):
    """Who gave the information; a kind, never a name. Source: internal convention."""

    CHILD = "child", "Chính trẻ em", "The child"
    PARENT = "parent", "Cha, mẹ", "Parent"
    RELATIVE = "relative", "Người thân", "Relative"
    NEIGHBOUR = "neighbour", "Hàng xóm", "Neighbour"
    SCHOOL = "school", "Giáo viên, nhà trường", "Teacher or school"
    MEMBER = "member", "Hội viên, cộng tác viên", "Member or collaborator"
    AUTHORITY = "authority", "Cơ quan, chính quyền", "Authority"
    OTHER = "other", "Người khác", "Someone else"
    ANONYMOUS = "anonymous", "Không nêu danh tính", "Anonymous"


class ReopenReason(Code, name="reopen-reason"):
    """Why the follow-up of a closed case goes on. Source: internal convention (DESIGN, section 3, rule 4)."""

    NEW_ENTRY = "new_entry", "Có thông tin mới", "Something new was logged"
    EMERGENCY = "emergency", "Có tin khẩn cấp", "An emergency"
    ASKED = "asked", "Theo yêu cầu", "On request"


class LatenessReason(Code, name="lateness-reason"):
    """Why an entry came later than the internal limit. Source: internal convention (DESIGN, section 3.7).

    `OLD_LOG` is what an import writes; what it copied is counted by `CaseImported`, not by this reason.
    """

    NO_SIGNAL = "no_signal", "Mất sóng, mất mạng", "No signal"
    IN_THE_FIELD = "in_the_field", "Đi cơ sở", "Out in the field"
    HOLIDAY = "holiday", "Nghỉ lễ, ngày nghỉ", "Holiday or day off"
    HELPING_FIRST = "helping_first", "Hỗ trợ trẻ trước, vào sổ sau", "Helped the child first"
    PAPER_REGISTER = "paper_register", "Nhập từ sổ giấy", "Copied from a paper register"
    TOLD_LATE = "told_late", "Người tiếp nhận chuyển lại chậm", "Passed on late by the person who took it"
    POWER_OR_DEVICE = "power_or_device", "Mất điện, hỏng máy", "Power cut or broken device"
    OLD_LOG = "old_log", "Nhập từ tệp sổ cũ", "Imported from a file of an old log"
    OTHER = "other", "Lý do khác", "Other reason"
