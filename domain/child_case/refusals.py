"""What a case says no to, each with its source. Only closing is ever guarded (DESIGN, section 3, rule 2)."""

from __future__ import annotations

from domain.kernel import Refused


class CaseIsClosed(Refused):
    """The follow-up has ended already."""

    vi = "Hồ sơ đã kết thúc theo dõi."
    en = "The follow-up of this case has already ended."


class CaseIsOpen(Refused):
    """The case is open already."""

    vi = "Hồ sơ đang được theo dõi."
    en = "This case is already being followed."


class NotForwardedYet(Refused):
    """Abuse or risk of it must be passed on before the follow-up can end."""

    vi = (
        "Chưa thể kết thúc: có thông tin trẻ bị xâm hại hoặc có nguy cơ, nên cần ghi một lần chuyển thông tin, "
        "hoặc ghi “cơ quan đã biết” đủ ba điều: cơ quan nào, từ ngày nào, số hiệu (hoặc “không có số hiệu”)."
    )
    en = (
        "This cannot be closed yet: abuse or a risk of it is alleged, so record a forwarding, or that an authority "
        "already knows, with all three: which one, since which day, under which reference (or “no reference”)."
    )
    source = "Luật Trẻ em 2016, Điều 51 khoản 1; Nghị định 56/2017/NĐ-CP, Điều 25 khoản 1"


class PoliceNotToldYet(Refused):
    """Sexual abuse of a person under 18 goes to the police or an investigating body."""

    vi = (
        "Chưa thể kết thúc: thông tin về xâm hại tình dục người dưới 18 tuổi phải chuyển cho công an hoặc cơ quan "
        "điều tra; hãy ghi lần chuyển đó, hoặc ghi rằng cơ quan ấy đã biết, từ ngày nào, số hiệu nào."
    )
    en = (
        "This cannot be closed yet: sexual abuse of a person under 18 must go to the police or an investigating "
        "body; record that forwarding, or that this body already knows, since which day and under which reference."
    )
    source = "Thông tư liên tịch 01/2022/TTLT-VKSNDTC-TANDTC-BCA-BQP-BLĐTBXH, Điều 9"


class ChildNotInformed(Refused):
    """Closing says that the child was told, or why not."""

    vi = "Hãy ghi đã báo cho trẻ biết, hoặc vì sao chưa báo được."
    en = "Say that the child was informed, or why not."
    source = "Luật Trẻ em 2016, Điều 47 khoản 5 (quy ước nội bộ về cách ghi)"


class SuspectIsNoContact(Refused):
    """The person suspected of harm is never the safe contact."""

    vi = "Người bị nghi xâm hại không thể là người liên hệ an toàn."
    en = "The person suspected of harm cannot be the safe contact."
    source = "Quy ước nội bộ (an toàn của trẻ)"


class NoSuchForwarding(Refused):
    """The answer names a forwarding that is not there."""

    vi = "Không có lần chuyển thông tin này trong hồ sơ."
    en = "There is no such forwarding in this case."
