"""Children's situation in figures: which cuts there are, and in which codes an entry counts.

Each entry of a child counts once in *hồ sơ*, and in every cut at least once: where nothing is known, as *không rõ*, so
that a cut never loses a child. A child may be in several groups, forms of abuse and priorities at once: those rows are
not to be added up. Legal group, form of abuse and priority of the association are three separate fields (LAW 2.3).

Age is counted on the day of receipt, for every child, and on the day of the harm, for those of whom abuse or a risk of
it is told, as far as that day is known.
Bands of age and environments are *quy ước nội bộ*: those of Circular 13/2021/TT-BLĐTBXH were not found (LAW 4.1), and
a list that is found later becomes a new version of the code list. Children with HIV/AIDS are counted in no cut: that
group is health data and never stands in the clear (DESIGN, section 3, rule 10).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from domain.child_case.intake import Accident, Details
from domain.codes import Code
from domain.identity import AgeBand
from domain.lists import AbuseEnvironment, AbuseType, PriorityTag, Sex, SpecialGroup

RULE_VERSION = "2026-2"
"""Version of the counting rules of this file; a figure carries it."""
UNKNOWN: Final = "unknown"
"""The code of what is not known, in every cut; also of what was erased."""
ALL: Final = "all"


class Cut(Code, name="situation-cut"):
    """By what entries are counted. Source: LAW 4.1 (main breakdowns), 2.3; the programme of 2024 for priorities."""

    CASES = "cases", "Hồ sơ trẻ em đã tiếp nhận", "Children's files received"
    GROUP = "group", "Nhóm trẻ em có hoàn cảnh đặc biệt", "Group of children in special circumstances"
    ABUSE = "abuse", "Hình thức xâm hại", "Form of abuse"
    ENVIRONMENT = "environment", "Môi trường xảy ra xâm hại", "Where the abuse took place"
    SEX = "sex", "Giới tính", "Sex"
    AGE = "age", "Nhóm tuổi vào ngày tiếp nhận", "Age band on the day of receipt"
    HARM_AGE = "harm_age", "Nhóm tuổi vào ngày bị xâm hại", "Age band on the day of the harm"
    PRIORITY = "priority", "Ưu tiên của Hội", "Priority of the association"
    ATTENTION = (
        "attention",
        "Dân tộc thiểu số, vùng đặc biệt khó khăn, dịch bệnh",
        "Ethnic minority, especially difficult area, epidemic",
    )

    @property
    def values(self) -> tuple[Code, ...]:
        """What is counted in it besides *không rõ*, in the order of its list."""
        return _VALUES.get(self, ())

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its rows; what is not known comes last."""
        if self is Cut.CASES:
            return (ALL,)
        return (*(one.value for one in self.values), UNKNOWN)

    @property
    def is_many(self) -> bool:
        """Whether one child may count in several of its rows."""
        return self in _MANY

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]

    @property
    def list_version(self) -> str:
        """The code list of its rows with the version, as stored facts carry it."""
        return f"{self.values[0].LIST}/{self.values[0].VERSION}" if self.values else ""

    def label_of(self, code: str, language: str = "vi") -> str:
        """Return what a row is called; the words of its list."""
        if self is Cut.CASES:
            return self.label(language)
        known = next((one for one in self.values if one.value == code), None)
        return known.label(language) if known else _NOT_KNOWN[language == "en"]


Pair = tuple[Cut, str]
"""A cut and the code of one of its rows."""

