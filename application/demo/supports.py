"""Needs of support and the fund in the fictional year: one need at each step, one book with receipts and spending.

What is handed over here is within the benefits of `application.demo.activities`, so it is not counted again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from application.demo.entries import wish
from application.demo.staff import Cast
from application.demo.stage import Deed, Story
from application.demo.territory import PROVINCE
from application.fund import EnterInFund, OpenFund, enter_in_fund, open_fund
from application.support import (
    CheckSupport,
    EnterSupport,
    IntroduceSupport,
    WorkOnSupport,
    check_support,
    enter_support,
    introduce_support,
    work_on_support,
)
from application.support.given import GiveList, give_list
from domain.fund.parts import FundPart, MonthClosing, NewVoucher, Purpose
from domain.support.parts import Closing, Delivery, Need, Pledge, Report

OFFICE, LEADER = "vanphong", "giamsat.tinh"
NINE = time(2, 0)
"""Nine in the morning in Vietnam, in UTC."""
DONOR = "Công ty Sông Thương"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One need, and how far it comes in the year."""

    day: date
    kind: str
    amount_vnd: int
    district: str
    age: str
    words: str
    course: tuple[str, ...] = ("check", "introduce")


_WHOLE = ("check", "introduce", "pledge", "deliver", "report", "close")
WANTED = (
    Wanted(date(2025, 2, 4), "bicycle", 1_800_000, "219", "from_11", "Nhà cách trường 9 km.", _WHOLE),
    Wanted(date(2025, 3, 11), "scholarship", 3_000_000, "220", "from_6", "Mồ côi cha, học giỏi.", _WHOLE),
    Wanted(date(2025, 5, 6), "insurance", 680_000, "215", "under_6", "Hộ vừa thoát nghèo.", _WHOLE[:5]),
    Wanted(date(2025, 6, 17), "surgery", 25_000_000, "219", "under_6", "Mổ tim bẩm sinh.", _WHOLE[:3]),
    Wanted(date(2025, 8, 12), "school_things", 900_000, "219", "from_6", "Đầu năm học."),
    Wanted(date(2025, 8, 19), "bicycle", 1_800_000, "219", "from_11", "Đi học qua đèo."),
    Wanted(date(2025, 9, 9), "house", 40_000_000, "219", "from_6", "Nhà dột, vách nứt."),
    Wanted(date(2025, 9, 23), "living", 6_000_000, "219", "from_6", "Ở với bà đã già."),
    Wanted(date(2025, 10, 14), "scholarship", 3_000_000, "219", "from_11", "Có nguy cơ bỏ học.", ("check",)),
    Wanted(date(2025, 11, 18), "rehabilitation", 4_500_000, "222", "from_6", "Cần nẹp chân.", ()),
)
"""What the year holds of them; a test counts by these."""
INTRODUCED = sum("introduce" in one.course for one in WANTED)
"""Needs that partners see in the year."""
RECEIVED_VND, SPENT_VND = 47_000_000, 28_800_000
"""What the fund of the association receives and spends in the year, in đồng."""


def supported(cast: Cast) -> Iterator[Story]:
    """Yield the story of each need, of the lists for partners, and of the fund."""
    yield from (_story(one, cast) for one in WANTED)
    yield _lists()
    yield _fund(cast)


def _at(day: date) -> datetime:
    return datetime.combine(day, NINE, UTC)


def _story(one: Wanted, cast: Cast) -> Story:
    need = Need.model_validate(
        {
            "kind": one.kind,
            "amount_vnd": one.amount_vnd,
            "area": f"{one.district}@1900-01-01",
            "age": one.age,
            "allegation": "none",
            "words": one.words,
        }
    )
    command = EnterSupport(unit=cast.units[PROVINCE], need=need)
    done = yield Deed(_at(one.day), OFFICE, wish(enter_support, command))
    if done.made is None:
        return
    day = one.day
    for step in one.course:
        day += timedelta(days=4)
        by, handle, what = _step(step, one, done.made, day)
        yield Deed(_at(day), by, wish(handle, what))


