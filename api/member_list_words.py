"""What is said of a row of a list of members: why, and what to do; never what stood in the cell."""

from collections.abc import Mapping

from api import import_words
from api.problems import Both
from domain.lists import MemberKind
from domain.log_import.entry import Remark

REMARKS: Mapping[str, Both] = {
    "no_such_day": (
        "Lịch không có ngày này. Hãy xem lại ngày và tháng.",
        "No calendar has this day. Check day and month.",
    ),
    "day_in_future": (
        "Ngày này ở tương lai. Hãy xem lại năm, hoặc nhập khi ngày ấy đến.",
        "This day is in the future. Check the year, or enter it once the day has come.",
    ),
    "too_long": (
        "Quá dài: nhiều nhất {n} ký tự. Hãy rút gọn.",
        "Too long: at most {n} characters. Shorten it.",
    ),
    "name_missing": ("Thiếu họ và tên. Hãy ghi đủ họ và tên.", "The full name is missing. Enter it."),
    "name_odd": (
        "Họ và tên có chữ số hoặc ký hiệu lạ. Hãy chỉ ghi chữ, ví dụ Nguyễn Văn An.",
        "The name has digits or odd signs. Write letters alone, for example Nguyễn Văn An.",
    ),
    "kind_missing": ("Thiếu loại. Hãy ghi một trong: {n}.", "The kind is missing. Write one of: {n}."),
    "formula_cell": (
        "Ô là công thức. Hãy dán lại dưới dạng giá trị (Paste Values), hoặc bỏ dấu = + - @ ở đầu.",
        "The cell is a formula. Paste it again as a value, or take off the sign at its beginning.",
    ),
    "birth_in_future": (
        "Ngày sinh ở tương lai. Hãy xem lại năm.",
        "The birth is in the future. Check the year.",
    ),
    "born_after_admission": (
        "Ngày sinh sau ngày vào. Hãy xem lại hai ngày này.",
        "The birth is after the admission. Check both days.",
    ),
    "member_too_young": (
        "Chưa đủ {n} tuổi vào ngày vào (quy ước nội bộ). Hãy xem lại ngày sinh, hoặc ghi là tình nguyện viên.",
        "Under {n} on the day of admission (internal convention). Check the birth, or enter as a volunteer.",
    ),
    "identity_wrong": (
        "Số định danh phải có 9 hoặc 12 chữ số. Hãy xem lại, hoặc để trống.",
        "An identity number has 9 or 12 digits. Check it, or leave it empty.",
    ),
    "left_needs_admitted": (
        "Có ngày ra mà thiếu ngày vào. Hãy ghi ngày vào.",
        "There is a day of leaving but none of admission. Enter it.",
    ),
    "left_before_admitted": (
        "Ngày ra trước ngày vào ({n}). Hãy xem lại hai ngày này.",
        "The day of leaving is before that of admission ({n}). Check both.",
    ),
    "unit_missing": (
        "Thiếu đơn vị. Hãy ghi tên hoặc mã đơn vị.",
        "The unit is missing. Write its name or code.",
    ),
    "unit_unknown": (
        "Không có đơn vị này trong các đơn vị bạn được ghi hội viên. Hãy ghi đúng tên hoặc mã đơn vị.",
        "No such unit among those for which you enter members. Write its name or code as it is.",
    ),
    "several_units": (
        "Nhiều đơn vị có tên này. Hãy ghi mã đơn vị.",
        "Several units have this name. Write the code.",
    ),
    "unit_ended": (
        "Vào ngày ấy đơn vị đã kết thúc ({n}). Hãy ghi đơn vị kế thừa.",
        "The unit had ended on that day ({n}). Write its successor.",
    ),
    "unit_ended_since": (
        "Đơn vị đã kết thúc ({n}). Hãy ghi đơn vị kế thừa, hoặc ngày ra trước ngày ấy.",
        "The unit has ended ({n}). Write its successor, or a day of leaving before that.",
    ),
    "juror_without_court": (
        "Hội thẩm thì phải ghi tòa án, để không ai xem việc của tòa mình. Hãy ghi tên tòa án.",
        "A juror has a court, so that nobody reviews what is before it. Write its name.",
    ),
    "court_of_jurors_only": (
        "Chỉ hội thẩm nhân dân mới ghi tòa án. Hãy bỏ tòa án, hoặc sửa loại.",
        "Only people's jurors have a court. Take it out, or correct the kind.",
    ),
    "court_not_then": (
        "Tòa án này không có vào ngày {n}. Hãy ghi tòa án của ngày ấy, hoặc ghi cột «Tòa án từ ngày».",
        "This court did not exist on {n}. Write the court of that day, or fill “Court since”.",
    ),
    "no_court": (
        "Đây không phải tên tòa án. Hãy ghi như «Tòa án nhân dân khu vực 3 - Bắc Ninh».",
        "This is no name of a court. Write it as “Tòa án nhân dân khu vực 3 - Bắc Ninh”.",
    ),
    "court_by_hand": (
        "Tòa án không có trong danh mục: giữ theo lời ghi, chỉ so được theo tên gọi.",
        "The court is not in the data: kept in words, compared by its name alone.",
    ),
    "same_person_twice": (
        "Cùng người, cùng đơn vị với dòng {n}: chỉ nhập một. Nếu là hai người, hãy ghi ngày sinh hoặc số định danh.",
        "The same person in the same unit as row {n}: one is entered. If they are two, add birth dates or numbers.",
    ),
    "member_already": (
        "Đã là hội viên của đơn vị này: không nhập nữa. Cần sửa gì thì mở trang của người ấy.",
        "Is a member of this unit already: not entered again. Correct on their own page.",
    ),
    "member_elsewhere": (
        "Người này đang ở trong {n}: vẫn nhập vào đơn vị này. Nếu đã chuyển đi, hãy ghi là đã ra ở đơn vị kia.",
        "This person is in {n}: entered here as well. If they moved, note there that they left.",
    ),
}
"""Codes of the check of a list; what the cells and the form's rules say has its sentences elsewhere."""


def said_of(remark: Remark, language: str = "vi") -> str:
    """Return what is said of a row, in the reader's language."""
    pair = REMARKS.get(remark.code)
    if pair is None:
        return import_words.said_of(remark, language)
    limit = remark.limit
    if remark.code == "kind_missing":
        limit = "; ".join(one.label(language) for one in MemberKind)
    return pair[language == "en"].replace("{n}", limit)


def is_worded(code: str) -> bool:
    """Whether a code has a sentence of its own."""
    return code in REMARKS or import_words.is_worded(code)