_NOT_KNOWN = ("Không rõ, chưa ghi", "Not known, not noted")
_ATTENTION = (PriorityTag.ETHNIC_MINORITY, PriorityTag.ESPECIALLY_DIFFICULT_AREA, PriorityTag.EPIDEMIC)
_MANY = frozenset({Cut.GROUP, Cut.ABUSE, Cut.PRIORITY, Cut.ATTENTION})
_VALUES: dict[Cut, tuple[Code, ...]] = {
    Cut.GROUP: tuple(one for one in SpecialGroup if one is not SpecialGroup.HIV),
    Cut.ABUSE: tuple(AbuseType),
    Cut.ENVIRONMENT: tuple(one for one in AbuseEnvironment if one is not AbuseEnvironment.UNKNOWN),
    Cut.SEX: tuple(one for one in Sex if one is not Sex.UNKNOWN),
    Cut.AGE: tuple(one for one in AgeBand if one is not AgeBand.UNKNOWN),
    Cut.HARM_AGE: tuple(one for one in AgeBand if one is not AgeBand.UNKNOWN),
    Cut.PRIORITY: tuple(one for one in PriorityTag if one not in _ATTENTION),
    Cut.ATTENTION: _ATTENTION,
}
_RULES: dict[Cut, tuple[str, str]] = {
    Cut.CASES: (
        "Mỗi trẻ em một hồ sơ tính một, theo ngày tiếp nhận, cho đơn vị có hồ sơ; hồ sơ trùng đã gộp và mục nhập nhầm "
        "đã rút không tính (quy ước nội bộ).",
        "Each child's file counts once, on the day of receipt, for the unit that has it; duplicates that were merged "
        "and entries taken back do not count (internal convention).",
    ),
    Cut.GROUP: (
        "Các nhóm của Điều 10 Luật Trẻ em 2016. Một trẻ có thể ở nhiều nhóm, không cộng các dòng. Nhóm trẻ em nhiễm "
        "HIV/AIDS là dữ liệu sức khỏe, được mã hóa và không đếm ở đây; trẻ chỉ ở nhóm đó nằm trong dòng “không rõ”.",
        "The groups of art. 10 of the Law on Children 2016. A child may be in several, rows are not added. The group "
        "of children with HIV/AIDS is health data, encrypted and not counted here; a child of that group alone stands "
        "in the row “not known”.",
    ),
    Cut.ABUSE: (
        "Sáu hình thức của Điều 4 khoản 5 đến 9 Luật Trẻ em 2016, như được kể, của hồ sơ có thông tin xâm hại hoặc "
        "nguy cơ. Một trẻ có thể bị nhiều hình thức, không cộng các dòng.",
        "The six forms of art. 4(5) to 4(9) of the Law on Children 2016, as told, of files with abuse or a risk of it "
        "alleged. A child may suffer several, rows are not added.",
    ),
    Cut.ENVIRONMENT: (
        "Của hồ sơ có thông tin xâm hại hoặc nguy cơ. Danh mục là quy ước nội bộ: danh mục của Thông tư "
        "13/2021/TT-BLĐTBXH chưa tìm được.",
        "Of files with abuse or a risk of it alleged. The list is an internal convention: that of Circular "
        "13/2021/TT-BLĐTBXH was not found.",
    ),
    Cut.SEX: ("Như ghi trong Mẫu 01 (Nghị định 56/2017/NĐ-CP).", "As written in form 01 (Decree 56/2017)."),
    Cut.AGE: (
        "Tuổi tính vào ngày tiếp nhận, không lưu trên trẻ; chỉ biết năm sinh thì tính nhóm nhỏ tuổi hơn. Các nhóm tuổi "
        "là quy ước nội bộ: nhóm tuổi của Thông tư 13/2021/TT-BLĐTBXH chưa tìm được.",
        "Age on the day of receipt, not kept with the child; where only the year is known, the younger band. The bands "
        "are an internal convention: those of Circular 13/2021/TT-BLĐTBXH were not found.",
    ),
    Cut.HARM_AGE: (
        "Của hồ sơ có thông tin xâm hại hoặc nguy cơ: tuổi của trẻ vào ngày xảy ra, nếu đã ghi ngày đó; chỉ biết tháng "
        "hoặc năm thì tính nhóm nhỏ tuổi hơn. Không hỏi lại trẻ để có ngày này. Các nhóm tuổi là quy ước nội bộ.",
        "Of files with abuse or a risk of it alleged: the child's age on the day it happened, where that day is noted; "
        "where only the month or the year is known, the younger band. No child is asked again for it. The bands are an "
        "internal convention.",
    ),
    Cut.PRIORITY: (
        "Ưu tiên do Hội gắn, không phải nhóm của Điều 10. Tai nạn, thương tích tính cả khi có ghi nguyên nhân, nơi, "
        "mức độ hoặc chăm sóc đã nhận. Một trẻ có thể có nhiều ưu tiên, không cộng các dòng.",
        "Priorities that the association sets, no groups of art. 10. Accident or injury counts also where cause, "
        "place, severity or care is noted. A child may have several, rows are not added.",
    ),
    Cut.ATTENTION: (
        "Như người tiếp nhận gắn vào hồ sơ; tên dân tộc được mã hóa và không đếm. Một trẻ có thể có nhiều, không cộng "
        "các dòng.",
        "As tagged by whoever took the file in; the name of the ethnic group is encrypted and not counted. A child may "
        "have several, rows are not added.",
    ),
}


