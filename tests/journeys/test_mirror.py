"""What authorities report, ask and are answered, on the pages and through the API; the two lines stay apart."""

from __future__ import annotations

import pytest

from domain.mirror.codes import MirrorStep
from tests.journeys.acts import followed
from tests.journeys.test_erasure import requested
from tests.journeys.world import Browser, World
from tests.pages import Answers, Pages

COMMUNE = {"kind": "commune_peoples_committee", "name_as_written": "UBND xã Đồng Kỳ"}


def case_of(browser: Browser, **details: object) -> str:
    """A case passed on to the commune; its id."""
    where = {"unit": "07210@2025-07-01"}
    body = {"situation": {"what": "Cháu kể chuyện ở bến đò Lác.", "where": where}, "details": details}
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
    (row,) = counsellor.api("GET", "/api/v1/follow-up-log?mirror=initial_assessed").json()["items"]
    assert (row["mirror"], row["state"]) == ("mirror-state/1/initial_assessed", "entry-state/1/following")
    assert counsellor.api("GET", "/api/v1/follow-up-log?mirror=closed").json()["items"] == []


def version_of(browser: Browser, case: str, topic: str) -> int:
    """The version of the last fact with this topic."""
    lines = browser.api("GET", f"/api/v1/cases/{case}/two-lines").json()["lines"]
    return int([one["version"] for one in lines if one["topic"] == topic][-1])


def close(browser: Browser, case: str) -> None:
    body = {"outcome": "advised", "child_informed": True}
    assert browser.api("POST", f"/api/v1/cases/{case}/closing", json=body).status_code == 201