def _step(step: str, one: Wanted, need: UUID, day: date) -> tuple[str, Any, Any]:
    match step:
        case "check":
            return LEADER, check_support, CheckSupport(need=need)
        case "introduce":
            return OFFICE, introduce_support, IntroduceSupport(need=need)
        case _:
            return OFFICE, work_on_support, WorkOnSupport(need=need, part=_part(step, one, day))


def _part(step: str, one: Wanted, day: date) -> Any:
    match step:
        case "pledge":
            said = {"donor_kind": "enterprise", "donor": DONOR, "amount_vnd": one.amount_vnd, "on": day}
            return Pledge.model_validate(said)
        case "deliver":
            said = {"on": day, "worth": {"money_vnd": one.amount_vnd}, "paper": f"BN {day:%d%m}"}
            return Delivery.model_validate(said | {"pledge": 1, "counting": "neither"})
        case "report":
            return Report.model_validate({"on": day, "how": "letter"})
        case _:
            return Closing.model_validate({"outcome": "met"})


def _lists() -> Story:
    for day, to in ((date(2025, 7, 8), DONOR), (date(2025, 10, 20), "Nhóm thiện nguyện Suối Mỡ")):
        yield Deed(_at(day), OFFICE, wish(give_list, GiveList(to=to)))


_BOOK: tuple[tuple[date, str, int, str, str, int | None], ...] = (
    (date(2025, 1, 6), "opening", 9_000_000, "unit", "Tồn năm 2024", None),
    (date(2025, 2, 10), "dues", 8_000_000, "unit", "Hội phí quý I", None),
    (date(2025, 3, 3), "sponsorship", 10_000_000, "enterprise", "Tài trợ học bổng", 1),
    (date(2025, 3, 25), "to_children", 3_000_000, "family", "Trao học bổng", 1),
    (date(2025, 5, 20), "training", 6_500_000, "person", "Tập huấn báo cáo viên", None),
    (date(2025, 6, 2), "budget", 10_000_000, "organisation", "Tháng hành động vì trẻ em", None),
    (date(2025, 6, 16), "communication", 9_800_000, "enterprise", "In tờ rơi", None),
    (date(2025, 9, 15), "dues", 10_000_000, "unit", "Hội phí quý III", None),
    (date(2025, 11, 12), "conference", 9_500_000, "enterprise", "Hội nghị chuyên đề", None),
    (date(2025, 12, 9), "donation", 20_000_000, "enterprise", "Ủng hộ Tết vì trẻ em", None),
)
"""Receipts and spending of the year; the last waits for a second person, for there is one clerk."""
_CLOSED = ((date(2025, 4, 3), date(2025, 3, 31)), (date(2025, 7, 3), date(2025, 6, 30)))
"""When which month was closed, with those before it."""


def _fund(cast: Cast) -> Story:
    done = yield Deed(_at(date(2025, 1, 3)), OFFICE, wish(open_fund, OpenFund(unit=cast.units[PROVINCE])))
    if done.made is None:
        return
    parts: list[tuple[date, FundPart]] = [(date(2025, 1, 3), Purpose(name="Học bổng Sông Thương"))]
    parts += [(row[0], _voucher(*row)) for row in _BOOK]
    parts += [(day, MonthClosing(month=month)) for day, month in _CLOSED]
    for day, part in sorted(parts, key=lambda one: one[0]):
        yield Deed(_at(day), OFFICE, wish(enter_in_fund, EnterInFund(fund=done.made, part=part)))


def _voucher(on: date, kind: str, amount_vnd: int, party: str, about: str, purpose: int | None) -> NewVoucher:
    said = {"on": on, "kind": kind, "amount_vnd": amount_vnd, "party": party, "about": about}
    return NewVoucher.model_validate(said | {"purpose": purpose})
