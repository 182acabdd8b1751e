"""A page of the follow-up log as its reader sees it, lying across, to be signed and filed.

Source: LAW 4.4 (columns of the follow-up log); Decree 56/2017/NĐ-CP, art. 24(3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from application.documents.letter import LEVEL
from application.documents.paper import SHORT_BLANK, Grid, Paper, Signature, Words
from application.documents.wording import Setting, short_day
from application.follow_up_log import PAGE, LogEntry, Told
from domain.calendar import vietnam_day, vietnam_time
from domain.kernel import FieldClass
from domain.units import register

SCOPE = "nội bộ đơn vị và cấp trên trực tiếp của Hội; không sao chụp, không chuyển ra ngoài Hội"
HEADS = (
    *("STT", "Mã hồ sơ", "Họ tên trẻ", "Giới tính, nhóm tuổi", "Tiếp nhận", "Nơi xảy ra, nơi ở"),
    *("Nội dung", "Đã chuyển, đã biết", "Người theo dõi", "Việc tiếp theo", "Tình trạng"),
)
WIDTHS = (5, 14, 11, 9, 9, 11, 11, 13, 9, 11, 9)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list showed, with the names for its ids."""

    entries: tuple[LogEntry, ...]
    filters: str
    """What was filtered, in words without a person's name."""
    people: Mapping[UUID, str]
    is_all: bool
    """Whether nothing follows."""


def log_page(shown: Shown, setting: Setting) -> Paper:
    """Return the page: at most as many rows as the list has on one page."""
    rows = tuple(_row(number, one, shown.people) for number, one in enumerate(shown.entries, 1))
    more = "" if shown.is_all else " Sổ còn mục sau trang này."
    return Paper(
        code="so-theo-doi",
        head=setting.head(SHORT_BLANK),
        footer=setting.footer("Sổ theo dõi"),
        title="SỔ THEO DÕI",
        about=shown.filters,
        level=LEVEL,
        scope=SCOPE,
        blocks=(
            Words(f"Số mục trên trang này: {len(rows)} (mỗi trang nhiều nhất {PAGE} mục).{more}"),
            Grid(HEADS, rows, WIDTHS),
        ),
        signatures=(Signature("NGƯỜI LẬP"), Signature("PHỤ TRÁCH ĐƠN VỊ")),
        is_wide=True,
        shows=FieldClass.IDENTITY,
    )


def _row(number: int, entry: LogEntry, people: Mapping[UUID, str]) -> tuple[str, ...]:
    words = (*(one.vi for one in entry.abuse_types), *(one.vi for one in entry.groups))
    about = "; ".join(words) or entry.allegation.vi
    step = "; ".join(
        part for part in (entry.next_step, short_day(entry.due_on) if entry.due_on else "") if part
    )
    return (
        str(number),
        entry.code,
        "(hồ sơ hạn chế)" if entry.covered else entry.name,
        f"{entry.sex.vi}; {entry.age_band.vi.lower()}",
        f"{vietnam_time(entry.received_at):%H:%M} {short_day(vietnam_day(entry.received_at))}",
        _joined(dict.fromkeys((_place(entry.incident), _place(entry.residence)))),
        f"{about}; tai nạn, thương tích" if entry.is_accident else about,
        _joined(_told(one) for one in entry.told),
        people.get(entry.counsellor, "") if entry.counsellor else "",
        step,
        entry.state.vi,
    )


def _told(one: Told) -> str:
    day = vietnam_day(one.at) if one.at else one.since
    said = (one.kind.vi, "đã biết" if one.is_known else "", short_day(day) if day else "", one.reference)
    return " ".join(part for part in said if part)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)


def _place(key: str | None) -> str:
    unit = register().by_key(key) if key else None
    return unit.name if unit else ""
