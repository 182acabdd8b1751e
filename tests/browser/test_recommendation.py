"""Recommendations on their pages, in Vietnamese at both widths: register, one of them, its forms, figures."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.harness import look, signed_in
from tests.journeys.test_recommendation import LETTER, VOICE, approved, collected, conveyed
from tests.journeys.world import World


@pytest.mark.long
def test_a_recommendation_from_the_form_to_the_figures(browser: Browser, world: World, address: str) -> None:
    late = approved(world, collected(world, voice=VOICE), quotes_child=True)
    conveyed(world, late)
    collected(world, origin="social_org", title="Thêm giờ tư vấn ở trường")
    waiting = collected(world, title="Biển báo trước cổng trường")
    world.sign_in("counsellor").api("PUT", f"{waiting}/letter", json=LETTER)
    pages = {name: one.replace("/api/v1/recommendations", "/kien-nghi") for name, one in (("late", late),)}
    page = signed_in(browser, address, "supervisor")
    page.goto(f"{address}/kien-nghi")
    expect(page.locator(".tag", has_text="Quá hạn trả lời")).to_be_visible()
    look(page, "recommendations")
    page.goto(f"{address}{pages['late']}")
    look(page, "recommendation")
    page.goto(f"{address}{waiting.replace('/api/v1/recommendations', '/kien-nghi')}")
    expect(page.locator("#approve")).to_be_visible()
    look(page, "recommendation-to-approve")
    for name, path in (
        ("new", "/kien-nghi/moi"),
        ("letter", f"{waiting.replace('/api/v1/recommendations', '/kien-nghi')}/van-ban"),
        ("reply", f"{pages['late']}/ghi/tra-loi"),
        ("escalation", f"{pages['late']}/ghi/cap-tren"),
        ("correction", f"{pages['late']}/sua/3"),
        ("figures", "/kien-nghi/so-lieu?year=2025"),
        ("figure", "/kien-nghi/so-lieu/mo?count=conveyed&year=2025"),
        ("figure-then", "/kien-nghi/so-lieu/mo?count=conveyed&year=2025&known_on=2025-01-01"),
        ("sheet", f"{pages['late']}/cong-van"),
    ):
        page.goto(f"{address}{path}")
        look(page, f"recommendation-{name}")
    page.goto(f"{address}/ngon-ngu/en")
    for name, path in (("register", "/kien-nghi"), ("one", pages["late"]), ("figures", "/kien-nghi/so-lieu")):
        page.goto(f"{address}{path}")
        look(page, f"recommendation-english-{name}")
