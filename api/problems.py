"""What is wrong with an input: a sentence in the reader's language for each field, never the input itself.

Codes are pydantic's error types and the house's own (`ValueError("phone_expected")`, `ValueError("too_long:300")`).
Programs get problem documents (RFC 9457) whose errors point at the field.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.responses import JSONResponse

from api.texts import LANGUAGES

MEDIA_TYPE = "application/problem+json"
"""Source: RFC 9457, section 3."""

Both = tuple[str, str]

_MISSING: Both = ("Hãy điền mục này.", "Fill in this field.")
_NUMBER: Both = ("Hãy nhập một số, ví dụ 12.", "Enter a number, for example 12.")
_DECIMAL: Both = ("Hãy nhập một số, ví dụ 12 hoặc 12.5.", "Enter a number, for example 12 or 12.5.")
_CHOICE: Both = ("Hãy chọn một trong các lựa chọn đã cho.", "Choose one of the given options.")
_DAY: Both = ("Hãy nhập ngày, ví dụ 21/3/2025.", "Enter a day, for example 21/3/2025.")
_ISO_DAY: Both = ("Hãy nhập ngày theo dạng năm-tháng-ngày, ví dụ 2025-03-21.", "Enter a day as 2025-03-21.")
_MOMENT: Both = ("Hãy nhập đủ ngày và giờ.", "Enter both the day and the time.")
_TEXT: Both = ("Mục này phải là chữ.", "This must be text.")
_LIST: Both = ("Mục này phải là một danh sách.", "This must be a list.")
_OBJECT: Both = ("Mục này phải gồm các trường con.", "This must be an object with fields.")
_UNKNOWN_FIELD: Both = ("Biểu mẫu không có mục này.", "There is no such field.")
_ZONE: Both = ("Thời điểm phải kèm múi giờ.", "The time must carry its time zone.")
_ID: Both = ("Mã nhận diện không đúng dạng.", "The identifier is not of the right form.")
_YES_NO: Both = ("Hãy trả lời có hoặc không.", "Answer yes or no.")
_CHARACTERS: Both = ("Có ký tự không đọc được.", "There are characters that cannot be read.")
_JSON: Both = ("Nội dung gửi lên không phải JSON đúng dạng.", "The body is not well-formed JSON.")
_OTHER: Both = ("Giá trị này không dùng được.", "This value cannot be used.")

SENTENCES: Mapping[str, Both] = {
    # the house's own codes
    "required": _MISSING,
    "too_long": ("Quá dài: nhiều nhất {n} ký tự.", "Too long: at most {n} characters."),
    "unknown_code": _CHOICE,
    "unknown_court": _CHOICE,
    "one_of_code_and_words": (
        "Hãy chọn tòa án trong danh mục, hoặc ghi tay, không cùng lúc cả hai.",
        "Choose a court from the list or write it, not both at once.",
    ),
    "unknown_unit": (
        "Không có đơn vị hành chính này trong danh mục. Hãy chọn lại, hoặc ghi theo lời kể.",
        "There is no such administrative unit. Choose again, or write it as spoken.",
    ),
    "not_a_citation": (
        "Hãy ghi loại văn bản và số hiệu trước, ví dụ: Thông tư 10/2022/TT-BNV, Điều 5; hoặc để trống.",
        "Begin with kind and number of the document, for example: Thông tư 10/2022/TT-BNV, Điều 5; or leave it out.",
    ),
    "day_expected": _ISO_DAY,
    "date_expected": (
        "Hãy nhập năm, tháng và năm, hoặc đủ ngày tháng năm; ví dụ 2015, 3/2015, 21/3/2015.",
        "Enter a year, month and year, or a full date; for example 2015, 3/2015, 21/3/2015.",
    ),
    "month_expected": ("Có ngày thì cần có tháng.", "A day needs its month."),
    "no_such_day": ("Lịch không có ngày này.", "No calendar has this day."),
    "phone_expected": (
        "Chưa thấy số điện thoại nào ở đây; ví dụ 0912 345 678.",
        "There is no telephone number here; for example 0912 345 678.",
    ),
    "time_zone_required": _ZONE,
    "informant_not_agreed": (
        "Chỉ ghi thông tin người báo khi họ đồng ý. Hãy xóa phần này hoặc ghi nhận sự đồng ý.",
        "Details of the informant are kept only with their agreement. Clear them, or note the agreement.",
    ),
    "exactly_one": (
        "Một lần sửa chỉ nêu một loại mục.",
        "A correction gives the value of one kind of entry.",
    ),
    # pydantic: presence and shape
    "missing": _MISSING,
    "none_required": _OTHER,
    "extra_forbidden": _UNKNOWN_FIELD,
    "unexpected_keyword_argument": _UNKNOWN_FIELD,
    "json_invalid": _JSON,
    "json_type": _JSON,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "named_tuple_type": _OBJECT,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "invalid_key": _UNKNOWN_FIELD,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "too_few": ("Cần ít nhất {n} mục.", "At least {n} items are needed."),
    "too_many": ("Nhiều nhất {n} mục.", "At most {n} items."),
    # pydantic: text
    "string_type": _TEXT,
    "string_unicode": _CHARACTERS,
    "string_not_ascii": _CHARACTERS,
    "bytes_type": _TEXT,
    "bytes_invalid_encoding": _CHARACTERS,
    "string_too_short": ("Quá ngắn: ít nhất {n} ký tự.", "Too short: at least {n} characters."),
    "string_too_long": ("Quá dài: nhiều nhất {n} ký tự.", "Too long: at most {n} characters."),
    "string_pattern_mismatch": ("Không đúng dạng.", "This is not of the right form."),
    # pydantic: choices
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "union_tag_invalid": _CHOICE,
    "union_tag_not_found": _CHOICE,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    # pydantic: numbers
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": ("Số này quá lớn.", "This number is too large."),
    "int_from_float": ("Hãy nhập một số nguyên.", "Enter a whole number."),
    "float_type": _DECIMAL,
    "float_parsing": _DECIMAL,
    "decimal_type": _DECIMAL,
    "decimal_parsing": _DECIMAL,
    "decimal_max_digits": ("Số này có quá nhiều chữ số.", "This number has too many digits."),
    "decimal_max_places": ("Nhiều nhất {n} chữ số sau dấu phẩy.", "At most {n} decimal places."),
    "decimal_whole_digits": ("Số này quá lớn.", "This number is too large."),
    "finite_number": _DECIMAL,
    "greater_than": ("Phải lớn hơn {n}.", "Must be greater than {n}."),
    "greater_than_equal": ("Phải từ {n} trở lên.", "Must be {n} or more."),
    "less_than": ("Phải nhỏ hơn {n}.", "Must be less than {n}."),
    "less_than_equal": ("Nhiều nhất là {n}.", "Must be {n} or less."),
    "multiple_of": ("Phải là bội số của {n}.", "Must be a multiple of {n}."),
    # pydantic: time
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "day_too_early": ("Không trước ngày {n}.", "Not before {n}."),
    "day_too_late": ("Không sau ngày {n}.", "Not after {n}."),
    "date_past": ("Phải là ngày trong quá khứ.", "Must be a day in the past."),
    "date_future": ("Phải là ngày trong tương lai.", "Must be a day in the future."),
    "time_type": _MOMENT,
    "time_parsing": _MOMENT,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_past": ("Phải là thời điểm trong quá khứ.", "Must be in the past."),
    "datetime_future": ("Phải là thời điểm trong tương lai.", "Must be in the future."),
    "timezone_naive": _ZONE,
    "timezone_aware": _ZONE,
    "timezone_offset": _ZONE,
    "time_delta_type": _NUMBER,
    "time_delta_parsing": _NUMBER,
    # pydantic: identifiers and addresses
    "uuid_type": _ID,
    "uuid_parsing": _ID,
    "uuid_version": _ID,
    "url_type": ("Địa chỉ trang không đúng dạng.", "The web address is not of the right form."),
    "url_parsing": ("Địa chỉ trang không đúng dạng.", "The web address is not of the right form."),
}
"""Sentence of each code in Vietnamese and English; `{n}` is a limit of the rule, never a part of the input."""

_RENAMED = {"too_short": "too_few", "too_long": "too_many"}
"""Pydantic's words for lists, which the house uses for text."""
_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of", "decimal_places")
_OF_DAYS = {"greater_than_equal": "day_too_early", "less_than_equal": "day_too_late"}
_A_DAY = re.compile(r"(?:datetime\.date\()?(\d{4})(?:-|, )(\d{1,2})(?:-|, )(\d{1,2})\)?")
"""A limit that is a day, as the library writes it or as Python does."""
_OWN = re.compile(r"([a-z][a-z0-9_]*)(?::([0-9]{1,9}))?")

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, its code, and the limit that its sentence names."""

    at: Place
    code: str
    limit: str = ""

    def sentence(self, language: str = "vi") -> str:
        """Return what is wrong, in the reader's language."""
        pair = SENTENCES.get(self.code, _OTHER)
        return pair[LANGUAGES.index(language)].replace("{n}", self.limit)


