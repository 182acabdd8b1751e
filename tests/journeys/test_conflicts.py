"""A conflict of interest closes a file at once; broken glass opens one on the record; a restricted file is hidden."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.given import ABSENT, Program, last, program
from tests.journeys.world import Browser, World

CHILD = "Đặng Thị Bích Ngọc"
PHONE = "0912 000 345"
DETAILS: dict[str, Any] = {"child": {"name": CHILD, "telephone": PHONE}}
KIN: dict[str, Any] = {"name": "Giáp Văn Thuận", "telephone": "+84 912 000 345"}
JUDGEMENT = {"verdict": "upheld", "reason": "Đúng là cùng số điện thoại."}


def taken_in(person: Program, details: dict[str, Any] = DETAILS) -> tuple[str, str]:
    """Take in a case; return its id and its file code."""
    case = last(person.made("/cases", {"situation": {"what": "Cháu bị đánh"}, "details": details}))
    return case, str(person.ask("GET", f"/cases/{case}").json()["code"])


def told_nothing(person: Program, case: str, code: str) -> None:
    """Assert that nothing the person can ask betrays the case."""
    seen = person.ask("GET", f"/cases/{case}")
    absent = person.ask("GET", f"/cases/{ABSENT}")
    assert (seen.status_code, seen.content) == (absent.status_code, absent.content)
    for path in ("/follow-up-log", "/follow-up-log?order=code", "/today"):
        answer = person.ask("GET", path)
        assert answer.status_code == 200, answer.text
        assert code not in answer.text and CHILD not in answer.text and case not in answer.text


def provisional(world: World, account: str) -> list[tuple[Any, ...]]:
    with world.system() as work:
        query = "SELECT standing, kinds, judges FROM facts.conflicts WHERE account = %s"
        return work.connection.execute(query, (world.accounts[account],)).fetchall()


def test_a_declared_conflict_closes_the_file_at_once(world: World) -> None:
    colleague = program(world, "colleague")
    case, code = taken_in(program(world, "counsellor"))
    assert colleague.ask("GET", f"/cases/{case}").status_code == 200
    said = {"code": code.lower(), "declaration": {"interest": "relative", "note": "cháu họ"}}
    assert colleague.ask("POST", "/interests", said).status_code == 201
    told_nothing(colleague, case, code)
    assert program(world, "counsellor").ask("GET", f"/cases/{case}").status_code == 200


def test_declaring_says_nothing_about_whether_there_is_such_a_file(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    person = program(world, "elsewhere")
    answers = [
        person.ask("POST", "/interests", {"code": one, "declaration": {"interest": "close"}})
        for one in (code, "HT.TN.9999.2031")
    ]
    assert answers[0].status_code == answers[1].status_code == 201
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("kin_first", [True, False])
def test_the_same_number_among_staff_and_in_a_file_closes_it(world: World, kin_first: bool) -> None:
    colleague, counsellor = program(world, "colleague"), program(world, "counsellor")
    if kin_first:
        assert colleague.ask("PUT", "/own-kin", KIN).status_code == 201
    case, code = taken_in(counsellor)
    if not kin_first:
        assert colleague.ask("GET", f"/cases/{case}").status_code == 200
        assert colleague.ask("PUT", "/own-kin", KIN).status_code == 201
    told_nothing(colleague, case, code)
    assert provisional(world, "colleague") == [("provisional", ["telephone"], 0)]


def test_a_correction_that_names_staff_closes_the_file_too(world: World) -> None:
    colleague, counsellor = program(world, "colleague"), program(world, "counsellor")
    colleague.ask("PUT", "/own-kin", KIN)
    case, code = taken_in(counsellor, {"child": {"name": CHILD}})
    assert colleague.ask("GET", f"/cases/{case}").status_code == 200
    change = {"situation": {"what": "Cháu bị đánh"}, "details": DETAILS}
    assert counsellor.ask("PUT", f"/cases/{case}/details", change, If_Match='"0"').status_code < 300
    told_nothing(colleague, case, code)


def test_a_number_in_a_consultation_closes_the_matter(world: World) -> None:
    colleague, counsellor = program(world, "colleague"), program(world, "counsellor")
    colleague.ask("PUT", "/own-kin", KIN)
    said = {"narrative": "Hỏi về quyền nuôi con", "client": "family", "client_contact": PHONE, "minutes": 20}
    matter = last(counsellor.made("/consultations", {"consultation": said}))
    assert counsellor.ask("GET", f"/consultations/{matter}").status_code == 200
    assert colleague.ask("GET", f"/consultations/{matter}").status_code == 404


def test_an_informant_who_works_here_goes_on_working(world: World) -> None:
    colleague = program(world, "colleague")
    colleague.ask("PUT", "/own-kin", KIN)
    informant = {"agreed": True, "name": "Giáp Văn Thuận", "telephone": PHONE}
    case, _ = taken_in(program(world, "counsellor"), {"child": {"name": CHILD}, "informant": informant})
    assert colleague.ask("GET", f"/cases/{case}").status_code == 200
    assert provisional(world, "colleague") == []


def test_staff_as_a_party_restricts_the_file_and_another_unit_answers(world: World) -> None:
    program(world, "elsewhere").ask("PUT", "/own-kin", KIN)
    commune = program(world, "commune_supervisor")
    case, code = taken_in(commune)
    told_nothing(program(world, "elsewhere"), case, code)
    with world.system() as work:
        row = work.connection.execute(
            "SELECT sensitivity, unit FROM facts.records WHERE record = %s", (case,)
        ).fetchone()
        ground = work.connection.execute("SELECT ground, active FROM facts.restrictions").fetchall()
    assert row == ("restricted", world.units["province"])
    assert ground == [("staff-party", True)]
    assert program(world, "supervisor").ask("GET", f"/cases/{case}").status_code == 200
    told_nothing(program(world, "counsellor"), case, code)


def test_staff_as_the_suspect_is_found_by_name_and_birth_however_written(world: World) -> None:
    kin = {"name": "Giáp Văn Thuận", "birth": {"year": 1985, "month": 3, "day": 7}}
    program(world, "colleague").ask("PUT", "/own-kin", kin)
    suspected = {"name": "GIÁP  VĂN THUẬN", "birth": "7/3/1985", "relation": "teacher"}
    case, code = taken_in(program(world, "counsellor"), {"child": {"name": CHILD}, "suspected": suspected})
    told_nothing(program(world, "colleague"), case, code)
    with world.system() as work:
        grounds = work.connection.execute("SELECT ground FROM facts.restrictions").fetchall()
    assert grounds == [("staff-suspected",)]


def test_a_relative_who_is_the_child_does_not_restrict_the_file(world: World) -> None:
    kin = {"relatives": [{"name": "Trẻ", "relation": "child", "telephone": PHONE}]}
    program(world, "colleague").ask("PUT", "/own-kin", kin)
    counsellor = program(world, "counsellor")
    case, code = taken_in(counsellor)
    told_nothing(program(world, "colleague"), case, code)
    with world.system() as work:
        assert work.connection.execute("SELECT count(*) FROM facts.restrictions").fetchone() == (0,)


def test_two_people_of_other_units_lift_it_and_the_file_opens_again(world: World) -> None:
    colleague = program(world, "colleague")
    case, code = taken_in(program(world, "counsellor"))
    colleague.ask("POST", "/interests", {"code": code, "declaration": {"interest": "close"}})
    listed = program(world, "head").ask("GET", "/conflicts").json()["conflicts"]
    assert [(one["code"], one["standing"]) for one in listed] == [(code, "conflict-standing/1/provisional")]
    path = f"/conflicts/{listed[0]['id']}/judgements"
    lifted = {"verdict": "lifted", "reason": "Không phải người thân."}
    same_unit = program(world, "supervisor").ask("POST", path, lifted)
    assert (same_unit.status_code, same_unit.json()["type"]) == (409, "/problems/judge-of-the-same-unit")
    assert program(world, "head").ask("POST", path, lifted).status_code == 201
    told_nothing(colleague, case, code)
    assert program(world, "head").ask("POST", path, lifted).status_code == 409
    assert program(world, "commune_supervisor").ask("POST", path, lifted).status_code == 201
    assert colleague.ask("GET", f"/cases/{case}").status_code == 200


def test_whoever_it_is_about_finds_no_trace_of_it(world: World) -> None:
    """The supervisor is concerned: the list shows nothing, and judging is as if there were nothing to judge."""
    case, code = taken_in(program(world, "counsellor"))
    boss = program(world, "supervisor")
    boss.ask("POST", "/interests", {"code": code, "declaration": {"interest": "close"}})
    listed = program(world, "head").ask("GET", "/conflicts").json()["conflicts"]
    assert boss.ask("GET", "/conflicts").json() == {"conflicts": []}
    answers = [
        boss.ask("POST", f"/conflicts/{one}/judgements", JUDGEMENT) for one in (listed[0]["id"], ABSENT)
    ]
    assert answers[0].status_code == 404
    assert answers[0].content == answers[1].content
    told_nothing(boss, case, code)


def test_broken_glass_opens_a_case_elsewhere_for_an_hour(world: World) -> None:
    case, code = taken_in(program(world, "elsewhere"), DETAILS | {"health_note": "Đang điều trị"})
    browser = world.sign_in("counsellor")
    assert browser.get(f"/ho-so/{case}").status_code == 404
    browser.get("/mo-khan")
    page = browser.submit("break", code=code, breaking__ground="danger")
    assert page.status_code == 200
    assert CHILD in page.text and "Bạn đang mở khẩn" in page.text
    assert "Đang điều trị" not in page.text
    noted = program(world, "counsellor")
    assert noted.ask("POST", f"/cases/{case}/notes", {"note": "Đã gọi 113"}).status_code == 201
    assert noted.ask("POST", f"/cases/{case}/close", {"outcome": "safe"}).status_code in {404, 405}
    with world.system() as work:
        work.connection.execute(
            "UPDATE facts.glass SET until = clock_timestamp() - interval '1 second' WHERE account = %s",
            (world.accounts["counsellor"],),
        )
    assert browser.get(f"/ho-so/{case}").status_code == 404


def test_the_use_is_seen_explained_and_reviewed_by_someone_else(world: World) -> None:
    case, code = taken_in(program(world, "elsewhere"))
    person = program(world, "counsellor")
    person.made("/broken-glass", {"code": code, "breaking": {"ground": "nobody-there"}})
    for who in ("elsewhere", "supervisor", "auditor", "officer", "counsellor"):
        uses = program(world, who).ask("GET", "/broken-glass").json()["uses"]
        assert [one["code"] for one in uses] == [code], who
    assert program(world, "colleague").ask("GET", "/broken-glass").json() == {"uses": []}
    use = uses[0]["id"]
    day = {who: world.sign_in(who).get("/hom-nay").text for who in ("counsellor", "elsewhere", "auditor")}
    assert "1 lần bạn mở khẩn chưa ghi lý do" in day["counsellor"]
    assert "1 lần người khác mở khẩn hồ sơ bạn phụ trách" in day["elsewhere"]
    assert "1 lần mở khẩn chờ xem xét" in day["auditor"]
    assert "Chờ bạn xem xét" not in world.sign_in("colleague").get("/hom-nay").text
    browser = world.sign_in("counsellor")
    browser.get("/mo-khan")
    explained = browser.submit("explain-1", reason="Phụ trách tắt máy, 113 hỏi địa chỉ.")
    assert "chưa ghi lý do" not in explained.text
    inspector = world.sign_in("auditor")
    page = inspector.get(f"/mo-khan/{use}")
    assert "113 hỏi địa chỉ" in page.text
    found = inspector.submit("review", finding="justified", note="Có căn cứ.")
    assert "Có căn cứ" in found.text
    again = program(world, "officer").ask(
        "POST", f"/broken-glass/{use}/reviews", {"finding": "justified", "note": "x"}
    )
    assert (again.status_code, again.json()["type"]) == (409, "/problems/reviewed-already")
    assert case


def test_glass_over_a_conflict_is_as_if_there_were_no_such_case(world: World) -> None:
    case, code = taken_in(program(world, "counsellor"))
    colleague = program(world, "colleague")
    colleague.ask("POST", "/interests", {"code": code, "declaration": {"interest": "party"}})
    breaking = {"ground": "danger", "reason": "Tôi cần xem"}
    answers = [
        colleague.ask("POST", "/broken-glass", {"code": one, "breaking": breaking})
        for one in (code, "HT.TN.9999.2031")
    ]
    assert answers[0].status_code == 404
    assert answers[0].content == answers[1].content
    told_nothing(colleague, case, code)
    with world.system() as work:
        denied = work.connection.execute(
            "SELECT reason FROM trail.entries WHERE action = 'glass.break' AND decision = 'deny' ORDER BY position"
        ).fetchall()
    assert denied == [("conflict",), ("absent",)]


def test_an_emergency_is_recorded_over_any_conflict(world: World) -> None:
    case, code = taken_in(program(world, "counsellor"))
    colleague = program(world, "colleague")
    colleague.ask("POST", "/interests", {"code": code, "declaration": {"interest": "party"}})
    saved = colleague.ask(
        "POST",
        "/emergencies",
        {"emergency": {"what": "Cháu đang bị đánh", "file_code": code}, "case_id": case},
    )
    assert saved.status_code == 201


def test_whoever_must_not_see_a_file_decides_nothing_about_it(world: World) -> None:
    """Not on its erasure, its hold, its broken glass, or a conflict that somebody else has with it."""
    counsellor, officer = program(world, "counsellor"), program(world, "officer")
    case, code = taken_in(counsellor)
    counsellor.made(f"/cases/{case}/closing", {"outcome": "advised", "child_informed": True})
    erasure = officer.made("/erasures", {"code": code, "basis": "term_over"})
    hold = officer.made("/holds", {"code": code, "ground": "complaint"})
    elsewhere, said = program(world, "elsewhere"), {"code": code, "declaration": {"interest": "close"}}
    elsewhere.made("/broken-glass", {"code": code, "breaking": {"ground": "danger"}})
    elsewhere.made("/interests", said)
    (conflict,) = officer.ask("GET", "/conflicts").json()["conflicts"]
    (glass,) = officer.ask("GET", "/broken-glass").json()["uses"]
    officer.made("/interests", said)
    answers = [
        officer.ask("POST", f"{erasure}/refusal", {"ground": "crime_prevention"}),
        *(officer.ask("POST", f"{erasure}/{what}") for what in ("confirmation", "withdrawal", "run")),
        officer.ask("DELETE", hold),
        officer.ask("POST", f"/conflicts/{conflict['id']}/judgements", JUDGEMENT),
        officer.ask("POST", f"/broken-glass/{glass['id']}/reviews", {"finding": "justified", "note": "Có"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 7
    assert officer.ask("GET", "/conflicts").json()["conflicts"] == []
    with world.system() as work:
        denied = work.connection.execute(
            "SELECT count(*) FROM trail.entries WHERE reason = 'conflict'"
        ).fetchone()
    assert denied == (7,)


def test_an_officer_who_opens_no_case_is_told_why_a_restriction_is_not_lifted(world: World) -> None:
    counsellor, officer = program(world, "counsellor"), world.sign_in("officer")
    case, _ = taken_in(counsellor)
    counsellor.ask("POST", f"/cases/{case}/restriction", {"ground": "protection"})
    officer.get("/yeu-cau-du-lieu")
    said = {"_csrf": officer.form("data-request")["_csrf"], "reason": "Hết lý do"}
    asked, again = (officer.client.post(f"/ho-so/{case}/bo-han-che", data=said) for _ in range(2))
    assert (asked.status_code, asked.url.path) == (200, "/hom-nay")
    assert (again.status_code, "cần người thứ hai" in again.text) == (409, True)


def test_a_restricted_case_is_lifted_by_two(world: World) -> None:
    counsellor = program(world, "counsellor")
    case, code = taken_in(counsellor)
    assert counsellor.ask("POST", f"/cases/{case}/restriction", {"ground": "protection"}).status_code == 201
    told_nothing(program(world, "colleague"), case, code)
    assert counsellor.ask("GET", f"/cases/{case}").status_code == 200
    supervisor, officer = program(world, "supervisor"), program(world, "officer")
    lift = f"/cases/{case}/restriction/lift"
    assert supervisor.ask("POST", lift, {"reason": "Hết lý do"}).status_code == 201
    refused = supervisor.ask("POST", lift, {"reason": "Hết lý do"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/second-person-needed")
    assert officer.ask("GET", f"/cases/{case}").status_code == 404
    assert officer.ask("POST", lift, {"reason": "Đồng ý"}).status_code == 201
    assert program(world, "colleague").ask("GET", f"/cases/{case}").status_code == 200


def test_a_colleague_sees_neither_health_nor_informant_and_a_correction_keeps_them(world: World) -> None:
    details = DETAILS | {
        "health_note": "Đang điều trị",
        "informant": {"agreed": True, "name": "Cô giáo Thơm"},
    }
    counsellor, colleague = program(world, "counsellor"), program(world, "colleague")
    case, _ = taken_in(counsellor, details)
    seen = colleague.ask("GET", f"/cases/{case}")
    assert CHILD in seen.text
    assert "Đang điều trị" not in seen.text and "Cô giáo Thơm" not in seen.text
    browser = world.sign_in("colleague")
    browser.get(f"/ho-so/{case}/chi-tiet")
    saved = browser.submit("details", details__child__school="Trường tiểu học số 1")
    assert saved.status_code == 200
    kept = counsellor.ask("GET", f"/cases/{case}").json()["details"]
    assert kept["health_note"] == "Đang điều trị"
    assert kept["informant"]["name"] == "Cô giáo Thơm"
    assert kept["child"]["school"] == "Trường tiểu học số 1"


def pages(browser: Browser, *paths: str) -> list[str]:
    return [
        re.sub(r'value="[0-9a-f]{32,}"|nonce-\S+|name="_key"[^>]*', "", browser.get(p).text) for p in paths
    ]


def test_the_pages_speak_both_languages(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    program(world, "colleague").ask(
        "POST", "/interests", {"code": code, "declaration": {"interest": "close"}}
    )
    head = world.sign_in("head")
    listed = program(world, "head").ask("GET", "/conflicts").json()["conflicts"]
    paths = ("/xung-dot", f"/xung-dot/{listed[0]['id']}", "/xung-dot/khai-bao", "/ke-khai")
    vietnamese = pages(head, *paths)
    head.get("/ngon-ngu/en")
    for path, vi, en in zip(paths, vietnamese, pages(head, *paths), strict=True):
        assert vi != en, path
        assert re.search("Closed provisionally|conflict of interest|Declare", en), (path, en)


def test_whoever_judges_reads_which_reason_was_given(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    said = {"code": code, "declaration": {"interest": "official", "note": "Là cán bộ thụ lý."}}
    program(world, "colleague").ask("POST", "/interests", said)
    listed = program(world, "head").ask("GET", "/conflicts").json()["conflicts"]
    page = world.sign_in("head").get(f"/xung-dot/{listed[0]['id']}").text
    assert "Tham gia giải quyết vụ việc với tư cách khác" in page and "Là cán bộ thụ lý." in page


def test_a_case_behind_broken_glass_offers_only_what_glass_opens(world: World) -> None:
    case, code = taken_in(program(world, "counsellor"))
    person = world.sign_in("elsewhere")
    program(world, "elsewhere").made("/broken-glass", {"code": code, "breaking": {"ground": "danger"}})
    page = person.get(f"/ho-so/{case}").text
    offered = set(re.findall(rf'href="(/ho-so/{case}/[^"]+)"', page))
    assert {path.rpartition("/")[2] for path in offered} >= {"ghi-chep", "chuyen", "da-biet", "viec-tiep"}
    assert {path: person.get(path).status_code for path in offered} == dict.fromkeys(offered, 200)
    own = world.sign_in("counsellor").get(f"/ho-so/{case}").text
    assert f"/ho-so/{case}/ket-thuc" in own and f"/ho-so/{case}/ket-thuc" not in page


def test_a_hidden_number_shows_as_used_like_any_other(world: World) -> None:
    counsellor = program(world, "counsellor")
    cases = [taken_in(counsellor) for _ in range(4)]
    counsellor.ask("POST", f"/cases/{cases[1][0]}/restriction", {"ground": "protection"})
    program(world, "colleague").ask(
        "POST", "/interests", {"code": cases[3][1], "declaration": {"interest": "close"}}
    )
    address = f"/so-theo-doi?unit={world.units['province']}&order=code"
    seen = world.sign_in("colleague").get(address).text
    year = cases[0][1].rpartition(".")[2]
    rows = re.findall(r'<span class="sub">(HT\.TN[^<]*)<', seen)
    assert rows == [f"HT.TN.000{n}.{year}" for n in (4, 3, 2, 1)]
    assert seen.count("số đã dùng") == 2
    whole = world.sign_in("supervisor").get(address).text
    assert "số đã dùng" not in whole


def test_a_case_whose_counsellor_may_not_see_it_waits_for_a_hand_over_at_once(world: World) -> None:
    case, code = taken_in(program(world, "counsellor"))
    day = world.sign_in("supervisor")
    assert "Chờ bàn giao" not in day.get("/hom-nay").text
    program(world, "counsellor").ask(
        "POST", "/interests", {"code": code, "declaration": {"interest": "relative"}}
    )
    seen = day.get("/hom-nay").text
    assert "Chờ bàn giao" in seen and code in seen
    told_nothing(program(world, "counsellor"), case, code)
