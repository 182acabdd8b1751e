"""The opinion in its parts: versions kept, dissent beside it, no byte of a draft for whoever asked, steps taken up."""

from __future__ import annotations

from tests.api.given import program
from tests.journeys.test_referral import (
    CHILD,
    FACTS,
    FATHER,
    LAW,
    OPINION,
    TYPED,
    asked,
    assigned,
    case_id,
    declared,
    drafted,
    pages,
)
from tests.journeys.world import World

__all__ = ["case_id"]

FIRST = "Bản nháp thứ nhất: ông bà không có quyền gì."
DISSENT = "Tôi cho rằng phải áp dụng cả Điều 85."
STEPS = {
    "steps.0.what": "Nộp đơn tại Tòa án nhân dân khu vực",
    "steps.0.kind": "follow_up",
    "steps.0.due_on": "2027-01-15",
    "steps.1.what": "Đề nghị Ủy ban nhân dân xã xác nhận nơi ở",
    "steps.1.kind": "letter",
    "steps.1.body": "commune_peoples_committee",
    "steps.1.body_name": "xã Vân Sơn",
    "steps.1.due_on": "2027-01-10",
    "steps.2.what": "Cử người trợ giúp pháp lý cho cháu",
    "steps.2.kind": "legal_aid",
    "steps.2.body": "legal_aid_centre",
    "steps.2.due_on": "2027-01-05",
}
MORE = STEPS | {
    "steps.3.what": "Kiến nghị xã rà soát việc đăng ký cư trú của trẻ",
    "steps.3.kind": "recommendation",
    "steps.3.due_on": "2027-02-01",
}


def in_review(world: World, case: str) -> str:
    referral = asked(world, case)
    assigned(world, referral)
    declared(world, referral)
    return referral


def written(world: World, referral: str, **more: str) -> None:
    reviewer = pages(world, "reviewer")
    reviewer.get(f"/chi-hoi/{referral}/y-kien")
    reviewer.fill_and_submit("opinion", TYPED | more)


def approved(world: World, referral: str) -> None:
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    head.fill_and_submit("approve")


def test_every_version_is_kept_and_whoever_asked_gets_no_byte_of_a_draft(world: World, case_id: str) -> None:
    referral = in_review(world, case_id)
    counsellor = pages(world, "counsellor")
    ways = [
        f"/chi-hoi/{referral}",
        "/chi-hoi",
        f"/ho-so/{case_id}",
        f"/api/v1/referrals/{referral}",
        "/api/v1/referrals",
        f"/api/v1/cases/{case_id}",
    ]

    def seen() -> dict[str, bytes]:
        return {way: counsellor.client.get(way).content for way in ways}

    written(world, referral, answer=FIRST)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    head.fill_and_submit("send-back", {"comment": "Xem lại Điều 84 khoản 5."})
    drafted(world, referral)
    for words in (FIRST, OPINION, LAW, "Xem lại Điều 84 khoản 5."):
        assert not any(words.encode() in content for content in seen().values()), words
    for way in (f"/chi-hoi/{referral}/ban-thao", f"/chi-hoi/{referral}/y-kien"):
        counsellor.get(way, status=404)
    for who in ("head", "auditor"):
        shown = pages(world, who).get(f"/chi-hoi/{referral}/ban-thao")
        assert FIRST in shown.text and OPINION in shown.text and "khoản 5 Điều 84" in shown.text
    own = pages(world, "reviewer").get(f"/chi-hoi/{referral}/y-kien")
    assert FIRST in own.text and OPINION in own.text
    approved(world, referral)
    counsellor.get(f"/chi-hoi/{referral}")
    read = counsellor.fill_and_submit("read")
    assert OPINION in read.text and FIRST not in read.text
    assert FACTS in read.text and "khoản 5 Điều 84 Luật Hôn nhân và gia đình" in read.text
    assert "Đề nghị Chi hội cho ý kiến, " in read.text, "the event that the fact comes from"
    assert not any(FIRST.encode() in content for content in seen().values())
    late = pages(world, "reviewer").client.post(
        f"/api/v1/referrals/{referral}/opinion",
        json={"opinion": {"question": "?", "facts": [{"what": "x"}], "law": [{"law": "x"}], "answer": "x"}},
    )
    assert late.status_code == 404, "approved: nobody writes it anew"


