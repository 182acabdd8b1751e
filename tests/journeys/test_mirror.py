"""What authorities report, ask and are answered, on the pages and through the API; the two lines stay apart."""

from __future__ import annotations

from tests.journeys.acts import followed
from tests.journeys.world import Browser, World

COMMUNE = {"kind": "commune_peoples_committee", "name_as_written": "UBND xã Đồng Kỳ"}


def case_of(browser: Browser, **details: object) -> str:
    """A case passed on to the commune; its id."""
    body = {"situation": {"what": "Cháu kể chuyện ở bến đò Lác."}, "details": details}
    case = browser.api("POST", "/api/v1/cases", json=body).json()["location"]
    told = {"recipient": COMMUNE, "at": "2026-03-02T08:00:00+07:00"}
    assert browser.api("POST", f"{case}/forwardings", json=told).status_code == 201
    return str(case.rsplit("/", 1)[1])


def test_a_conclusion_alone_is_one_short_form(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    page = counsellor.get(f"/ho-so/{case}").text
    assert "Hội chưa được báo" in page
    assert "Mẫu 02" in counsellor.get(f"/ho-so/{case}/co-quan-bao").text
    counsellor.get(f"/ho-so/{case}/co-quan-bao/initial_assessment")
    shown = counsellor.submit(
        "report",
        initial__conclusion__words="Nguy cơ cao, cần theo dõi sát",
        initial__conclusion__level="high",
        effective__day="2026-03-03",
        source__number="12/BC-UBND",
    )
    assert shown.status_code == 200, shown.text[:500]
    assert "Đã đánh giá ban đầu (Mẫu 02)" in shown.text
    assert "Nguy cơ cao, cần theo dõi sát" in shown.text
    assert "12/BC-UBND" in shown.text
    assert "vi phạm" not in shown.text
    both = counsellor.api("GET", f"/api/v1/cases/{case}/two-lines").json()
    assert both["mirror_state"].endswith("/initial_assessed")
    assert [one["line"] for one in both["lines"]].count("authorities") == 1
    followed(world)
    log = counsellor.get("/so-theo-doi?mirror=initial_assessed").text
    assert case in log
    assert case not in counsellor.get("/so-theo-doi?mirror=closed").text