def told(details: Details, age: AgeBand, harm_age: AgeBand | None = None) -> frozenset[Pair]:
    """Return in which rows an entry counts by what was told; at least one of each cut that it belongs to."""
    said = details.circumstances
    tags = said.priority
    if _is_accident(details.accident):
        tags = (*tags, PriorityTag.ACCIDENT_INJURY)
    abuse = None
    if said.allegation.calls_for_forwarding or said.abuse_types or said.environment:
        abuse = said.abuse_types, said.environment, harm_age
    return _pairs(said.groups, abuse, details.child.sex, age, tags)


@lru_cache(maxsize=4096)
def _pairs(
    groups: tuple[SpecialGroup, ...],
    abuse: tuple[tuple[AbuseType, ...], AbuseEnvironment | None, AgeBand | None] | None,
    sex: Sex,
    age: AgeBand,
    tags: tuple[PriorityTag, ...],
) -> frozenset[Pair]:
    found: dict[Cut, set[str]] = {
        Cut.CASES: {ALL},
        Cut.GROUP: {one.value for one in groups if one is not SpecialGroup.HIV},
        Cut.SEX: {sex.value},
        Cut.AGE: {age.value},
        Cut.PRIORITY: {one.value for one in tags if one not in _ATTENTION},
        Cut.ATTENTION: {one.value for one in tags if one in _ATTENTION},
    }
    if abuse is not None:
        forms, environment, harm_age = abuse
        found[Cut.ABUSE] = {one.value for one in forms}
        found[Cut.ENVIRONMENT] = {environment.value} if environment else set()
        found[Cut.HARM_AGE] = {harm_age.value} if harm_age else set()
    return frozenset((cut, code) for cut, codes in found.items() for code in codes or {UNKNOWN})


def _is_accident(accident: Accident) -> bool:
    return any((accident.cause, accident.place, accident.severity, accident.care))


def aged(pairs: Collection[Pair], age: AgeBand, harm_age: AgeBand | None) -> frozenset[Pair]:
    """Return the rows with other ages, as a corrected day of receipt gives them."""
    kept = frozenset(pair for pair in pairs if pair[0] not in (Cut.AGE, Cut.HARM_AGE))
    now = {(Cut.AGE, age.value)}
    if any(cut is Cut.HARM_AGE for cut, _ in pairs):
        now.add((Cut.HARM_AGE, harm_age.value if harm_age else UNKNOWN))
    return kept | now


def erased(pairs: Collection[Pair]) -> frozenset[Pair]:
    """Return the rows of an erased entry: it stays counted, and nothing of it is known any more."""
    return frozenset((cut, ALL if cut is Cut.CASES else UNKNOWN) for cut, _ in pairs)


def joined(main: Collection[Pair], others: Iterable[Collection[Pair]]) -> frozenset[Pair]:
    """Return the rows of a child with several files: those of the main file, and what the others add to it.

    Sex, ages and environment are those of the main file, as in the follow-up log.
    """
    more = frozenset(pair for other in others for pair in other if pair[0].is_many)
    found = frozenset(main) | more
    known = {cut for cut, code in found if cut.is_many and code != UNKNOWN}
    return frozenset((cut, code) for cut, code in found if code != UNKNOWN or cut not in known)
