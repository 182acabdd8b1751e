"""Smaller units of the fictional association: commune chapters until the districts end, link networks, clubs.

Old commune chapters lie in real communes that went into the commune of their successor on 1 July 2025.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from application.demo.territory import COMMUNES, PROVINCE, commune, district
from domain.chapter import Founding
from domain.lists import UnitLevel
from domain.units import AdminUnit, Unit, register


@dataclass(frozen=True, slots=True)
class Smaller:
    """One of them: under whom, of which level, in which district; who goes on for it since July, if it ends."""

    code: str
    parent: str
    name: str
    level: UnitLevel
    founded_on: date
    district: str | None = None
    successor: str | None = None


OLD_CHAPTERS = (
    Smaller("CXYT", "YTHE", "", UnitLevel.COMMUNE, date(2014, 3, 20), "215", "XYT"),
    Smaller("CXSD", "SDON", "", UnitLevel.COMMUNE, date(2012, 9, 5), "220", "XSD"),
    Smaller("CXLN", "LNGA", "", UnitLevel.COMMUNE, date(2016, 11, 1), "219", "XLN"),
    Smaller("CXHH", "HHOA", "", UnitLevel.COMMUNE, date(2018, 4, 12), "223", "XHH"),
)
"""Chapters of communes that ended with their district; their name is that of a commune of those days."""
NETWORK, MOUNTAIN_NETWORK = "MLBG", "MLSD"
CLUB, MOUNTAIN_CLUB, NEW_CLUB = "CLBG", "CLSD", "CLPB"
LASTING = (
    Smaller(
        NETWORK,
        "TPBG",
        "Mạng liên kết bảo vệ trẻ em thành phố Bắc Giang",
        UnitLevel.LINK_NETWORK,
        date(2019, 6, 1),
        "213",
    ),
    Smaller(
        MOUNTAIN_NETWORK,
        "SDON",
        "Mạng liên kết bảo vệ trẻ em vùng cao Sơn Động",
        UnitLevel.LINK_NETWORK,
        date(2020, 10, 15),
        "220",
    ),
    Smaller(CLUB, "TPBG", "Câu lạc bộ Phóng viên nhỏ", UnitLevel.CLUB, date(2021, 9, 20)),
    Smaller(MOUNTAIN_CLUB, "SDON", "Câu lạc bộ Em yêu quyền em", UnitLevel.CLUB, date(2022, 3, 26)),
)
"""Networks and clubs, which go on under the successor of their district."""
FOUNDED_LATER = Smaller(NEW_CLUB, PROVINCE, "Câu lạc bộ Tiếng nói trẻ em", UnitLevel.CLUB, date(2025, 9, 15))


def founding_of(one: Smaller) -> Founding:
    """Return the founding of one of them, without its parent."""
    if one.successor is not None:
        old = _old_commune(one.successor, one.district or "")
        name = f"Chi hội Bảo vệ quyền trẻ em {old.name[0].lower()}{old.name[1:]}"
        areas: tuple[AdminUnit, ...] = (old.as_written,)
    else:
        name = one.name
        areas = (district(one.district).as_written,) if one.district else ()
    return Founding(level=one.level, code=one.code, name=name, founded_on=one.founded_on, areas=areas)


def _old_commune(successor: str, district_code: str) -> Unit:
    """Return the first commune of a district that went into the commune of an association."""
    before = register().predecessors(commune(COMMUNES[successor]))
    own = district(district_code)
    return next(unit for unit in before if unit.parent is not None and unit.parent.key == own.key)
