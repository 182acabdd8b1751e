"""The page of erasures and the tombstone, looked at on a phone and at a desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, expect

from application.erasure import NoteErasureNotice, RunErasure, note_erasure_notice, run_erasure
from domain.erasure import NoticeWay
from infrastructure.work import Caller, PgWork
from tests.browser.harness import look, signed_in
from tests.journeys.test_erasure import closed_case, requested
from tests.journeys.world import World


def test_from_the_request_to_the_tombstone(world: World, address: str, browser: Browser) -> None:
    case, code, _ = closed_case(world)
    officer = signed_in(browser, address, "officer")
    officer.goto(f"{address}/xoa-du-lieu")
    look(officer, "erasures-empty")
    officer.fill("#hold input[name=held]", code)
    officer.select_option("#hold select[name=ground]", "proceedings")
    officer.click("#hold button[type=submit]")
    officer.get_by_text("Vụ án, vụ việc đang được giải quyết,").wait_for()
    requested(world, code)
    officer.goto(f"{address}/xoa-du-lieu")
    officer.click("#lift-1 button")
    officer.get_by_text("Không có hồ sơ nào đang được giữ lại.").wait_for()
    officer.fill("#request input[name=code]", code)
    officer.select_option("#request select[name=basis]", "term_over")
    officer.select_option("#request select[name=requester]", "association")
    officer.click("#request button[type=submit]")
    officer.get_by_text("Chờ người thứ hai xác nhận").wait_for()
    look(officer, "erasures")
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    supervisor.submit("confirm-1")
    officer.goto(f"{address}/xoa-du-lieu?lang=en")
    look(officer, "erasures-en")
    assert officer.get_by_text("May run from").is_visible()
    eight_days_later = replace(world.house, clock=lambda: datetime.now(UTC) + timedelta(days=8))
    with PgWork(eight_days_later, Caller(system="test")) as work:
        erasure = work.connection.execute(
            "SELECT erasure FROM facts.erasures WHERE stage = 'confirmed'"
        ).fetchone()
        assert erasure is not None
        note_erasure_notice(NoteErasureNotice(erasure=erasure[0], way=NoticeWay.NOBODY), work)
        work.commit()
    with PgWork(eight_days_later, Caller(system="test")) as work:
        run_erasure(RunErasure(erasure=erasure[0]), work)
        work.commit()
    counsellor = signed_in(browser, address, "counsellor")
    counsellor.goto(f"{address}/ho-so/{case.rsplit('/', 1)[1]}")
    expect(counsellor.locator("main")).to_contain_text(code)
    look(counsellor, "tombstone")
