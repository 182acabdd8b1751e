"""*Việc hôm nay* counts what waits at each desk, in the numbers that the desk's own page shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from domain.calendar import vietnam_day
from tests.api.given import last, program
from tests.journeys import test_export, test_retention
from tests.journeys.test_conflicts import CHILD, JUDGEMENT, taken_in
from tests.journeys.test_erasure import closed_case, requested
from tests.journeys.test_referral import asked, assigned, case_id, declared, drafted
from tests.journeys.world import World

__all__ = ["case_id"]


@pytest.fixture
def eight_days_later(world: World) -> Iterator[World]:
    with world.after(8) as later:
        yield later


@pytest.fixture
def a_week_later(world: World) -> Iterator[World]:
    """On any day of the week, the week before is then the one of today."""
    with world.after(7) as later:
        yield later


def of_the_week(world: World) -> int:
    """How many lines wait in the officer's weekly review, as its own page counts them."""
    return int(program(world, "officer").ask("GET", "/access-log/review").json()["waiting"])


def waiting(world: World, who: str) -> dict[str, int]:
    """What waits for somebody, without what is nothing."""
    answer = world.sign_in(who).api("GET", "/api/v1/today").json()["notices"]
    return {name: count for name, count in answer.items() if count}


def day(world: World, who: str) -> str:
    return world.sign_in(who).get("/hom-nay").text


