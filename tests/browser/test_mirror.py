"""The forms of the mirror without scripts; and a case of which much was reported, for test_practice.py to look at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.harness import signed_in
from tests.journeys.acts import followed
from tests.journeys.test_mirror import case_of
from tests.journeys.world import World


def told(world: World) -> str:
    """A case of which much was reported, with a request, an invitation and tasks."""
    counsellor = world.sign_in("counsellor")
    case = case_of(
        counsellor,
        child={"name": "Đặng Thị Bích Ngọc"},
        suspected={"relation": "parent"},
        circumstances={"allegation": "abuse"},
    )
    high = {"level": "high", "note": "Có vết bầm ở lưng"}
    initial = {
        "conclusion": {"words": "Nguy cơ cao, cần theo dõi sát tại nhà bà ngoại", "level": "high"},
        "items": {"harm": high, "continuing": high, "self_protection": {"level": "low"}}
        | {"receiving_support": {"level": "average"}},
        "counts": {"a_high": 1, "b_low": 1, "b_average": 1},
    }
    source = {"number": "12/BC-UBND", "day": "2026-03-04", "body_in_words": "UBND xã Đồng Kỳ"}
    separation = {"days": 10, "safe_place": "Nhà bà Nụ, thôn Sậy"}
    lines = [{"what": "Khám sức khỏe", "provider": "Trạm y tế"}, {"what": "Tư vấn gia đình", "is_ours": True}]
    for body in (
        {
            "step": "initial_assessment",
            "effective": {"day": "2026-03-03"},
            "initial": initial,
            "source": source,
        },
        {"step": "separation", "effective": {"day": "2026-03-02", "hour": "19:30"}, "separation": separation},
        {"step": "specific_assessment", "effective": {"day": "2026-03-06"}},
        {"step": "plan", "effective": {"day": "2026-03-16"}, "plan": {"aims": "An toàn", "lines": lines}},
        {"step": "review", "review": {"conclusion": {"words": "Ổn định"}, "outcome": "continue"}},
    ):
        path = f"/api/v1/cases/{case}/authority-reports"
        assert counsellor.api("POST", path, json=body).status_code == 201
    asked: dict[str, dict[str, str]] = {
        "cooperation-requests": {"what": "Cung cấp phiếu tiếp nhận", "due_on": "2026-04-02"},
        "case-meetings": {"place": "Trụ sở UBND xã", "note": "Mời dự họp bàn kế hoạch"},
    }
    for path, ask in asked.items():
        assert counsellor.api("POST", f"/api/v1/cases/{case}/{path}", json=ask).status_code == 201
    followed(world)
    return case


@pytest.mark.long
def test_the_mirror_works_without_scripts(browser: Browser, world: World, address: str) -> None:
    case = case_of(world.sign_in("counsellor"))
    page = signed_in(browser, address, "counsellor", scripts=False)
    page.goto(f"{address}/ho-so/{case}/co-quan-bao")
    page.click("text=Đánh giá nguy cơ ban đầu (Mẫu 02)")
    page.fill("[name='initial.conclusion.words']", "Nguy cơ trung bình")
    page.fill("[name='effective.day']", "2026-03-05")
    page.click("form#report details.more > summary")
    page.select_option("[name='initial.items.harm.level']", "average")
    page.fill("[name='initial.counts.a_average']", "2")
    page.click("#report button[type=submit]")
    page.wait_for_url("**/hai-dong")
    expect(page.locator("main")).to_contain_text("Nguy cơ trung bình")
    expect(page.locator("main")).to_contain_text("Trung bình 2")
    page.goto(f"{address}/ho-so/{case}")
    expect(page.locator("main")).to_contain_text("05/03/2026")
    expect(page.locator("main")).not_to_contain_text("00:00")
    page.goto(f"{address}/ho-so/{case}/phoi-hop")
    page.fill("[name=what]", "Xác minh nơi ở")
    page.click("#cooperation button[type=submit]")
    page.wait_for_url("**/hai-dong")
    expect(page.locator("main")).to_contain_text("Cơ quan đang chờ Hội")
    page.get_by_role("link", name="Trả lời").click()
    page.select_option("#answer [name=kind]", index=1)
    page.fill("#answer [name=what]", "Đã cung cấp bản sao phiếu.")
    page.click("#answer button[type=submit]")
    expect(page.locator("main")).to_contain_text("Đã cung cấp bản sao phiếu.")
    expect(page.locator("main")).not_to_contain_text("Cơ quan đang chờ Hội")
