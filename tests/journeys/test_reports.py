"""Reports through the real wiring: drafted, approved by another, issued, made again; as pages, by programs, as files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.calendar import vietnam_day
from tests.api.given import Program, last, program
from tests.journeys.acts import followed, taken_in
from tests.journeys.test_programme import founded
from tests.journeys.test_referral import pages
from tests.journeys.world import World

HEADING = {
    "level": "addressees",
    "provided_to": "Các cơ quan nơi nhận",
    "addressee": "Ủy ban nhân dân tỉnh",
    "copies": "Như trên\nBan kiểm tra",
    "place": "Bắc Giang",
    "signs_as": "CHỦ TỊCH",
    "signatory": "Nguyễn Văn Mẫu",
}
PARTS = {"assessment": "Sáu tháng qua Hội hoạt động đều.", "difficulties": "Thiếu cộng tác viên ở xã xa."}


def asked(kind: str = "mid_year", first: str = "2024-01-01", until: str = "2024-06-30") -> dict[str, Any]:
    return {"kind": kind, "first": first, "last": until}


def drafted(by: Program, said: dict[str, Any], **more: Any) -> str:
    return last(by.made("/reports", {"asked": said, "draft": {"heading": HEADING, "parts": PARTS}, **more}))


def issued(world: World, said: dict[str, Any], number: int) -> str:
    """A report that went out today."""
    office, leader = program(world, "office"), program(world, "supervisor")
    report = drafted(office, said)
    assert leader.ask("POST", f"/reports/{report}/approval", {}).status_code == 201
    today = str(vietnam_day(datetime.now(UTC)))
    issue = {"number": number, "issued_on": today}
    assert office.ask("POST", f"/reports/{report}/issue", issue).status_code == 201
    return report


@pytest.fixture
def counted(world: World) -> World:
    """A year with its programme, four units and six entries of the spring."""
    administrator, office = program(world, "administrator"), program(world, "office")
    for number in range(4):
        founded(world, administrator, number)
    for number in range(6):
        taken_in(world, f"Trẻ {number}", received_at=datetime(2024, 3, 3, 4, tzinfo=UTC))
    followed(world)
    office.made("/programmes/2024", None)
    return world


def test_a_report_goes_from_the_draft_to_the_issue(counted: World) -> None:
    office, leader = program(counted, "office"), program(counted, "supervisor")
    report = drafted(office, asked())
    shown = office.ask("GET", f"/reports/{report}").json()
    assert shown["stage"] == "drafted" and len(shown["digest"]) == 64
    print(shown["figures"]["counts"])
