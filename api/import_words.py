"""What is said of a row of an old log: a sentence in both languages for each code, never what stood in the cell."""

from collections.abc import Mapping

from api.problems import SENTENCES, Both, Fault
from domain.child_case.refusals import ChildNotInformed, NotForwardedYet, PoliceNotToldYet
from domain.identity import DateWarning
from domain.log_import.columns import CODES
from domain.log_import.entry import Remark

_KEPT_OPEN = "Sổ cũ ghi đã kết thúc, nhưng hồ sơ sẽ để mở: "
REMARKS: Mapping[str, Both] = {
    "day_unreadable": (
        "Không đọc được ngày. Hãy ghi ngày/tháng/năm, ví dụ 27/3/2024.",
        "The day cannot be read. Write day/month/year, for example 27/3/2024.",
    ),
    "whole_day_needed": (
        "Cần đủ ngày, tháng, năm; ví dụ 27/3/2024.",
        "Day, month and year are all needed; for example 27/3/2024.",
    ),
    "day_in_future": ("Ngày này ở tương lai.", "This day is in the future."),
    "day_too_early": ("Ngày này trước năm {n}, có lẽ gõ nhầm.", "This day is before {n}, probably a slip."),
    "no_such_time": ("Không có giờ này; ví dụ đúng: 8h30.", "There is no such time; for example 8h30."),
    "time_unread": (
        "Không đọc được giờ; chỉ lấy ngày.",
        "The time cannot be read; the day alone is taken.",
    ),
    "unknown_word": (
        "Từ này không có trong danh mục của cột. Hãy dùng: {n}.",
        "This word is not in the list of the column. Use: {n}.",
    ),
    "unknown_outcome": (
        "Không hiểu kết quả này; giữ nguyên lời ở dòng gốc.",
        "This outcome is not understood; its words stay with the source row.",
    ),
    "several_communes": (
        "Có nhiều xã, phường cùng tên; giữ theo lời ghi. Thêm tên huyện để phân biệt.",
        "Several communes have this name; it is kept as spoken. Add the district to tell them apart.",
    ),
    "phone_odd": (
        "Không giống số điện thoại; giữ nguyên như đã ghi.",
        "This does not look like a telephone number; it is kept as written.",
    ),
    "identity_odd": (
        "Số định danh không đủ 9 hoặc 12 chữ số; giữ nguyên như đã ghi.",
        "An identity number has 9 or 12 digits; it is kept as written.",
    ),
    "informant_left_out": (
        "Sổ không ghi người báo đồng ý để tên, nên tên và số của họ chỉ nằm ở dòng gốc (trường bảo mật riêng).",
        "The log does not say that the informant agreed to be named; they stay with the source row, held closely.",
    ),
    "forwarding_without_day": (
        "Sổ không ghi ngày chuyển: ghi là «cơ quan đã biết», chưa tính là đã chuyển cho đến khi bổ sung ngày.",
        "The log names no day of forwarding: kept as “an authority knows”, which counts once the day is added.",
    ),
    "police_of_the_commune": (
        "Chỉ ghi «công an»: hiểu là công an cấp xã; tên vẫn giữ như đã ghi.",
        "Only “police” is written: taken as the commune's; the name stays as written.",
    ),
    "unknown_body": (
        "Không rõ loại cơ quan; ghi là cơ quan khác, chưa tính là đã chuyển theo luật.",
        "The kind of body is not known; kept as another body, which does not meet the duty to forward.",
    ),
    "no_such_body_then": (
        "Vào ngày tiếp nhận không có loại cơ quan này; vẫn giữ như đã ghi.",
        "There was no such body on the day of receipt; it is kept as written.",
    ),
    "before_receipt": (
        "Ngày chuyển trước ngày tiếp nhận; vẫn giữ như đã ghi.",
        "The day of forwarding is before that of receipt; it is kept as written.",
    ),
    "step_without_day": (
        "Việc tiếp theo không có ngày đọc được: ghi vào ghi chú của hồ sơ, không thành việc có hạn.",
        "The next step has no day that can be read: kept as a note of the case, not as a step that falls due.",
    ),
    "closed_before_receipt": (
        "Ngày kết thúc trước ngày tiếp nhận.",
        "The day of closing is before that of receipt.",
    ),
    "closing_without_day": (
        "Sổ không ghi ngày kết thúc; lấy ngày nhập.",
        "The log names no day of closing; that of the import is taken.",
    ),
    "open_with_closing_day": (
        "Có ngày kết thúc nhưng sổ ghi còn theo dõi; để mở.",
        "There is a day of closing, but the log says that it is followed; it is left open.",
    ),
    "counsellor_unknown": (
        "Không có tài khoản của đơn vị mang tên người này; hồ sơ giao cho người nhập.",
        "No account of the unit has this name; whoever imports follows the entry.",
    ),
    "same_row_twice": (
        "Trùng hoàn toàn với dòng {n}; chỉ nhập một.",
        "The same as row {n}; one of them is entered.",
    ),
    "there_already": (
        "Dòng này đã có trong sổ; không nhập nữa.",
        "This row is in the log already.",
    ),
    "number_there_already": (
        "Số sổ cũ này đã được nhập với nội dung khác. Nếu chỉ sửa dòng cũ, hãy sửa trên hồ sơ rồi bỏ dòng này.",
        "This old number was imported with other content. To correct that row, correct the case; leave this row out.",
    ),
    "alike": (
        "Có thể cùng một trẻ với hồ sơ đã có (trùng họ tên và ngày sinh, số điện thoại hoặc số định danh).",
        "Perhaps the same child as in a file that is there (name and birth date, telephone or identity number).",
    ),
    **{
        one.value: (f"{one.vi}; vẫn giữ như đã ghi.", f"{one.en}; it is kept as written.")
        for one in DateWarning
    },
    **{
        f"kept_open_{kind.__name__}": (
            _KEPT_OPEN + kind.vi,
            f"The log says it ended, but it stays open: {kind.en}",
        )
        for kind in (NotForwardedYet, PoliceNotToldYet, ChildNotInformed)
    },
}
"""Codes of the check of an old log; what the form's rules say has its sentences in `api.problems`."""


def said_of(remark: Remark, language: str = "vi") -> str:
    """Return what is said of a row, in the reader's language, with the code of the file that it points to."""
    pair = REMARKS.get(remark.code)
    if pair is None:
        text = Fault((), remark.code, remark.limit).sentence(language)
    else:
        limit = _labels(remark.limit, language) if remark.code == "unknown_word" else remark.limit
        text = pair[language == "en"].replace("{n}", limit)
    if not remark.case:
        return text
    return f"{text} {'File' if language == 'en' else 'Hồ sơ'} {remark.case}."


def _labels(name: str, language: str) -> str:
    """Return the labels of a value list, for whoever corrects a cell; the name itself where there is no such list."""
    return "; ".join(one.label(language) for one in CODES[name]) if name in CODES else name


def is_worded(code: str) -> bool:
    """Whether a code has a sentence of its own."""
    return code in REMARKS or code in SENTENCES
