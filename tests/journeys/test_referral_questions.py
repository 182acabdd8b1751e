"""The chapter asks for more, whoever made the request answers; the day's work says so to both."""

from __future__ import annotations

import pytest

from tests.api.given import program
from tests.journeys.test_conflict_first import REQUEST, asked, proposed
from tests.journeys.test_referral import WRITTEN, case_id, lines, pages
from tests.journeys.world import World

__all__ = ["case_id"]
MORE = "Ai đang trực tiếp nuôi cháu?"
ANSWER = "Ông bà nội, từ năm 2023."


@pytest.fixture
def referral(world: World, case_id: str) -> str:
    made = asked(world, case_id)
    assert proposed(world, made).status_code == 200
    said = program(world, "reviewer").ask("POST", f"/referrals/{made}/declaration", lines())
    assert said.status_code == 200
    return made


def test_the_reviewer_asks_and_the_counsellor_answers(world: World, referral: str) -> None:
    reviewer = pages(world, "reviewer")
    reviewer.get(f"/chi-hoi/{referral}/y-kien")
    page = reviewer.fill_and_submit("ask-more", {"more": MORE})
    assert MORE in page.text and "Chờ trả lời" in page.text
    counsellor = pages(world, "counsellor")
    today = counsellor.get("/hom-nay")
    assert "Chi hội hỏi thêm, chờ bạn trả lời" in today.text and today.link(f"/chi-hoi/{referral}")
    assert "Có câu hỏi chờ trả lời" in counsellor.get("/chi-hoi").text
    counsellor.get(f"/chi-hoi/{referral}")
    counsellor.fill_and_submit("answer-3", {"answer": ANSWER})
    assert "Chi hội hỏi thêm" not in counsellor.get("/hom-nay").text
    again = reviewer.get(f"/chi-hoi/{referral}/y-kien")
    assert ANSWER in again.text and "Chờ trả lời" not in again.text


def test_the_head_sees_that_it_was_asked_and_the_words_with_the_opinion(world: World, referral: str) -> None:
    reviewer = program(world, "reviewer")
    reviewer.ask("POST", f"/referrals/{referral}/file/questions", {"question": MORE})
    answered = program(world, "counsellor").ask(
        "POST", f"/referrals/{referral}/questions/3/answer", {"answer": ANSWER}
    )
    assert answered.status_code == 200
    head = pages(world, "head")
    before = head.get(f"/chi-hoi/{referral}")
    assert MORE not in before.text and ANSWER not in before.text and "Hỏi thêm và trả lời" in before.text
    reviewer.ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN})
    after = head.get(f"/chi-hoi/{referral}")
    assert MORE in after.text and ANSWER in after.text


def test_the_head_asks_before_anyone_is_assigned(world: World, case_id: str) -> None:
    made = asked(world, case_id)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{made}")
    assert MORE in head.fill_and_submit("ask-more", {"more": MORE}).text
    counsellor = pages(world, "counsellor")
    counsellor.get(f"/chi-hoi/{made}")
    counsellor.fill_and_submit("answer-1", {"answer": ANSWER})
    assert ANSWER not in head.get(f"/chi-hoi/{made}").text


def test_a_question_is_answered_once_and_by_whoever_asked(world: World, referral: str) -> None:
    program(world, "reviewer").ask("POST", f"/referrals/{referral}/file/questions", {"question": MORE})
    path, said = f"/referrals/{referral}/questions/3/answer", {"answer": ANSWER}
    assert program(world, "colleague").ask("POST", path, said).status_code == 404
    counsellor = program(world, "counsellor")
    assert counsellor.ask("POST", f"/referrals/{referral}/questions/2/answer", said).status_code == 409
    assert counsellor.ask("POST", path, said).status_code == 200
    assert counsellor.ask("POST", path, said).status_code == 409


def test_another_reviewer_asks_nothing(world: World, referral: str) -> None:
    other = program(world, "second_reviewer")
    path = f"/referrals/{referral}/file/questions"
    assert other.ask("POST", path, {"question": MORE}).status_code == 404


def test_the_words_stay_off_the_case(world: World, referral: str, case_id: str) -> None:
    program(world, "reviewer").ask("POST", f"/referrals/{referral}/file/questions", {"question": MORE})
    page = pages(world, "colleague").get(f"/ho-so/{case_id}")
    assert "Người cho ý kiến hỏi thêm thông tin" in page.text and MORE not in page.text


def test_an_opinion_rests_on_an_answer_and_on_an_entry_that_went_along(world: World, case_id: str) -> None:
    """Facts relied on are linked to the events they come from, wherever those events lie."""
    counsellor, reviewer = program(world, "counsellor"), program(world, "reviewer")
    counsellor.made(f"/cases/{case_id}/notes", {"note": "Cô giáo gọi lại"})
    counsellor.made(f"/cases/{case_id}/notes", {"note": "Chuyện riêng"})
    made = asked(world, case_id, REQUEST | {"handed": {"entries": [1]}})
    assert proposed(world, made).status_code == 200
    assert reviewer.ask("POST", f"/referrals/{made}/declaration", lines()).status_code == 200
    reviewer.ask("POST", f"/referrals/{made}/file/questions", {"question": MORE})
    counsellor.ask("POST", f"/referrals/{made}/questions/3/answer", {"answer": ANSWER})
    file = reviewer.ask("GET", f"/referrals/{made}/file").json()
    note, answer = file["handed"][0]["position"], file["questions"][0]["position"]
    form = pages(world, "reviewer").get(f"/chi-hoi/{made}/y-kien").form("opinion")
    offered = next(one.options for one in form.fields if one.name == "facts.0.source")
    assert sorted(offered) == sorted(["", str(answer), str(note)])

    def draft(*sources: int) -> int:
        facts = [{"what": f"Sự việc {one}", "source": one} for one in sources]
        body = {"opinion": WRITTEN | {"facts": facts}}
        return reviewer.ask("POST", f"/referrals/{made}/opinion", body).status_code

    assert draft(note - 1) == draft(note + 1) == draft(answer + 1) == 409
    assert draft(0, note, answer) == 200
    typed = pages(world, "reviewer")
    typed.get(f"/chi-hoi/{made}/y-kien")
    typed.fill_and_submit("opinion", {"facts.1.source": str(answer), "facts.2.source": str(note)})
    head = pages(world, "head")
    shown = head.get(f"/chi-hoi/{made}").text
    assert "Ghi một lần theo dõi" in shown and "Chuyện riêng" not in shown
    head.fill_and_submit("approve")
    paper = head.get(f"/chi-hoi/{made}/van-ban/y-kien").text
    assert "Mục chuyển kèm" in paper and "Trả lời câu hỏi thêm" in paper
