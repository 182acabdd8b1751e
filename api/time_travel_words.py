"""Words of time travel: what stands out about a line, what a cell is called, and what stands in it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.pages import moment
from api.sentences import either
from api.telling import Telling
from api.texts import N_, translated
from api.timeline import field_name, field_shown
from application.access import Action
from application.time_travel.past import By, Mark
from domain import lists
from domain.child_case.intake import Parent
from domain.codes import Code
from domain.follow_up_log import EntryState
from domain.identity import AgeBand
from domain.kernel import Erased
from domain.mirror.codes import MirrorState
from domain.referral.request import ReferralStage
from domain.units import Place

BY = {
    By.RECORDED: N_("Đã vào sổ đến lúc ấy"),
    By.HAPPENED: N_("Đã xảy ra đến lúc ấy, theo điều biết hôm nay"),
    By.POSITION: N_("Đến một vị trí trong sổ sự kiện"),
}
MARKS = {
    Mark.LATE: N_("vào sổ sau"),
    Mark.NOT_YET_RECORDED: N_("lúc ấy chưa vào sổ"),
    Mark.CHANGED: N_("sửa, bổ sung"),
    Mark.CORRECTION: N_("đính chính"),
    Mark.CORRECTED_THEN: N_("đã đính chính"),
    Mark.CORRECTED_SINCE: N_("được đính chính sau lúc ấy"),
    Mark.HIDDEN: N_("nội dung cũ đã che"),
    Mark.MOVED_IN: N_("chuyển từ hồ sơ khác sang"),
}
OPENS = {
    Action.OPEN_CASE: N_("mở hồ sơ"),
    Action.SEE_HISTORY: N_("xem lịch sử, không có nội dung"),
    Action.SEE_LOOKS: N_("xem ai đã xem"),
}
COVERED = N_("(đã che)")
_CELLS = {
    "closed": N_("Trạng thái"),
    "unit": N_("Đơn vị"),
    "counsellor": N_("Người theo dõi"),
    "triage": N_("Nhận định ban đầu"),
    "age_band": N_("Nhóm tuổi khi tiếp nhận"),
    "received_on": N_("Ngày tiếp nhận"),
    "step": N_("Việc tiếp theo"),
    "merged_into": N_("Nhập vào hồ sơ khác"),
    "consents": N_("Sự đồng ý còn hiệu lực"),
    "told": N_("Cơ quan đã được báo hoặc đã biết"),
    "situation.where": N_("Ở đâu"),
    "details.child.residence": N_("Nơi cư trú"),
    "details.informant.agreed": N_("Người báo đồng ý ghi danh tính"),
    "details.suspected.relation": N_("Quan hệ của người bị nghi với trẻ"),
    "details.informant.name": N_("Tên người báo"),
    "details.informant.telephone": N_("Số điện thoại người báo"),
    "details.informant.address": N_("Địa chỉ người báo"),
    "details.informant.note": N_("Ghi chú về người báo"),
    "details.suspected.name": N_("Tên người bị nghi"),
    "details.suspected.birth": N_("Ngày sinh người bị nghi"),
    "details.suspected.telephone": N_("Số điện thoại người bị nghi"),
    "details.suspected.identity_number": N_("Số định danh người bị nghi"),
    "details.suspected.description": N_("Mô tả người bị nghi"),
}
_COLUMNS: Mapping[str, tuple[str, type[Code] | type[Any] | None]] = {
    "code": (N_("Mã hồ sơ"), None),
    "unit": (N_("Đơn vị"), None),
    "received_at": (N_("Tiếp nhận lúc"), None),
    "recorded_at": (N_("Vào sổ lúc"), None),
    "channel": (N_("Thông qua"), lists.Channel),
    "source_type": (N_("Ai báo"), lists.SourceType),
    "danger": (N_("Nguy hiểm ngay lúc này"), lists.DangerNow),
    "sex": (N_("Giới tính"), lists.Sex),
    "age_band": (N_("Nhóm tuổi khi tiếp nhận"), AgeBand),
    "allegation": (N_("Thông tin về xâm hại"), lists.Allegation),
    "abuse_types": (N_("Hình thức"), lists.AbuseType),
    "groups": (N_("Nhóm hoàn cảnh đặc biệt"), lists.SpecialGroup),
    "priority": (N_("Diện ưu tiên của Hội"), lists.PriorityTag),
    "accident": (N_("Tai nạn, thương tích"), None),
    "triage": (N_("Nhận định ban đầu"), lists.TriageLevel),
    "duty_met": (N_("Đã báo cơ quan có trách nhiệm"), None),
    "counsellor": (N_("Người theo dõi"), None),
    "consultations": (N_("Số buổi tư vấn"), None),
    "consultation_kinds": (N_("Loại tư vấn"), lists.ConsultationKind),
    "due_on": (N_("Hạn"), None),
    "responsible": (N_("Người làm"), None),
    "referral_state": (N_("Đề nghị Chi hội"), ReferralStage),
    "emergencies": (N_("Tin khẩn cấp"), None),
    "state": (N_("Trạng thái"), EntryState),
    "outcome": (N_("Kết quả"), lists.Outcome),
    "closed_at": (N_("Kết thúc lúc"), None),
    "mirror": (N_("Cơ quan nhà nước"), MirrorState),
    "filled": (N_("Số mục đã ghi"), None),
    "required": (N_("Số mục cần ghi"), None),
}
"""Columns of the follow-up log that its page shows."""


def cell_name(path: str, language: str) -> str:
    """Return what a field of a case is called."""
    if path in _CELLS:
        return translated(_CELLS[path], language)
    return field_name(path, language) or path


def cell_shown(path: str, value: object, telling: Telling, language: str) -> str:
    """Return the value of a field of a case; what is not for the reader is said to be covered."""
    match path, value:
        case _, Erased():
            return translated(COVERED, language)
        case _, None | "" | ():
            return "–"
        case "closed", bool():
            return either(language, "Đã kết thúc theo dõi", "Follow-up ended") if value else _open(language)
        case "unit", UUID():
            return telling.unit(value)
        case "counsellor", UUID():
            return telling.who(value)
        case "step", int():
            return either(language, f"hẹn ở phiên bản {value}", f"agreed at version {value}")
        case "merged_into", UUID():
            return either(language, "có", "yes")
        case ("consents", tuple()):
            return str(len(value))
        case ("told", tuple()):
            return ", ".join(one.shown(language) for one in value)
        case _, Place():
            return value.shown() or either(language, "Chưa xác định", "Not determined")
        case _, Parent():
            return cell_shown(path, value.name, telling, language)
        case _, datetime():
            return moment(value, language)
        case _, date():
            return f"{value:%d/%m/%Y}"
    return field_shown(value, language)


def _open(language: str) -> str:
    return either(language, "Đang theo dõi", "Followed")


def column_name(column: str, language: str) -> str:
    """Return what a column of the follow-up log is called; nothing for those that its page does not show."""
    return translated(_COLUMNS[column][0], language) if column in _COLUMNS else ""


def column_shown(column: str, value: Any, telling: Telling, language: str) -> str:
    """Return what stands in a column of the follow-up log."""
    kind = _COLUMNS[column][1]
    if value is None or value == []:
        return "–"
    if column == "unit":
        return telling.unit(value)
    if column in {"counsellor", "responsible"}:
        return telling.who(UUID(str(value)))
    if isinstance(value, list):
        return ", ".join(column_shown(column, one, telling, language) for one in value)
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if kind is not None:
        return str(kind(value).label(language))
    return field_shown(value, language)
