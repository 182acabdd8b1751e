"""What looks wrong with a moment, a body or a number is shown and kept; nothing of it is refused."""

from __future__ import annotations

from tests.journeys.test_case import _taken_in
from tests.journeys.world import World


def test_a_receipt_in_the_future_is_kept_and_shown_as_doubtful(world: World) -> None:
    browser, _ = _taken_in(world, reception__received_at="2099-05-01T08:00")
    assert "Thời điểm ở tương lai: Tiếp nhận, vào sổ số" in browser.page.text  # type: ignore[attr-defined]


def test_the_preview_says_it_before_saving(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    page = browser.submit(
        "intake", situation__what="Cháu bị đánh.", reception__received_at="2099-05-01T08:00", preview="1"
    )
    assert "Thời điểm ở tương lai" in page.text


def test_a_forwarding_before_birth_to_a_body_not_yet_there_is_kept_and_shown(world: World) -> None:
    browser, case_id = _taken_in(world, details__child__birth__year="2020")
    browser.get(f"/ho-so/{case_id}/chuyen")  # type: ignore[attr-defined]
    page = browser.submit("forward", recipient__kind="health_sector", at="2019-05-01T08:00")  # type: ignore[attr-defined]
    assert "Sự việc trước ngày sinh của trẻ: " in page.text
    assert "chưa có hoặc không còn cơ quan loại này" in page.text


def test_danger_now_shows_the_clock_of_the_commune_as_an_observation(world: World) -> None:
    browser, _ = _taken_in(world, situation__danger_now="yes", reception__received_at="2025-09-01T08:15")
    text = browser.page.text  # type: ignore[attr-defined]
    assert "Quan sát: Đã qua 12 giờ" in text and "Hội chưa được báo về biện pháp khẩn cấp" in text