def test_a_dissent_stands_beside_the_opinion_and_is_nobodys_who_wrote_it(world: World, case_id: str) -> None:
    referral = in_review(world, case_id)
    written(world, referral)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}/y-kien-khac")
    head.fill_and_submit("dissent", {"note": ""}, status=422)
    kept = head.fill_and_submit("dissent", {"note": DISSENT})
    assert DISSENT in kept.text
    counsellor = pages(world, "counsellor")
    assert DISSENT not in counsellor.get(f"/chi-hoi/{referral}").text
    approved(world, referral)
    counsellor.get(f"/chi-hoi/{referral}")
    assert DISSENT in counsellor.fill_and_submit("read").text


def test_a_fact_comes_from_what_was_handed_over(world: World, case_id: str) -> None:
    referral = in_review(world, case_id)
    reviewer = pages(world, "reviewer")
    opinion = {"question": "?", "facts": [{"what": "x", "source": 2}], "law": [{"law": "x"}], "answer": "x"}
    refused = reviewer.client.post(f"/api/v1/referrals/{referral}/opinion", json={"opinion": opinion})
    assert refused.status_code == 409, refused.text
    nothing = {"question": "?", "answer": "x", "facts": [], "law": []}
    empty = reviewer.client.post(f"/api/v1/referrals/{referral}/opinion", json={"opinion": nothing})
    assert empty.status_code == 422
    reviewer.get(f"/chi-hoi/{referral}/y-kien")
    page = reviewer.fill_and_submit("opinion", {"answer": OPINION}, status=422)
    assert page.link("#f-facts") and page.link("#f-law")


def test_steps_become_a_follow_up_a_letter_and_legal_aid_once_each(world: World, case_id: str) -> None:
    referral = in_review(world, case_id)
    written(world, referral, **STEPS)
    written(world, referral, **MORE)
    counsellor = pages(world, "counsellor")
    early = counsellor.client.post(f"/api/v1/referrals/{referral}/steps/0", json={})
    assert early.status_code == 409, early.text
    approved(world, referral)
    counsellor.get(f"/chi-hoi/{referral}")
    counsellor.fill_and_submit("read")
    counsellor.get(f"/chi-hoi/{referral}/viec/0")
    counsellor.fill_and_submit("step")
    case = counsellor.client.get(f"/api/v1/cases/{case_id}").json()
    assert "Nộp đơn tại Tòa án nhân dân khu vực" in str(case)
    assert "15/01/2027" in counsellor.get(f"/ho-so/{case_id}").text, "the step agreed, with its day"
    letter = counsellor.get(f"/chi-hoi/{referral}/viec/1")
    assert letter.link(f"/ho-so/{case_id}/van-ban?kind=commune_peoples_committee")
    counsellor.get(f"/ho-so/{case_id}/van-ban?kind=commune_peoples_committee")
    counsellor.get(f"/chi-hoi/{referral}/viec/1")
    noted = counsellor.fill_and_submit("step", {"on": "2026-12-28", "reference": "17/CV-HBV"})
    assert "17/CV-HBV" in noted.text
    sent = counsellor.client.post(
        f"/api/v1/referrals/{referral}/steps/2", json={"on": "2026-12-29", "reference": "TGPL 4"}
    )
    assert sent.status_code == 200
    again = counsellor.client.post(f"/api/v1/referrals/{referral}/steps/2", json={"on": "2026-12-30"})
    assert again.status_code == 409
    page = counsellor.client.get(f"/api/v1/referrals/{referral}").json()
    assert [one["reference"] for one in page["steps_taken_up"]] == ["", "17/CV-HBV", "TGPL 4"]
    assert counsellor.client.post(f"/api/v1/referrals/{referral}/steps/9", json={}).status_code == 409
    assert counsellor.client.post(f"/api/v1/referrals/{referral}/steps/3", json={}).status_code == 409
    counsellor.get(f"/chi-hoi/{referral}/viec/3")
    made = counsellor.fill_and_submit("recommend")
    assert "Kiến nghị xã rà soát" in made.text and ".KN.0001." in made.text
    assert made.link(f"/ho-so/{case_id}"), "it belongs to the case of the request"
    code = made.text.split(" ")[0]
    assert code in counsellor.get(f"/ho-so/{case_id}").text
    assert "Mở kiến nghị" in counsellor.get(f"/chi-hoi/{referral}/viec/3").text
    twice = counsellor.client.post(f"/api/v1/referrals/{referral}/steps/3/recommendation", json={})
    assert twice.status_code == 409
    not_one = counsellor.client.post(f"/api/v1/referrals/{referral}/steps/2/recommendation", json={})
    assert not_one.status_code == 409
    stranger = pages(world, "head").client.post(f"/api/v1/referrals/{referral}/steps/1", json={})
    assert stranger.status_code == 404


