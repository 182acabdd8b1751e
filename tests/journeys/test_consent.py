"""Consents of a case on its page, with what had been told before; never by the person suspected."""

from __future__ import annotations

from tests.journeys.acts import followed
from tests.journeys.world import Browser, World

SUSPECT = "Cầm Giả Định"


def case_of(browser: Browser) -> str:
    """A case with a person suspected, passed on once; its id."""
    details = {"suspected": {"name": SUSPECT}, "child": {"birth": "21/3/2015"}}
    body = {"situation": {"what": "Cháu kể chuyện ở bến đò Lác."}, "details": details}
    case = browser.api("POST", "/api/v1/cases", json=body).json()["location"]
    told = {"recipient": {"kind": "hotline_111"}}
    assert browser.api("POST", f"{case}/forwardings", json=told).status_code == 201
    return str(case.rsplit("/", 1)[1])


def test_given_withdrawn_and_what_was_told_before(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    page = counsellor.get(f"/ho-so/{case}/dong-y")
    assert "Chưa ghi sự đồng ý nào" in page.text
    assert "Luật Trẻ em, Điều 51 khoản 1" in page.text
    said = {"purpose": "support", "by": "representative", "name": "Vi Thị Mẫu", "form": "paper"}
    alone = counsellor.submit("consent", **said)
    assert (alone.status_code, "chính trẻ đồng ý" in alone.text) == (409, True)
    assert "Vi Thị Mẫu" in alone.text
    assert (
        "Còn hiệu lực" in counsellor.submit("consent", **said, child_assents="true", until="2999-12-31").text
    )
    assert "Vi Thị Mẫu" in counsellor.get(f"/ho-so/{case}").text
    consents = f"/api/v1/cases/{case}/consents"
    version = counsellor.api("GET", consents).json()["consents"][0]["version"]
    counsellor.get(f"/ho-so/{case}/dong-y")
    withdrawn = counsellor.submit(f"withdraw-{version}", by="child").text
    assert "Đã cung cấp trước khi rút" in withdrawn
    assert "Đã rút" in counsellor.get(f"/ho-so/{case}").text
    told = {"recipient": {"kind": "commune_police"}}
    counsellor.api("POST", f"/api/v1/cases/{case}/forwardings", json=told)
    shown = counsellor.api("GET", consents).json()
    line = shown["consents"][0]
    assert (line["stands"], len(line["told_before"]), len(shown["disclosures"])) == (False, 1, 2)
    assert line["told_before"][0]["legal_basis"] == "law-on-children-51-1"
    again = counsellor.api("POST", f"{consents}/{version}/withdrawal", json={"by": "child"})
    assert again.json()["type"].endswith("no-such-consent")


def test_the_person_suspected_is_turned_away_and_what_was_typed_is_kept(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    counsellor.get(f"/ho-so/{case}/dong-y")
    said = {"purpose": "counselling", "by": "representative", "form": "paper", "note": "Đã gặp ở xã."}
    answer = counsellor.submit("consent", **said, name="cam gia dinh")
    assert answer.status_code == 409
    assert "không được đồng ý thay trẻ" in answer.text
    assert "Đã gặp ở xã." in answer.text
    assert counsellor.api("GET", f"/api/v1/cases/{case}/consents").json()["consents"] == []


def test_nobody_else_records_or_sees_a_consent(world: World) -> None:
    case = case_of(world.sign_in("counsellor"))
    path = f"/api/v1/cases/{case}/consents"
    body = {"purpose": "counselling", "by": "child", "form": "paper", "name": "Vi Thị Mẫu"}
    for who in ("officer", "auditor", "administrator", "elsewhere", "reviewer", "office"):
        browser = world.sign_in(who)
        assert browser.get(f"/ho-so/{case}/dong-y").status_code == 404, who
        assert browser.api("GET", path).status_code == 404, who
        assert browser.api("POST", path, json=body).status_code == 404, who
    assert world.sign_in("supervisor").api("POST", path, json=body).status_code == 201


def test_an_emergency_in_which_somebody_was_told_is_among_what_was_told(world: World) -> None:
    """And what was told so far stands beside the form that takes a consent back."""
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    for told in ("", "Đã gọi công an xã"):
        call = {"emergency": {"what": "Cháu gọi lúc nửa đêm", "told": told}, "case_id": case}
        assert counsellor.api("POST", "/api/v1/emergencies", json=call).status_code == 201
    followed(world)
    path = f"/api/v1/cases/{case}/consents"
    consent = {"purpose": "counselling", "by": "representative", "form": "paper", "name": "Lò Thị Mẹ"}
    assert counsellor.api("POST", path, json=consent).status_code == 201
    topics = [one["topic"] for one in counsellor.api("GET", path).json()["disclosures"]]
    assert topics == ["case.passed-on.1", "emergency.noted.1"]
    page = counsellor.get(f"/ho-so/{case}/dong-y").text
    assert "Đến nay đã cung cấp:" in page