def test_both_lines_stand_in_time_with_when_it_was_known(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    for step, day, told in (
        ("plan", "2026-03-10", "2026-03-14T09:00:00+07:00"),
        ("initial_assessment", "2026-03-03", "2026-03-20T09:00:00+07:00"),
    ):
        body = {"step": step, "effective": {"day": day}, "informed_at": told}
        path = f"/api/v1/cases/{case}/authority-reports"
        assert counsellor.api("POST", path, json=body).status_code == 201
    both = counsellor.api("GET", f"/api/v1/cases/{case}/two-lines").json()
    theirs = [one for one in both["lines"] if one["line"] == "authorities"]
    assert [one["fact"]["report"]["step"].rpartition("/")[2] for one in theirs] == [
        "initial_assessment",
        "plan",
    ]
    assert both["mirror_state"].endswith("/plan_drafted")
    assert [one["at"] for one in both["lines"]] == sorted(one["at"] for one in both["lines"])
    page = counsellor.get(f"/ho-so/{case}/hai-dong").text
    assert "biết sau 17 ngày" in page
    assert "Hội chưa được báo về bước liền trước" in page
    assert "điểm bắt đầu văn bản không nêu" in page
    assert "ND56-2017/C06/1" in page
    assert "Đã xây dựng kế hoạch (Mẫu 04)" in counsellor.get(f"/ho-so/{case}").text


def test_a_report_on_a_closed_case_does_not_reopen_it(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    close(counsellor, case)
    counsellor.get(f"/ho-so/{case}/co-quan-bao/closed")
    shown = counsellor.submit("report", effective__day="2026-04-01", note="Đã lưu hồ sơ tại xã")
    assert "Cơ quan đã kết thúc" in shown.text
    asked = counsellor.api(
        "POST", f"/api/v1/cases/{case}/cooperation-requests", json={"what": "Xác minh nơi ở"}
    )
    assert asked.status_code == 201
    assert counsellor.api("GET", f"/api/v1/cases/{case}").json()["closed"] is True
    followed(world)
    today = counsellor.get("/hom-nay").text
    assert "Xác minh nơi ở" in today


def test_the_twelve_hours_on_the_case_page_are_those_of_both_lines(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(
        counsellor,
        suspected={"relation": "parent"},
        circumstances={"allegation": "abuse"},
    )
    said = "Đã qua 12 giờ kể từ khi xã, phường nhận tin; Hội chưa được báo về biện pháp khẩn cấp."
    page = counsellor.get(f"/ho-so/{case}").text
    assert page.count(said) == 1
    assert said in counsellor.get(f"/ho-so/{case}/hai-dong").text
    clocks = counsellor.api("GET", f"/api/v1/cases/{case}/two-lines").json()["clocks"]
    assert (clocks[0]["rule"], clocks[0]["words"]) == ("ND56-2017/C03/1", said)
    body = {"step": "emergency", "effective": {"day": "2026-03-02", "hour": "15:00"}}
    counsellor.api("POST", f"/api/v1/cases/{case}/authority-reports", json=body)
    page = counsellor.get(f"/ho-so/{case}").text
    assert said not in page
    assert "Được báo về biện pháp khẩn cấp: trong 12 giờ" in page


def test_a_request_waits_in_the_days_work_until_it_is_answered(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    counsellor.get(f"/ho-so/{case}/phoi-hop")
    missing = counsellor.submit("cooperation", asked_by="anh Tuấn")
    assert (missing.status_code, "anh Tuấn" in missing.text) == (422, True)
    shown = counsellor.submit("cooperation", what="Cung cấp phiếu tiếp nhận", source__number="31/UBND")
    assert "Cơ quan đang chờ Hội" in shown.text
    followed(world)
    assert "Cung cấp phiếu tiếp nhận" in counsellor.get("/hom-nay").text
    assert "Cung cấp phiếu tiếp nhận" in world.sign_in("supervisor").get("/hom-nay").text
    assert "Cung cấp phiếu tiếp nhận" not in world.sign_in("colleague").get("/hom-nay").text
    asked = version_of(counsellor, case, "case.cooperation-requested.1")
    counsellor.get(f"/ho-so/{case}/phoi-hop/{asked}/tra-loi")
    refused = counsellor.submit("answer", kind="declined", spoke_to="chị Lan")
    assert (refused.status_code, "chị Lan" in refused.text) == (409, True)
    part = counsellor.submit("answer", kind="partly", what="Trang đầu", to__kind="commune_peoples_committee")
    assert "Cơ quan đang chờ Hội" in part.text
    followed(world)
    assert "Cung cấp phiếu tiếp nhận" in counsellor.get("/hom-nay").text
    counsellor.get(f"/ho-so/{case}/phoi-hop/{asked}/tra-loi")
    done = counsellor.submit("answer", kind="given", what="Cả phiếu", legal_basis="state_body")
    assert "Cơ quan đang chờ Hội" not in done.text
    followed(world)
    assert "Cung cấp phiếu tiếp nhận" not in counsellor.get("/hom-nay").text
    told = counsellor.api("GET", f"/api/v1/cases/{case}/consents").json()["disclosures"]
    assert [(one["topic"], one["purpose"], one["legal_basis"].rpartition("/")[2]) for one in told[1:]] == [
        ("case.cooperation-answered.1", "cooperation", "competent_body"),
        ("case.cooperation-answered.1", "cooperation", "state_body"),
    ]
    assert "trả lời đề nghị phối hợp" in counsellor.get(f"/ho-so/{case}/dong-y").text


def test_a_meeting_is_attended_and_the_opinion_is_a_disclosure(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    counsellor.get(f"/ho-so/{case}/hop-truong-hop")
    counsellor.submit("meeting", meets_on="2026-12-24", place="Trụ sở UBND xã")
    followed(world)
    assert "Giấy mời họp trường hợp" in counsellor.get("/hom-nay").text
    asked = version_of(counsellor, case, "case.meeting-invited.1")
    counsellor.get(f"/ho-so/{case}/hop-truong-hop/{asked}/du")
    assert counsellor.submit("attendance").status_code == 409
    shown = counsellor.submit("attendance", attended="true", who="Lương Thị Hạnh", opinion="Nên ở với bà")
    assert "Hội dự họp trường hợp" in shown.text
    followed(world)
    assert "Giấy mời họp trường hợp" not in counsellor.get("/hom-nay").text
    counsellor.get(f"/ho-so/{case}/du-hop")
    counsellor.submit("attendance", why_not="Không được báo trước")
    topics = [
        one["topic"] for one in counsellor.api("GET", f"/api/v1/cases/{case}/consents").json()["disclosures"]
    ]
    assert topics == ["case.passed-on.1", "case.meeting-attended.1"]


def test_tasks_of_a_plan_follow_a_hand_over(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    counsellor.get(f"/ho-so/{case}/co-quan-bao/plan")
    counsellor.submit(
        "report",
        effective__day="2026-03-10",
        plan__lines__0__what="Khám sức khỏe ở trạm",
        plan__lines__1__what="Tư vấn cho gia đình",
        plan__lines__1__ends_on="2026-04-10",
        plan__lines__1__is_ours="true",
    )
    followed(world)
    assert "Tư vấn cho gia đình" in counsellor.get("/hom-nay").text
    assert "Khám sức khỏe ở trạm" not in counsellor.get("/hom-nay").text
    supervisor = world.sign_in("supervisor")
    given = {"counsellor": str(world.accounts["colleague"])}
    path = f"/api/v1/cases/{case}/assignment"
    assert supervisor.api("POST", path, json=given).status_code in {200, 201}
    followed(world)
    colleague = world.sign_in("colleague")
    assert "Tư vấn cho gia đình" in colleague.get("/hom-nay").text
    assert "Tư vấn cho gia đình" not in counsellor.get("/hom-nay").text
    asked = version_of(colleague, case, "case.task-assigned.1")
    colleague.get(f"/ho-so/{case}/viec-duoc-giao/{asked}")
    assert colleague.submit("task-answer", reply="declined").status_code == 409
    assert "Đã nhận việc" in colleague.submit("task-answer", reply="accepted").text
    colleague.get(f"/ho-so/{case}/viec-duoc-giao/{asked}")
    assert "Hội đã làm việc được giao" in colleague.submit("task-done", what="Hai buổi").text
    followed(world)
    assert "Tư vấn cho gia đình" not in colleague.get("/hom-nay").text


def test_a_named_person_who_left_leaves_the_ask_to_the_supervisor(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    body = {"what": "Xác minh nơi ở", "responsible": str(world.accounts["colleague"])}
    path = f"/api/v1/cases/{case}/cooperation-requests"
    assert counsellor.api("POST", path, json=body).status_code == 201
    named = body | {"what": "Gửi bản sao", "due_on": "2026-04-02"}
    assert counsellor.api("POST", path, json=named).status_code == 201
    followed(world)
    today = world.sign_in("colleague").api("GET", "/api/v1/today").json()
    assert [one["what"] for one in today["asked"]] == ["Gửi bản sao", "Xác minh nơi ở"]
    assert today["overdue"] == []
    leaving = f"/api/v1/accounts/{world.accounts['colleague']}"
    assert world.sign_in("administrator").api("DELETE", leaving).status_code == 200
    waiting = world.sign_in("supervisor").api("GET", "/api/v1/today").json()["hand_over"]
    assert [(one["record"], one["due_on"]) for one in waiting] == [(case, "2026-04-02")]
    assert counsellor.api("POST", path, json=body).status_code == 409


def test_the_safe_place_stands_on_the_page_of_both_lines_alone(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    body = {"step": "separation", "separation": {"days": 10, "safe_place": "Nhà bà Nụ, thôn Sậy"}}
    path = f"/api/v1/cases/{case}/authority-reports"
    assert counsellor.api("POST", path, json=body).status_code == 201
    followed(world)
    assert "Nhà bà Nụ" in counsellor.get(f"/ho-so/{case}/hai-dong").text
    for path in (f"/ho-so/{case}", "/so-theo-doi", "/hom-nay", f"/ho-so/{case}/dong-y"):
        assert "Nhà bà Nụ" not in counsellor.get(path).text, path
    assert "Nhà bà Nụ" not in world.sign_in("auditor").get(f"/lich-su/{case}").text
    with world.house.pool.connection() as connection:
        stored = connection.execute("SELECT coded || coalesce(personal, '') FROM es.events").fetchall()
    assert not any("thôn Sậy".encode() in row[0] or b"S\\u1eady" in row[0] for row in stored)


def test_after_an_erasure_nothing_waits_and_nothing_is_read(world: World, later: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    path = f"/api/v1/cases/{case}"
    asked = {"what": "Xác minh nơi ở của cháu", "responsible": str(world.accounts["colleague"])}
    assert counsellor.api("POST", f"{path}/cooperation-requests", json=asked).status_code == 201
    close(counsellor, case)
    requested(world, counsellor.api("GET", path).json()["code"])
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    supervisor.submit("confirm-1")
    followed(world)
    assert "Xác minh nơi ở" in supervisor.get("/hom-nay").text
    officer = later.sign_in("officer")
    officer.get("/xoa-du-lieu")
    officer.submit("tell-1", way="letter")
    assert "Đã xóa" in officer.submit("run-1").text
    followed(world)
    world.sign_in("administrator").api("DELETE", f"/api/v1/accounts/{world.accounts['colleague']}")
    for who in ("counsellor", "supervisor"):
        today = world.sign_in(who).api("GET", "/api/v1/today").json()
        assert (today["asked"], today["hand_over"]) == ([], []), who
    assert "Xác minh" not in counsellor.get(f"/ho-so/{case}/hai-dong").text


def test_the_pages_speak_both_languages(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor, suspected={"relation": "parent"}, circumstances={"allegation": "abuse"})
    path = f"/api/v1/cases/{case}/authority-reports"
    counsellor.api("POST", path, json={"step": "plan", "effective": {"day": "2026-03-10"}})
    counsellor.get("/ngon-ngu/en")
    page = counsellor.get(f"/ho-so/{case}/hai-dong").text
    for words in (
        "Reported by authorities",
        "Support and intervention plan (form 04)",
        "12 hours have passed since the commune received the information",
        "the text names no start; observed since the plan was drafted and submitted",
        "The association was not told of the step before it.",
    ):
        assert words in page, words


def test_nobody_else_adds_or_reads(world: World) -> None:
    case = case_of(world.sign_in("counsellor"))
    for who in ("officer", "auditor", "administrator", "elsewhere", "reviewer", "office"):
        browser = world.sign_in(who)
        assert browser.get(f"/ho-so/{case}/hai-dong").status_code == 404, who
        body = {"step": "plan"}
        path = f"/api/v1/cases/{case}/authority-reports"
        assert browser.api("POST", path, json=body).status_code == 404, who


FORMS: dict[str, tuple[str, Answers]] = {
    "phoi-hop": ("cooperation", {"what": "Xác minh nơi ở"}),
    "hop-truong-hop": ("meeting", {"meets_on": "2026-12-24"}),
    "du-hop": ("attendance", {"attended": ["true"], "opinion": "Nên ở với bà"}),
    "viec-duoc-giao": ("task", {"what": "Tư vấn cho gia đình"}),
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_well_made_and_can_be_filled_in(world: World, language: str) -> None:
    """Title, one h1, labels, ids, policy and numbers of emergency: the checks of tests/pages.py."""
    browser = world.sign_in("counsellor")
    browser.get(f"/ngon-ngu/{language}")
    case, pages = case_of(browser), Pages(browser.client)
    pages.get(f"/ho-so/{case}/co-quan-bao")
    for step in MirrorStep:
        pages.get(f"/ho-so/{case}/co-quan-bao/{step.value}")
        page = pages.fill_and_submit("report", {"effective.day": "2026-03-05", "effective.hour": "08:30"})
        assert page.path == f"/ho-so/{case}/hai-dong"
        assert step.label(language) in page.html
    for path, (form, answers) in FORMS.items():
        pages.get(f"/ho-so/{case}/{path}")
        assert pages.fill_and_submit(form, answers).path == f"/ho-so/{case}/hai-dong"
    asked = version_of(browser, case, "case.task-assigned.1")
    pages.get(f"/ho-so/{case}/viec-duoc-giao/{asked}")
    pages.fill_and_submit("task-answer", {"reply": "accepted"})
    assert browser.get(f"/ho-so/{case}/co-quan-bao/no-such-step").status_code == 404
    assert browser.get(f"/ho-so/{case}/viec-duoc-giao/999").status_code == 404


def test_a_whole_form_03_is_kept_as_told(world: World) -> None:
    browser = world.sign_in("counsellor")
    case = case_of(browser)
    browser.get(f"/ho-so/{case}/co-quan-bao/specific_assessment")
    shown = browser.submit(
        "report",
        specific__conclusion__words="Cần hỗ trợ lâu dài",
        specific__items__development__level="average",
        specific__items__development__note="Chậm nói",
        specific__counts__b_low="3",
        specific__childs_opinion="Con muốn ở với bà",
        specific__needs=["", "health", "psychology"],
        specific__care_now="Bà chăm sóc tốt",
    ).text
    for words in (
        "Cần hỗ trợ lâu dài",
        "Trung bình – Chậm nói",
        "Thấp 3",
        "Con muốn ở với bà",
        "Bà chăm sóc tốt",
    ):
        assert words in shown, words
    assert "Y tế, Tư vấn, trị liệu tâm lý" in shown
    browser.get(f"/ho-so/{case}/co-quan-bao/specific_assessment")
    wrong = browser.submit("report", specific__counts__b_low="ba", specific__problems="Nghỉ học nhiều")
    assert (wrong.status_code, "Nghỉ học nhiều" in wrong.text) == (422, True)
