"""What a unit of the association has: bodies, officers, tasks, awards, and the values they are entered with.

Source: charter and programme of the association as named in LAW 8 (Thường trực, Ban Thường vụ, Ban Chấp hành, Ban
chuyên môn, Ban kiểm tra, trưởng ban điều phối). Lists without another source are quy ước nội bộ.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.codes import Code
from domain.kernel import Line, Named, Summary, Value


class EndKind(Code, name="unit-end"):
    """How a unit ended."""

    MERGED = "merged", "Hợp nhất, sáp nhập", "Merged"
    DISSOLVED = "dissolved", "Giải thể", "Dissolved"


class BodyKind(Code, name="body-kind"):
    """Bodies of a unit. Source: programme of the association (LAW 8)."""

    STANDING = "standing", "Thường trực", "Standing body"
    BUREAU = "bureau", "Ban Thường vụ (BTV)", "Bureau"
    COMMITTEE = "committee", "Ban Chấp hành (BCH)", "Executive committee"
    EXPERT = "expert", "Ban chuyên môn", "Expert board"
    INSPECTION = "inspection", "Ban kiểm tra", "Inspection board"
    COORDINATION = "coordination", "Ban điều phối Mạng liên kết", "Coordination of the link network"


class Office(Code, name="office"):
    """What an officer is. Source: quy ước nội bộ; the coordinator is named in the programme (LAW 8)."""

    PRESIDENT = "president", "Chủ tịch", "President"
    VICE_PRESIDENT = "vice_president", "Phó Chủ tịch", "Vice-president"
    HEAD = "head", "Trưởng ban, Chi hội trưởng", "Head"
    DEPUTY_HEAD = "deputy_head", "Phó Trưởng ban, Chi hội phó", "Deputy head"
    SECRETARY = "secretary", "Thư ký", "Secretary"
    COORDINATOR = "coordinator", "Trưởng ban điều phối", "Coordinator"
    MEMBER = "member", "Ủy viên", "Member of the body"


class OfficeEnd(Code, name="office-end"):
    """Why an officer ended. Source: quy ước nội bộ."""

    TERM_OVER = "term_over", "Hết nhiệm kỳ", "Term over"
    RESIGNED = "resigned", "Xin thôi", "Resigned"
    REPLACED = "replaced", "Thay người khác", "Replaced"
    LEFT = "left", "Ra khỏi Hội", "Left the association"
    UNIT_ENDED = "unit_ended", "Đơn vị kết thúc", "The unit ended"


class TaskEnd(Code, name="unit-task-end"):
    """How an assigned task ended. Source: quy ước nội bộ."""

    DONE = "done", "Đã xong", "Done"
    CANCELLED = "cancelled", "Đã hủy", "Cancelled"
    PASSED_ON = "passed_on", "Chuyển sang đơn vị kế thừa", "Passed on to the successor"


class AwardForm(Code, name="award-form"):
    """Forms of *thi đua, khen thưởng* that a unit keeps; the rule is named with each. Source: quy ước nội bộ."""

    TITLE = "title", "Danh hiệu thi đua", "Emulation title"
    CERTIFICATE = "certificate", "Giấy khen", "Certificate of merit"
    HIGH_CERTIFICATE = "high_certificate", "Bằng khen", "High certificate of merit"
    MEDAL = "medal", "Kỷ niệm chương", "Commemorative medal"
    OTHER = "other", "Hình thức khác", "Another form"


class Body(Value):
    """A body of a unit; several expert boards differ by name."""

    kind: BodyKind
    name: Line = ""
    formed_on: date
    term_until: date | None = None


class OfficeHeld(Value):
    """An office that a member holds, in a body or in the unit itself."""

    member: UUID
    office: Office
    body: UUID | None = None
    since: date
    term_until: date | None = None


class Assigned(Value):
    """A task (*phân công*): what, for whom, until when. Without member and body it is for the unit."""

    what: Summary[Named]
    due_on: date
    member: UUID | None = None
    body: UUID | None = None
    from_unit: UUID | None = None
    """The ended unit that it came from."""


class Award(Value):
    """An award to the unit, or to a member of it, with rule and decision."""

    form: AwardForm
    rule: Line = ""
    decision: Named
    decided_on: date
    member: UUID | None = None
    why: Summary[Line] = ""