def test_a_conflict_waits_for_those_whose_verdict_is_asked_for(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    said = {"code": code, "declaration": {"interest": "relative"}}
    assert program(world, "colleague").ask("POST", "/interests", said).status_code == 201
    judges = ("commune_supervisor", "head", "officer")
    for who in judges:
        assert waiting(world, who) == {"conflicts": 1}, who
        assert "1 xung đột lợi ích chờ ý kiến của bạn" in day(world, who)
        assert "chờ ý kiến của bạn" in world.sign_in(who).get("/xung-dot").text
    assert waiting(world, "supervisor") == {}, "of the same unit"
    boss = world.sign_in("supervisor")
    assert boss.api("GET", "/api/v1/conflicts").json()["conflicts"] == []
    one = program(world, "head").ask("GET", "/conflicts").json()["conflicts"][0]
    assert one["awaits_you"] is True
    assert boss.get(f"/xung-dot/{one['id']}").status_code == 404
    program(world, "head").made(f"/conflicts/{one['id']}/judgements", JUDGEMENT)
    assert waiting(world, "head") == {} and waiting(world, "officer") == {"conflicts": 1}
    program(world, "officer").made(f"/conflicts/{one['id']}/judgements", JUDGEMENT)
    assert [waiting(world, who) for who in judges] == [{}, {}, {}]


def test_the_officer_finds_requests_breaches_erasures_and_holds(
    world: World, eight_days_later: World
) -> None:
    _, code, _ = closed_case(world)
    requested(world, code)
    _, kept, _ = closed_case(world)
    officer = world.sign_in("officer")
    held = officer.api("POST", "/api/v1/holds", json={"code": kept, "ground": "complaint"})
    assert held.status_code == 201, held.text
    anyone = program(world, "reviewer")
    anyone.made("/data-requests", {"kind": "see", "who": "other", "name": "Lò Văn Ví Dụ"})
    anyone.made("/breaches", {"what": "Gửi nhầm tệp.", "found_at": datetime.now(UTC).isoformat()})
    assert waiting(world, "officer") == {"data_requests": 1, "breaches": 1, "holds": 1}
    assert waiting(world, "supervisor") == {"erasures_to_confirm": 1}
    assert "1 yêu cầu xóa chờ bạn xác nhận là người thứ hai" in day(world, "supervisor")
    assert waiting(world, "counsellor") == {} and waiting(world, "reviewer") == {}
    erasure = world.sign_in("supervisor").api("GET", "/api/v1/erasures").json()["requests"][0]["erasure"]
    program(world, "supervisor").made(f"/erasures/{erasure}/confirmation", None)
    assert waiting(world, "supervisor") == {}
    later = waiting(eight_days_later, "officer")
    assert later.pop("week", 0) == of_the_week(eight_days_later), "reads at night stand out at any time"
    assert later == {
        **{"data_requests": 1, "data_requests_late": 1, "breaches": 1, "breaches_late": 1},
        **{"erasures_to_run": 1, "holds": 1},
    }
    page = day(eight_days_later, "officer")
    for words, path in (
        ("1 yêu cầu về dữ liệu chờ trả lời", "/yeu-cau-du-lieu"),
        ("1 vi phạm dữ liệu chưa khép lại", "/vi-pham-du-lieu"),
        ("1 yêu cầu xóa đã hết thời hạn chờ", "/xoa-du-lieu"),
        ("1 hồ sơ đang được giữ lại", "/xoa-du-lieu"),
    ):
        assert f'<a href="{path}">{words}</a>' in page
    assert page.count("1 quá hạn") == 2


def test_reads_of_the_week_wait_for_the_officer_once_a_sample_is_drawn(
    world: World, a_week_later: World
) -> None:
    person = program(world, "counsellor")
    for _ in range(3):
        person.ask("GET", f"/cases/{taken_in(person)[0]}")
    officer = program(a_week_later, "officer")
    officer.made("/access-log/samples", {"day": str(vietnam_day(datetime.now(UTC)))})
    drawn = officer.ask("GET", "/access-log/review").json()["drawn"]
    assert len(drawn) == 6, "each read here and at the intake"
    assert waiting(a_week_later, "officer") == {"week": of_the_week(a_week_later)}
    assert of_the_week(a_week_later) >= 6, "more at night, when each read stands out"


def test_the_week_is_counted_as_its_page_lists_it(world: World, a_week_later: World) -> None:
    program(world, "reviewer").ask("GET", f"/cases/{taken_in(program(world, 'counsellor'))[0]}")
    auditor = a_week_later.sign_in("auditor")
    count = auditor.api("GET", "/api/v1/today").json()["notices"]["week"]
    assert count > 0
    assert f"{count} dòng nhật ký truy cập của tuần trước cần rà soát" in auditor.get("/hom-nay").text
    assert count == len(auditor.api("GET", "/api/v1/access-log/review").json()["entries"])


def test_the_chapter_finds_its_requests_by_what_is_to_be_done(world: World, case_id: str) -> None:
    def step(who: str) -> list[str]:
        rows = world.sign_in(who).api("GET", "/api/v1/today").json()["referrals"]
        return [row["step"].rpartition("/")[2] for row in rows]

    referral = asked(world, case_id)
    assert (step("head"), step("reviewer"), step("counsellor")) == (["assign"], [], [])
    assert "Chờ bạn phân công (1)" in day(world, "head")
    assigned(world, referral)
    assert (step("head"), step("reviewer")) == ([], ["declare"])
    declared(world, referral)
    assert step("reviewer") == ["write"] and "Chờ bạn viết ý kiến (1)" in day(world, "reviewer")
    drafted(world, referral)
    assert (step("head"), step("reviewer")) == (["approve"], [])
    assert "Chờ bạn duyệt ý kiến (1)" in day(world, "head")


def test_what_waits_longest_is_not_lost_behind_a_hundred_newer_requests(
    world: World, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infrastructure.referral.LIST_LIMIT", 1)
    first = asked(world, case_id)
    second = asked(world, case_id)
    assigned(world, second)
    listed = world.sign_in("head").api("GET", "/api/v1/today").json()["referrals"]
    assert [row["referral_id"] for row in listed] == [first]


def test_a_use_of_glass_waits_for_each_inspector_but_whose_it_was(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    use = {"code": code, "breaking": {"ground": "danger"}}
    assert last(program(world, "elsewhere").made("/broken-glass", use))
    assert waiting(world, "elsewhere") == {"to_explain": 1}
    assert [waiting(world, who) for who in ("auditor", "officer")] == [{"to_review": 1}] * 2


def test_what_needs_a_second_person_waits_for_others_than_who_asked(world: World) -> None:
    asked = test_export.requested(world)
    officer = world.sign_in("officer")
    proposal = test_retention.rule("case", 20, "years")
    assert officer.api("POST", test_retention.RULES, json=proposal).status_code == 201
    assert waiting(world, "officer") == {"exports_to_approve": 1}
    assert waiting(world, "supervisor") == {"rules_to_confirm": 1}
    assert "1 yêu cầu xuất dữ liệu chờ bạn duyệt" in day(world, "officer")
    assert "1 đề nghị về thời hạn lưu chờ bạn xác nhận" in day(world, "supervisor")
    assert waiting(world, "counsellor") == {}
    assert officer.api("POST", f"{asked}/approval").status_code == 201
    assert waiting(world, "officer") == {}


def test_a_lift_waits_for_the_second_person_also_for_an_officer_who_opens_no_case(world: World) -> None:
    counsellor = program(world, "counsellor")
    case, code = taken_in(counsellor)
    assert counsellor.ask("POST", f"/cases/{case}/restriction", {"ground": "protection"}).status_code == 201
    officer, sentence = world.sign_in("officer"), f"Đề nghị bỏ hạn chế hồ sơ {code} chờ bạn"
    assert sentence not in officer.get("/hom-nay").text
    program(world, "supervisor").made(f"/cases/{case}/restriction/lift", {"reason": "Hết lý do"})
    assert waiting(world, "supervisor") == {}
    assert waiting(world, "officer") == {"lifts": 1}
    assert sentence in officer.get("/hom-nay").text
    page = officer.get(f"/ho-so/{case}/han-che").text
    assert code in page and CHILD not in page
    done = officer.submit("lift", reason="Đồng ý")
    assert done.status_code == 200
    assert waiting(world, "officer") == {}
    assert "không còn bị hạn chế" in officer.get(f"/ho-so/{case}/han-che").text
    assert program(world, "colleague").ask("GET", f"/cases/{case}").status_code == 200
