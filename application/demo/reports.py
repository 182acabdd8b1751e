"""The office reports on the first half-year: drafted, sent back once, approved by a leader, issued."""

from __future__ import annotations

from datetime import date

from application.demo.chance import Chance
from application.demo.entries import wish
from application.demo.moments import in_office, same_hour
from application.demo.stage import Deed, Story
from application.report import (
    ApproveReport,
    DraftReport,
    IssueReport,
    RedraftReport,
    SendReportBack,
    approve_report,
    draft_report,
    issue_report,
    redraft_report,
    send_report_back,
)
from domain.report.codes import ReportKind, ReportLevel
from domain.report.facts import Asked, Draft, Heading, Issue, Parts

OFFICE, LEADER = "vanphong", "giamsat.tinh"
HALF = Asked(kind=ReportKind.MID_YEAR, first=date(2025, 1, 1), last=date(2025, 6, 30))
KNOWN_ON = date(2025, 7, 5)
"""The cut-off of the period of figures of the same half-year."""
NUMBER = 1
HEADING = Heading(
    level=ReportLevel.ADDRESSEES,
    provided_to="Các cơ quan, tổ chức có tên ở nơi nhận",
    addressee="Ủy ban nhân dân tỉnh; Ủy ban Mặt trận Tổ quốc tỉnh",
    copies="Như trên\nTrung ương Hội\nBan kiểm tra Hội\nCác hội cơ sở",
    place="Bắc Giang",
    signs_as="TM. BAN THƯỜNG VỤ, CHỦ TỊCH",
    signatory="Nguyễn Thị Minh Chứng",
)
_PARTS = Parts(
    assessment=(
        "Sáu tháng đầu năm, Hội giữ nền nếp tiếp nhận, tư vấn và chuyển thông tin; các hội cơ sở tổ chức truyền thông"
        " trực tiếp ở trường học, nhất là phòng đuối nước trước kỳ nghỉ hè."
    ),
    difficulties="Bỏ cấp huyện từ 01/7/2025 nên nhiều hội cơ sở phải sắp xếp lại đơn vị, sổ và người phụ trách.",
    direction="Ổn định tổ chức ở xã, phường mới; hoàn thành số buổi truyền thông còn lại trong quý IV.",
)
WHOLE = _PARTS.model_copy(
    update={"causes": "Sáp nhập diễn ra trong thời gian ngắn; một số xã ở xa, sóng điện thoại yếu."}
)


def reported(seed: int) -> Story:
    """Return how the report of the half-year comes about."""
    chance = Chance(f"{seed}/reports")
    at = in_office(chance, date(2025, 7, 9))
    begun = DraftReport(asked=HALF, draft=Draft(heading=HEADING, parts=_PARTS), known_on=KNOWN_ON)
    done = yield Deed(at, OFFICE, wish(draft_report, begun))
    if done.made is None:
        return
    report = done.made
    at = in_office(chance, date(2025, 7, 10))
    back = SendReportBack(report=report, comment="Nêu rõ nguyên nhân của khó khăn.")
    yield Deed(at, LEADER, wish(send_report_back, back))
    at = same_hour(chance, at)
    anew = RedraftReport(report=report, draft=Draft(heading=HEADING, parts=WHOLE))
    yield Deed(at, OFFICE, wish(redraft_report, anew))
    at = in_office(chance, date(2025, 7, 11))
    yield Deed(at, LEADER, wish(approve_report, ApproveReport(report=report)))
    issue = Issue(number=NUMBER, issued_on=date(2025, 7, 14))
    at = in_office(chance, date(2025, 7, 14))
    yield Deed(at, OFFICE, wish(issue_report, IssueReport(report=report, issue=issue)))
