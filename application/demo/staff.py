"""Some thirty-five invented members of staff: who works where, in which role, until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from application.demo.chance import Chance
from application.demo.territory import CHAPTER, DISTRICTS, PROVINCE
from domain.account import Role
from domain.calendar import vietnam_day
from domain.units import TWO_TIERS_SINCE


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff; `since_july` is the unit they move to when the districts end."""

    sign_in: str
    name: str
    roles: tuple[Role, ...]
    unit: str
    since_july: str | None = None
    district: str | None = None
    """Former district that they know; None for the whole province."""
    starts_on: date | None = None
    leaves_on: date | None = None


_COUNSELLOR = (Role.COUNSELLOR,)
_LEADING = (Role.SUPERVISOR, Role.COUNSELLOR)
_REVIEWER = (Role.REVIEWER,)

STAFF = (
    Member("giamsat.tinh", "Nguyễn Thị Minh Hòa", _LEADING, PROVINCE),
    Member("giamsat.vanphong", "Dương Văn Thắng", (Role.SUPERVISOR,), PROVINCE),
    Member("tuvan.tinh1", "Phạm Thu Hằng", _COUNSELLOR, PROVINCE),
    Member("tuvan.tinh2", "Giáp Văn Khoa", _COUNSELLOR, PROVINCE),
    Member("tuvan.tinh3", "Vũ Hồng Nhung", _COUNSELLOR, PROVINCE),
    Member("kiemtra.1", "Trần Đình Lộc", (Role.AUDITOR,), PROVINCE),
    Member("kiemtra.2", "Thân Thị Lý", (Role.AUDITOR,), PROVINCE),
    Member("vanphong", "Lục Thị Hòa", (Role.OFFICE,), PROVINCE),
    Member("baove.dulieu", "Chu Quang Hiển", (Role.DATA_PROTECTION_OFFICER,), PROVINCE),
    Member("tuvan.tpbg1", "Ngô Thị Thanh Tâm", _COUNSELLOR, "TPBG", "PBG", "213"),
    Member("tuvan.tpbg2", "Hoàng Mạnh Hà", _COUNSELLOR, "TPBG", "PYD", "213"),
    Member("giamsat.tpbg", "Đỗ Thị Kim Ngân", _LEADING, "TPBG", "PBG", "213"),
    Member("tuvan.yenthe", "Nông Thị Bích Vân", _COUNSELLOR, "YTHE", "XYT", "215"),
    Member("tuvan.tanyen", "Lê Văn Chiến", _COUNSELLOR, "TYEN", "XTY", "216"),
    Member("tuvan.langgiang1", "Đặng Thị Huyền", _COUNSELLOR, "LGIA", "XLG", "217"),
    Member(
        "tuvan.langgiang2", "Thân Văn Toản", _COUNSELLOR, "LGIA", "XLG", "217", leaves_on=date(2025, 9, 15)
    ),
    Member("tuvan.lucnam1", "Bùi Thị Thơm", _COUNSELLOR, "LNAM", "XLNA", "218"),
    Member("tuvan.lucnam2", "Nguyễn Văn Quyết", _COUNSELLOR, "LNAM", PROVINCE, "218"),
    Member("tuvan.lucngan", "Vi Thị Mến", _COUNSELLOR, "LNGA", "XLN", "219"),
    Member("tuvan.sondong", "Hoàng Văn Slam", _COUNSELLOR, "SDON", "XSD", "220"),
    Member("giamsat.sondong", "Tạ Thị Liễu", _LEADING, "SDON", "XSD", "220"),
    Member("tuvan.vietyen1", "Nguyễn Thị Ánh Tuyết", _COUNSELLOR, "VYEN", "PVY", "222"),
    Member("tuvan.vietyen2", "Khổng Văn Đông", _COUNSELLOR, "VYEN", "PVY", "222"),
    Member("tuvan.hiephoa", "Ngọ Thị Lan Hương", _COUNSELLOR, "HHOA", "XHH", "223"),
    Member("tuvan.chu", "Trương Thị Hoài", _COUNSELLOR, "CHU", "PCH", "224"),
    Member("tuvan.tayyentu", "Triệu Văn Phấu", _COUNSELLOR, "XTYT", None, "220", starts_on=TWO_TIERS_SINCE),
    Member("chihoitruong", "Đồng Xuân Trường", (Role.CHAPTER_HEAD,), CHAPTER),
    Member("chihoipho", "Vương Thị Bích Liên", (Role.CHAPTER_HEAD,), CHAPTER),
    Member("luatsu.1", "Phạm Quang Vinh", _REVIEWER, CHAPTER),
    Member("luatsu.2", "Lưu Thị Hải Yến", _REVIEWER, CHAPTER),
    Member("luatgia.1", "Nguyễn Đức Thuận", _REVIEWER, CHAPTER),
    Member("luatgia.2", "Hà Thị Kim Oanh", _REVIEWER, CHAPTER),
    Member("kiemtra.chihoi", "Nguyễn Hữu Phúc", (Role.AUDITOR,), CHAPTER),
    Member("hoitham.1", "Dương Thị Nhàn", _REVIEWER, CHAPTER),
)
ADMINISTRATOR = Member("quantri", "Tống Văn Bảo", (Role.ADMINISTRATOR,), PROVINCE)
HAND_OVER_TO = "giamsat.tinh"
"""Who goes on with the work of someone who left."""


@dataclass(slots=True)
class Cast:
    """Who plays: accounts, units and members by their short names, as they come into being."""

    accounts: dict[str, UUID] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    members: dict[str, list[UUID]] = field(default_factory=dict)
    """By the unit in which they were entered, in that order."""
    passed_on: dict[str, list[UUID]] = field(default_factory=dict)
    """Tasks that a unit took over from one that ended."""

    def acting(self, member: Member, at: datetime) -> str:
        """Return who does a member's work at a moment: the supervisor once they have left."""
        left = member.leaves_on is not None and vietnam_day(at) >= member.leaves_on
        return HAND_OVER_TO if left else member.sign_in


def named(sign_in: str) -> Member:
    """Return the member of staff with this sign-in name."""
    return next(member for member in (*STAFF, ADMINISTRATOR) if member.sign_in == sign_in)


def counsellor_on(chance: Chance, day: date) -> Member:
    """Return a counsellor who works on a day; busier units are drawn more often."""
    weights = {one.code: one.weight for one in DISTRICTS}
    there = {
        member: weights.get(member.unit, 2.4 if member.district is None else 1.0)
        for member in STAFF
        if Role.COUNSELLOR in member.roles and _works(member, day)
    }
    return chance.among(there)


def reviewers() -> tuple[Member, ...]:
    """Return the reviewers of the chapter."""
    return tuple(member for member in STAFF if Role.REVIEWER in member.roles)


def _works(member: Member, day: date) -> bool:
    started = member.starts_on is None or member.starts_on <= day
    return started and (member.leaves_on is None or day < member.leaves_on)
