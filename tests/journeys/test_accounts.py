"""An administrator opens accounts and units, and sees no case."""

from __future__ import annotations

import re
from datetime import date

from application.units import EndUnit, end_unit
from tests.journeys.world import PASSWORD, World


def test_an_account_is_opened_and_its_password_replaced(world: World) -> None:
    admin = world.sign_in("administrator")
    admin.get("/tai-khoan")
    page = admin.submit(
        "account",
        name="Mạc Thị Lan",
        sign_in="lan.mac",
        unit=str(world.units["commune"]),
        roles=["counsellor"],
    )
    shown = re.search(r"<code>([0-9a-f-]+)</code>", page.text)
    assert shown is not None
    person = world.browser()
    person.get("/dang-nhap")
    first = person.submit("sign-in", name="Lan.Mac", password=shown[1])
    assert "Đổi mật khẩu" in first.text or person.get("/tiep-nhan").url.path == "/mat-khau"
    person.get("/mat-khau")
    person.submit("password", old=shown[1], new="một câu mới đủ dài")
    assert person.get("/tiep-nhan").status_code == 200


def test_an_administrator_reads_no_case(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get("/tiep-nhan")
    page = counsellor.submit("intake", situation__what="Trẻ bị bỏ rơi ở cổng chùa.")
    admin = world.sign_in("administrator")
    assert admin.get(page.url.path).status_code == 404
    assert admin.get("/so-theo-doi").status_code == 404
    assert admin.get("/tiep-nhan").status_code == 404


def test_a_closed_account_is_out_at_once(world: World) -> None:
    colleague = world.sign_in("colleague")
    assert colleague.get("/tiep-nhan").status_code == 200
    admin = world.sign_in("administrator")
    admin.get("/tai-khoan")
    closed = admin.client.post(
        f"/tai-khoan/{world.accounts['colleague']}/dong", data=admin.form("account") | {"name": ""}
    )
    assert closed.status_code == 200
    assert colleague.get("/tiep-nhan").url.path == "/dang-nhap"
    again = world.browser()
    again.get("/dang-nhap")
    assert again.submit("sign-in", name="colleague", password=PASSWORD).status_code == 401


def test_wrong_name_and_wrong_password_look_the_same(world: World) -> None:
    browser = world.browser()
    browser.get("/dang-nhap")
    one = browser.submit("sign-in", name="counsellor", password="sai")
    browser.get("/dang-nhap")
    other = browser.submit("sign-in", name="nobody", password="sai")
    assert one.status_code == other.status_code == 401
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", one.text) == strip.sub("", other.text)


def test_units_are_founded_and_ended(world: World) -> None:
    admin = world.sign_in("administrator")
    admin.get("/don-vi")
    page = admin.submit(
        "unit",
        level="commune",
        name="Hội phường Bắc Giang",
        code="PBG",
        founded_on="2025-07-01",
        parent=str(world.units["province"]),
    )
    assert "Hội phường Bắc Giang" in page.text


def test_the_successor_of_an_ended_unit_answers_for_its_cases(world: World) -> None:
    elsewhere = world.sign_in("elsewhere")
    elsewhere.get("/tiep-nhan")
    page = elsewhere.submit("intake", situation__what="Trẻ bị bỏ mặc.", details__child__name="Mạc Văn Tí")
    case = page.url.path
    counsellor = world.sign_in("counsellor")
    assert counsellor.get(case).status_code == 404
    assert "Mạc Văn Tí" not in counsellor.get("/so-theo-doi").text
    with world.system() as work:
        ended = EndUnit(
            unit=world.units["commune"], ended_on=date(2026, 1, 1), successor=world.units["province"]
        )
        end_unit(ended, work)
    assert counsellor.get(case).status_code == 200
    assert "Mạc Văn Tí" in counsellor.get("/so-theo-doi").text
