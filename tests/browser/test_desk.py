"""Pages of the data-protection officer's desk and of consents, looked at on a phone and at a desk."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.harness import look, signed_in
from tests.journeys.test_consent import SUSPECT, case_of
from tests.journeys.world import World


def test_requests_breaches_and_consents(world: World, address: str, browser: Browser) -> None:
    counsellor = world.sign_in("counsellor")
    case = case_of(counsellor)
    code = counsellor.api("GET", f"/api/v1/cases/{case}").json()["code"]
    consent = {"purpose": "support", "by": "representative", "form": "paper", "name": "Vi Thị Mẫu"}
    path = f"/api/v1/cases/{case}/consents"
    made = counsellor.api("POST", path, json=consent | {"child_assents": True, "recipient": "Trung tâm"})
    assert made.status_code == 201
    page = signed_in(browser, address, "counsellor")
    page.goto(f"{address}/ho-so/{case}/dong-y")
    look(page, "consents")
    page.goto(f"{address}/ho-so/{case}")
    look(page, "case-consents")
    officer = signed_in(browser, address, "officer")
    for where, name in (("yeu-cau-du-lieu", "data-requests"), ("vi-pham-du-lieu", "breaches")):
        officer.goto(f"{address}/{where}")
        look(officer, f"{name}-empty")
    desk = world.sign_in("officer")
    asked = {"kind": "see", "who": "parent", "file_code": code}
    desk.api("POST", "/api/v1/data-requests", json=asked | {"name": SUSPECT})
    plain = desk.api("POST", "/api/v1/data-requests", json=asked | {"name": "Vi Thị Mẫu"}).json()["location"]
    breach = {"what": "Gửi nhầm thư.", "classes": ["identity"], "people": 3}
    noted = desk.api("POST", "/api/v1/breaches", json=breach).json()["location"]
    officer.goto(f"{address}/yeu-cau-du-lieu")
    look(officer, "data-requests")
    assert officer.get_by_text("Không được thay mặt trẻ").is_visible()
    for number, where in (("1", "yeu-cau-du-lieu"), ("2", "yeu-cau-du-lieu"), ("3", "vi-pham-du-lieu")):
        one = noted if where == "vi-pham-du-lieu" else plain
        officer.goto(
            f"{address}/{where}/{one.rsplit('/', 1)[1]}{'?lang=en' if number == '2' else '?lang=vi'}"
        )
        look(officer, f"desk-{number}")
    officer.goto(f"{address}/vi-pham-du-lieu")
    look(officer, "breaches")