def faults(errors: Iterable[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Return what pydantic found; of its messages, contexts and inputs only codes and limits are taken."""
    return tuple(_fault(error) for error in errors)


def _fault(error: Mapping[str, Any]) -> Fault:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind in {"value_error", "assertion_error"}:
        own = _OWN.fullmatch(str(context.get("error", "")))
        known = own is not None and own[1] in SENTENCES
        return Fault(error["loc"], own[1], own[2] or "") if own and known else Fault(error["loc"], "other")
    limit = next((str(context[name]) for name in _LIMITS if name in context), "")
    if (day := _A_DAY.fullmatch(limit)) is not None:
        year, month, of_month = (int(part) for part in day.groups())
        return Fault(error["loc"], _OF_DAYS.get(kind, kind), f"{of_month:02}/{month:02}/{year}")
    return Fault(error["loc"], _RENAMED.get(kind, kind), limit)


def problem(
    status: int,
    slug: str,
    title: str,
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    *,
    language: str = "vi",
    source: str = "",
    changed: Sequence[str] = (),
    changes: Sequence[Mapping[str, str]] = (),
) -> JSONResponse:
    """Return a problem document; members that say nothing are left out.

    Source: RFC 9457, sections 3.1 and 3.2.
    """
    document = {
        "type": f"/problems/{_kebab(slug)}",
        "title": title,
        "status": status,
        "detail": detail,
        "source": source,
        "changed": list(changed),
        "changes": [dict(change) for change in changes],
        "errors": [dict(error) for error in errors],
    }
    said = {name: value for name, value in document.items() if value}
    return JSONResponse(said, status, {"Content-Language": language}, media_type=MEDIA_TYPE)


def validation_problem(errors: Iterable[Mapping[str, Any]], *, language: str = "vi") -> JSONResponse:
    """Return the problem document of an input that does not fit, with a pointer and a sentence for each field."""
    title = "There are fields to correct." if language == "en" else "Có mục cần sửa."
    pointed = [
        {**_where(fault.at), "code": fault.code, "detail": fault.sentence(language)}
        for fault in faults(errors)
    ]
    return problem(422, "invalid-input", title, errors=pointed, language=language)


def _where(at: Place) -> dict[str, str]:
    """Return the JSON pointer into the body (RFC 6901, as a URI fragment), or the name of a parameter."""
    room, *rest = at or ("body",)
    if room == "body":
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in rest if _is_a_name(step))
        return {"pointer": "#" + "".join(f"/{step}" for step in steps)}
    return {"parameter": str(rest[0]) if rest else str(room)}


def _is_a_name(step: str | int) -> bool:
    """Whether a step of pydantic's path is a field or an index, not a mark of its own inside a union."""
    return isinstance(step, int) or re.fullmatch(r"[a-z_][a-z0-9_]*", step) is not None


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