def test_the_approved_opinion_and_the_letter_are_papers_and_a_draft_is_none(
    world: World, case_id: str
) -> None:
    referral = in_review(world, case_id)
    written(world, referral, **STEPS)
    head, counsellor = pages(world, "head"), pages(world, "counsellor")
    way = f"/chi-hoi/{referral}/van-ban/y-kien"
    head.get(way, status=409)
    approved(world, referral)
    counsellor.get(way, status=409)
    head.get(f"/chi-hoi/{referral}/van-ban/tra-loi")
    counsellor.get(f"/chi-hoi/{referral}")
    counsellor.fill_and_submit("read")
    sheet = counsellor.get(way)
    for words in (
        OPINION,
        "khoản 5 Điều 84",
        "HỘI VIÊN CHO Ý KIẾN",
        "với tư cách hội viên",
        "CHI HỘI TRƯỞNG",
    ):
        assert words in sheet.text, words
    for nowhere in (CHILD, FATHER, "HỘI THẨM NHÂN DÂN", "TÒA ÁN NHÂN DÂN KHU VỰC,"):
        assert nowhere not in sheet.text, nowhere
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("txt", "HỘI BẢO VỆ".encode())):
        for paper in ("y-kien", "tra-loi"):
            api = f"/api/v1/referrals/{referral}/documents/{paper}.{kind}"
            for address in (f"/chi-hoi/{referral}/van-ban/{paper}.{kind}", api):
                file = counsellor.client.get(address)
                assert file.status_code == 200 and file.content.startswith(begins), address
                assert "attachment" in file.headers["content-disposition"]
    pages(world, "reviewer").get(way, status=404)
    pages(world, "auditor").get(way, status=404)


def test_another_reviewer_declares_looks_and_holds_otherwise_and_the_opinion_is_approved(
    world: World, case_id: str
) -> None:
    referral = in_review(world, case_id)
    drafted(world, referral)
    head, second = pages(world, "head"), pages(world, "second_reviewer")
    head.get(f"/chi-hoi/{referral}")
    asked_to_look = head.fill_and_submit("second-look", {"reader": str(world.accounts["second_reviewer"])})
    assert "Chờ khai báo xung đột lợi ích" in asked_to_look.text
    names = second.get(f"/chi-hoi/{referral}")
    assert names.path.endswith("/khai-bao") and CHILD in names.text
    assert OPINION not in names.text and FACTS not in names.text
    assert second.client.get(f"/api/v1/referrals/{referral}/file").status_code == 404
    look = declared(world, referral, who="second_reviewer")
    assert OPINION in look.text and FACTS in look.text and FATHER in look.text
    assert "opinion" not in look.forms and "dissent" in look.forms
    second.get(f"/chi-hoi/{referral}/y-kien")
    shown = second.fill_and_submit("dissent", {"note": DISSENT})
    assert DISSENT in shown.text
    assert "Đã ghi ý kiến khác" in head.get(f"/chi-hoi/{referral}").text
    approved(world, referral)
    assert second.client.get(f"/api/v1/referrals/{referral}/file").status_code == 404, "the look is over"
    counsellor = pages(world, "counsellor")
    counsellor.get(f"/chi-hoi/{referral}")
    read = counsellor.fill_and_submit("read")
    assert OPINION in read.text and DISSENT in read.text


def test_who_declares_a_conflict_sees_nothing_and_the_reviewer_goes_on(world: World, case_id: str) -> None:
    referral = in_review(world, case_id)
    drafted(world, referral)
    look = {"reader": str(world.accounts["second_reviewer"])}
    ways, head = f"/referrals/{referral}", program(world, "head")
    assert head.ask("POST", f"{ways}/second-looks", look).status_code == 200
    declared(world, referral, "acts_for_a_party", who="second_reviewer", reason="Bào chữa cho bố cháu")
    second = pages(world, "second_reviewer")
    for way in ("", "/file", "/conflict-sheet"):
        assert second.client.get(f"/api/v1/referrals/{referral}{way}").status_code == 404
    shown = pages(world, "head").get(f"/chi-hoi/{referral}")
    assert "Đã từ chối" in shown.text and "Bào chữa cho bố cháu" not in shown.text
    assert head.ask("POST", f"{ways}/second-looks", look).status_code == 409
    written(world, referral, answer="Bản sau của người cho ý kiến")
    approved(world, referral)
