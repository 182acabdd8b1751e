"""The head's board, the reviewer's inbox, the figure of a quarter as of a position; and for nobody else."""

from __future__ import annotations

import html
import re

from domain.account import Role
from domain.lists import UnitLevel
from tests.journeys.acts import followed
from tests.journeys.test_opinion import approved, in_review, written
from tests.journeys.test_referral import CHILD, asked, case_id, pages
from tests.journeys.world import World

__all__ = ["case_id"]


def test_the_board_shows_state_age_term_and_work_of_each_reviewer(world: World, case_id: str) -> None:
    waiting = asked(world, case_id, **{"request.urgent": "Phiên tòa ngày mai"})
    held = in_review(world, case_id)
    followed(world)
    head = pages(world, "head")
    page = head.get("/bang-chi-hoi")
    assert page.link(f"/chi-hoi/{waiting}") and page.link(f"/chi-hoi/{held}")
    for words in (
        "2 đề nghị chưa xong, 0 quá hạn",
        "quy ước nội bộ",
        "Chờ phân công (1)",
        "Đã phân công, chưa bắt đầu xem xét (1)",
    ):
        assert words in page.text, words
    assert CHILD not in page.text
    told = head.client.get("/api/v1/referral-board").json()
    assert [row["id"] for row in told["open"]] == [waiting, held]
    assert told["open"][0]["due_on"] == told["day"], "what is urgent is due on the day itself"
    assert told["reviewers"] == [
        {"reviewer": str(world.accounts["reviewer"]), "in_hand": 1, "overdue": 0, "oldest": 0}
    ]
    inbox = pages(world, "reviewer").get("/chi-hoi")
    assert inbox.link(f"/chi-hoi/{held}") and "Hạn nội bộ" in inbox.text
    assert "hạn nội bộ" in head.get("/hom-nay").text
    today = pages(world, "reviewer").client.get("/api/v1/today").json()["referrals"]
    assert [one["referral_id"] for one in today] == [held] and today[0]["due_on"]
    for who in ("counsellor", "reviewer", "auditor", "supervisor"):
        for way in ("/bang-chi-hoi", "/bang-chi-hoi/quy/mo?measure=received"):
            pages(world, who).get(way, status=404)
    for who in ("counsellor", "reviewer"):
        pages(world, who).get("/bang-chi-hoi/quy", status=404)


def test_a_figure_opens_onto_its_events_and_can_be_made_again(world: World, case_id: str) -> None:
    first = in_review(world, case_id)
    followed(world)
    head = pages(world, "head")
    before = head.client.get("/api/v1/referral-board/quarter").json()
    assert before["counts"] == {"received": 1, "returned": 0, "overdue": 0, "recused": 0}
    assert before["median_days"] is None
    written(world, first)
    approved(world, first)
    asked(world, case_id)
    followed(world)
    now = head.client.get("/api/v1/referral-board/quarter").json()
    assert now["counts"] == {"received": 2, "returned": 1, "overdue": 0, "recused": 0}
    assert (now["median_days"], now["ninetieth_percentile_days"]) == (0.0, 0)
    then = {"as_of": before["as_of"]}
    again = head.client.get("/api/v1/referral-board/quarter", params=then).json()
    assert again["counts"] == before["counts"] and again["as_of"] == before["as_of"]
    opened = head.client.get("/api/v1/referral-board/quarter/events", params={"measure": "returned"}).json()
    assert [one["request"] for one in opened["events"]] == [first]
    page = head.get("/bang-chi-hoi/quy")
    ways = re.findall(r'href="(/bang-chi-hoi/quy/mo[^"]*)"', page.html)
    assert (len(ways), len(set(ways))) == (6, 4), (
        "one for each count, and both shares of days open the opinions"
    )
    for way in set(ways):
        head.get(html.unescape(way))
    shown = head.get("/bang-chi-hoi/quy/mo?measure=returned")
    assert shown.link(f"/chi-hoi/{first}") and CHILD not in shown.text
    for leader in ("supervisor", "auditor", "office"):
        counts = pages(world, leader)
        told = counts.client.get("/api/v1/referral-board/quarter").json()
        assert told["counts"] == now["counts"], leader
        page = counts.get("/bang-chi-hoi/quy")
        assert "Ý kiến đã trả" in page.text
        assert "/mo?" not in page.html and first not in page.html, (
            "counts alone: nothing that names a request"
        )
        assert counts.get("/dieu-92").link("/bang-chi-hoi/quy")
    head.get("/bang-chi-hoi/quy?as_of=khong-co", status=422)
    head.get("/bang-chi-hoi/quy/mo?measure=khong-co", status=422)


def test_terms_pass_only_when_asked_later_and_the_head_of_another_chapter_counts_none(
    world: World, case_id: str
) -> None:
    referral = asked(world, case_id)
    followed(world)
    world.found("chapter_other", UnitLevel.LEGAL_CHAPTER, "CH2", "Chi hội khác")
    world.person("head_other", "Lâm Thị Sen", "chapter_other", (Role.CHAPTER_HEAD,))
    other = pages(world, "head_other").client
    assert other.get("/api/v1/referral-board").json()["open"] == []
    assert other.get("/api/v1/referral-board/quarter").json()["counts"]["received"] == 0
    with world.after(30) as later:
        board = pages(later, "head").get("/bang-chi-hoi")
        assert "1 đề nghị chưa xong, 1 quá hạn" in board.text and "Quá hạn " in board.text
        told = pages(later, "head").client.get("/api/v1/referral-board").json()["open"]
        assert told[0]["id"] == referral and told[0]["age"] == 30 and told[0]["days_late"] > 15
        assert "Quá hạn " in pages(later, "head").get("/hom-nay").text
        counselled = pages(later, "counsellor")
        said = {"narrative": "Nói chuyện với cháu", "minutes": 20}
        held = counselled.client.post(
            "/api/v1/consultations", json={"case_id": case_id, "consultation": said}
        )
        assert held.status_code == 201, "counselling goes on whatever the state"
