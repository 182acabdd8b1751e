"""What an export holds: what must stand on it first, the columns of the register, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from application.follow_up_log import LogEntry, LogFilters
from domain.calendar import vietnam_day, vietnam_time
from domain.codes import Code
from domain.export import CONFIDENTIALITY, ExportAsked, ExportFilters, ExportPart
from domain.follow_up_log import CONVENTION
from domain.units import register

Cell = str | int
Both = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its name for people and its name for programs."""

    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that stands above the table."""

    label: str
    key: str
    said: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what stands above it; its rows are made as they are asked for, once."""

    title: str
    notices: tuple[Notice, ...]
    heads: tuple[Head, ...]
    rows: Iterator[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Heading:
    """What an export says of itself."""

    export: UUID
    asked: ExportAsked
    requested_by: UUID | None
    approved_by: UUID | None
    unit: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Names:
    """Names for the ids of entries."""

    units: Mapping[UUID, str]
    people: Mapping[UUID, str]
    language: str
    coded: bool = False
    """Whether codes stay codes, for programs."""

    def label(self, code: Code) -> str:
        """Return what stands for a code."""
        return code.coded if self.coded else code.label(self.language)

    def codes(self, codes: Sequence[Code]) -> str:
        """Return what stands for several codes."""
        return "; ".join(map(self.label, codes))

    def person(self, account: UUID | None) -> str:
        """Return the name of an account, or a dash."""
        try:
            return self.people[account] if account else "–"
        except KeyError:
            return "–"

    def yes(self, value: bool) -> str:
        """Return yes or no."""
        return _either(self.language, ("có", "yes") if value else ("không", "no"))


Column = tuple[str, Both, Callable[[LogEntry, Names], Cell]]
"""Name for programs, name for people, and what stands in it."""


def _place(key: str | None) -> str:
    unit = register().by_key(key) if key else None
    return unit.name if unit else ""


def _moment(moment: datetime | None) -> str:
    return f"{vietnam_time(moment):%Y-%m-%d %H:%M}" if moment else ""


def _told(entry: LogEntry, names: Names) -> str:
    """Return the bodies that were told or knew already, with moment and reference where it was chosen."""
    lines = []
    for one in entry.told:
        when = _moment(one.at) or (one.since.isoformat() if one.since else "")
        known = _either(names.language, ("đã biết", "knew already")) if one.is_known else ""
        parts = (names.label(one.kind), _place(one.unit), known, when, one.reference)
        lines.append(", ".join(part for part in parts if part))
    return "; ".join(lines)


_NAME: Column = ("name", ("Họ tên trẻ", "Name of the child"), lambda e, n: e.name)
_COLUMNS: tuple[Column, ...] = (
    ("unit", ("Đơn vị", "Unit"), lambda e, n: n.units.get(e.unit, "")),
    ("received_at", ("Tiếp nhận lúc", "Received"), lambda e, n: _moment(e.received_at)),
    ("recorded_at", ("Vào sổ lúc", "Entered"), lambda e, n: _moment(e.recorded_at)),
    ("channel", ("Kênh", "Channel"), lambda e, n: n.label(e.channel)),
    ("sex", ("Giới tính", "Sex"), lambda e, n: n.label(e.sex)),
    ("age_band", ("Nhóm tuổi", "Age band"), lambda e, n: n.label(e.age_band)),
    ("incident", ("Nơi xảy ra", "Place of incident"), lambda e, n: _place(e.incident)),
    ("residence", ("Nơi cư trú", "Residence"), lambda e, n: _place(e.residence)),
    ("allegation", ("Thông tin về", "Allegation"), lambda e, n: n.label(e.allegation)),
    ("abuse_types", ("Hình thức xâm hại", "Forms of abuse"), lambda e, n: n.codes(e.abuse_types)),
    ("groups", ("Nhóm hoàn cảnh", "Groups"), lambda e, n: n.codes(e.groups)),
    ("priority", ("Ưu tiên", "Priority"), lambda e, n: n.codes(e.priority)),
    ("accident", ("Tai nạn, thương tích", "Accident or injury"), lambda e, n: n.yes(e.is_accident)),
    (
        "triage",
        ("Nhận định ban đầu của Hội", "The association's first look"),
        lambda e, n: n.label(e.triage) if e.triage else "",
    ),
    ("told", ("Đã chuyển, đã biết", "Told or knew already"), _told),
    (
        "to_be_forwarded",
        ("Phải chuyển mà chưa chuyển", "To be forwarded"),
        lambda e, n: n.yes(e.must_be_forwarded),
    ),
    ("counsellor", ("Người theo dõi", "Counsellor"), lambda e, n: n.person(e.counsellor)),
    ("consultations", ("Lượt tư vấn", "Consultations"), lambda e, n: e.consultations),
    ("due_on", ("Việc tiếp theo", "Next step"), lambda e, n: e.due_on.isoformat() if e.due_on else ""),
    ("state", ("Tình trạng", "State"), lambda e, n: n.label(e.state)),
    (
        "authorities",
        ("Cơ quan đang ở bước (theo điều được báo)", "Step of the authorities (as told)"),
        lambda e, n: n.label(e.mirror),
    ),
    ("outcome", ("Kết quả", "Outcome"), lambda e, n: n.label(e.outcome) if e.outcome else ""),
    (
        "closed_on",
        ("Kết thúc ngày", "Closed on"),
        lambda e, n: vietnam_day(e.closed_at).isoformat() if e.closed_at else "",
    ),
    (
        "complete_percent",
        (f"Đầy đủ, % ({CONVENTION[0]})", f"Complete, % ({CONVENTION[1]})"),
        lambda e, n: e.complete_percent,
    ),
    (
        "timeliness",
        (f"Kịp thời ({CONVENTION[0]})", f"In time ({CONVENTION[1]})"),
        lambda e, n: n.label(e.lateness.timeliness),
    ),
)
"""The columns of the register (LAW 4.4) that hold codes, days and counts; kinds of consultation are left out, since
one of them says that a child had psychological counselling (DESIGN, section 3, rule 10)."""


def sheet_of(
    heading: Heading,
    entries: Iterable[LogEntry],
    total: int,
    *,
    erased: Callable[[Sequence[UUID]], Mapping[UUID, datetime]],
    units: Mapping[UUID, str],
    people: Mapping[UUID, str],
    language: str,
    coded: bool = False,
) -> Sheet:
    """Return the sheet: level of confidentiality and scope first, then the entries; erased ones as tombstones."""
    names = Names(units, people, language, coded)
    columns = (*((_NAME,) if ExportPart.NAME in heading.asked.parts else ()), *_COLUMNS)
    code = Head(_either(language, ("Mã hồ sơ", "File code")), "file_code")
    return Sheet(
        title=_either(language, ("Sổ theo dõi", "Follow-up log")),
        notices=tuple(_notices(heading, total, replace(names, coded=False))),
        heads=(code, *(Head(_either(language, label), key) for key, label, _ in columns)),
        rows=_rows(entries, erased, columns, names),
    )


TOGETHER = 500
"""Entries that are looked up among the erased ones at once."""


def _rows(
    entries: Iterable[LogEntry],
    erased: Callable[[Sequence[UUID]], Mapping[UUID, datetime]],
    columns: Sequence[Column],
    names: Names,
) -> Iterator[tuple[Cell, ...]]:
    left = iter(entries)
    while some := list(islice(left, TOGETHER)):
        gone = erased([entry.case_id for entry in some])
        yield from (_row(entry, gone.get(entry.case_id), columns, names) for entry in some)


def _row(
    entry: LogEntry, erased_at: datetime | None, columns: Sequence[Column], names: Names
) -> tuple[Cell, ...]:
    if erased_at is None:
        return entry.code, *(read(entry, names) for _, _, read in columns)
    said = ("Đã xóa dữ liệu cá nhân ngày", "Personal data erased on")
    return entry.code, f"{_either(names.language, said)} {vietnam_day(erased_at).isoformat()}"


def _notices(heading: Heading, entries: int, names: Names) -> list[Notice]:
    language, asked = names.language, heading.asked
    parts = names.codes(asked.parts) or _either(language, ("không kèm danh tính", "no identities"))

    def line(key: str, label: Both, value: object) -> Notice:
        return Notice(_either(language, label), key, str(value))

    return [
        line("confidentiality", ("Mức độ bảo mật", "Confidentiality"), _either(language, CONFIDENTIALITY)),
        line(
            "scope",
            ("Phạm vi cung cấp", "Scope of disclosure"),
            f"{asked.recipient}. "
            + _either(
                language,
                (
                    "Chỉ dùng cho mục đích dưới đây, không chuyển tiếp.",
                    "For the purpose below only; not to be passed on.",
                ),
            ),
        ),
        line("purpose", ("Mục đích", "Purpose"), asked.purpose.label(language)),
        line("legal_basis", ("Căn cứ", "Legal basis"), asked.legal_basis.label(language)),
        line(
            "selection",
            ("Dữ liệu", "Data"),
            f"{names.units.get(heading.unit, '')}; {filters_said(asked.filters, names)}",
        ),
        line("besides_codes", ("Thêm ngoài các mã", "Besides codes"), parts),
        line("entries", ("Số mục", "Entries"), entries),
        line(
            "requested_and_approved_by",
            ("Người đề nghị, người duyệt", "Requested by, approved by"),
            f"{names.person(heading.requested_by)}, {names.person(heading.approved_by)}",
        ),
        line("made_at", ("Lập lúc (giờ Việt Nam)", "Made at (Viet Nam time)"), _moment(heading.at)),
        line("export", ("Mã lần xuất", "Export"), heading.export),
    ]


def filters_said(filters: ExportFilters | LogFilters, names: Names) -> str:
    """Return the filters that are set, as words where they have any."""
    said = []
    for name in type(filters).model_fields:
        value = getattr(filters, name)
        if not value or name not in _FILTERS:
            continue
        label = _either(names.language, _FILTERS[name])
        match value:
            case True:
                said.append(label)
            case Code():
                said.append(f"{label}: {value.label(names.language)}")
            case UUID():
                said.append(f"{label}: {names.person(value)}")
            case _:
                said.append(f"{label}: {_place(value) if name == 'place' else value}")
    return "; ".join(said) or _either(names.language, ("tất cả", "all"))


_FILTERS: dict[str, Both] = {
    "since": ("tiếp nhận từ", "received from"),
    "until": ("tiếp nhận đến", "received until"),
    "year": ("năm", "year"),
    "group": ("nhóm hoàn cảnh", "group"),
    "abuse": ("hình thức xâm hại", "form of abuse"),
    "allegation": ("thông tin về", "allegation"),
    "accident": ("tai nạn, thương tích", "accident or injury"),
    "priority": ("ưu tiên", "priority"),
    "state": ("tình trạng", "state"),
    "mirror": ("cơ quan đang ở bước", "step of the authorities"),
    "counsellor": ("người theo dõi", "counsellor"),
    "overdue": ("quá hạn", "overdue"),
    "not_forwarded": ("chưa chuyển", "not forwarded"),
    "place": ("nơi", "place"),
}


def _either(language: str, both: Both) -> str:
    return both[1] if language == "en" else both[0]
