"""A counsellor asks the chapter, and reads an opinion that two people answer for; nobody sees more than they may."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from application.accounts import SetRoles, set_roles
from domain.account import Role
from domain.referral.conflict_sheet import SheetLine
from tests.journeys.world import World
from tests.pages import Page, Pages

CHILD = "Triệu Thị Mận"
FATHER = "Triệu Văn Sổ"
QUESTION = "Ông bà nội có quyền yêu cầu thay đổi người nuôi con không?"
FACTS = "Cha mẹ đã ly hôn, mẹ đi làm xa hai năm, cháu ở với ông bà."
OPINION = "Theo Điều 84 Luật Hôn nhân và gia đình, người thân thích có quyền yêu cầu."
LAW = "Luật Hôn nhân và gia đình"
TYPED = {
    "facts.0.what": FACTS,
    "law.0.law": LAW,
    "law.0.article": "84",
    "law.0.clause": "5",
    "answer": OPINION,
}
WRITTEN = {
    "question": QUESTION,
    "facts": [{"what": FACTS, "source": 0}],
    "law": [{"law": LAW, "article": "84", "clause": "5"}],
    "answer": OPINION,
}
REASON = "Tôi từng bào chữa cho bố cháu."


@pytest.fixture
def case_id(world: World) -> str:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    page = browser.submit(
        "intake",
        situation__what="Cháu ở với ông bà, không ai làm giấy khai sinh.",
        details__child__name=CHILD,
        details__family__father__name=FATHER,
    )
    found = re.search(r"/ho-so/([0-9a-f-]{36})", str(page.url))
    assert found, page.text[:1500]
    return found[1]


def pages(world: World, who: str) -> Pages:
    return Pages(world.sign_in(who).client)


def asked(world: World, case_id: str, *, who: str = "counsellor", **more: str) -> str:
    """Ask the chapter; return the id of the request."""
    counsellor = pages(world, who)
    counsellor.get(f"/ho-so/{case_id}/de-nghi-chi-hoi")
    page = counsellor.fill_and_submit("ask", {"request.question": QUESTION, "request.facts": FACTS, **more})
    return page.path.rpartition("/")[2]


def assigned(world: World, referral: str, who: str = "reviewer") -> None:
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    head.fill_and_submit("assign", {"reviewer": str(world.accounts[who])})


def declared(
    world: World, referral: str, answer: str = "none", who: str = "reviewer", reason: str = ""
) -> Page:
    reviewer = pages(world, who)
    reviewer.get(f"/chi-hoi/{referral}/khai-bao")
    return reviewer.fill_and_submit("declaration", sheet(answer, reason))


def sheet(answer: str = "none", reason: str = "") -> dict[str, str]:
    """What stands in the form: *no* to every line, but to the one that the answer is about."""
    line = {"acts_for_a_party": "counsel", "decides_on_it": "official", "sits_in_court": "juror"}.get(
        answer, answer
    )
    said = {one.value: "yes" if one.value == line else "no" for one in SheetLine}
    if answer == "unsure":
        said["related"] = "unsure"
    return {f"declaration.{name}": value for name, value in said.items()} | {"declaration.reason": reason}


def lines(answer: str = "none", **more: object) -> dict[str, object]:
    """The same for programs."""
    said = {name.removeprefix("declaration."): value for name, value in sheet(answer).items()}
    return said | more


def drafted(world: World, referral: str, who: str = "reviewer") -> None:
    reviewer = pages(world, who)
    reviewer.get(f"/chi-hoi/{referral}/y-kien")
    reviewer.fill_and_submit("opinion", TYPED)


def test_asked_assigned_declared_written_approved_and_read(world: World, case_id: str) -> None:
    referral = asked(world, case_id, **{"request.urgent": "Phiên hòa giải ngày mai"})
    head = pages(world, "head")
    assert "Gấp" in head.get("/chi-hoi").text
    sheet = head.get(f"/chi-hoi/{referral}")
    assert CHILD in sheet.text and QUESTION not in sheet.text and FACTS not in sheet.text
    assigned(world, referral)
    reviewer = pages(world, "reviewer")
    assert "Bạn được phân công" in reviewer.get("/chi-hoi").text
    names = reviewer.get(f"/chi-hoi/{referral}")
    assert names.path.endswith("/khai-bao")
    assert CHILD in names.text and FATHER in names.text and FACTS not in names.text
    file = declared(world, referral)
    assert QUESTION in file.text and FACTS in file.text and "Phiên hòa giải" in file.text
    drafted(world, referral)
    waiting = head.get(f"/chi-hoi/{referral}")
    assert OPINION in waiting.text and QUESTION in waiting.text
    approved = head.fill_and_submit("approve")
    assert "Đã có ý kiến" in approved.text
    counsellor = pages(world, "counsellor")
    before = counsellor.get(f"/chi-hoi/{referral}")
    assert OPINION not in before.text
    after = counsellor.fill_and_submit("read")
    assert OPINION in after.text and "Người đề nghị đã đọc ý kiến" in after.text
    case = counsellor.get(f"/ho-so/{case_id}")
    assert case.link(f"/chi-hoi/{referral}")
    assert "Chi hội trưởng duyệt ý kiến" in case.text
    assert OPINION not in case.text and QUESTION not in case.text


def test_the_names_of_the_case_are_not_asked_again(world: World, case_id: str) -> None:
    form = pages(world, "counsellor").get(f"/ho-so/{case_id}/de-nghi-chi-hoi").form("ask")
    sent = form.as_shown()
    assert sent["request.parties.0.name"] == [CHILD]
    assert sent["request.parties.1.name"] == [FATHER]
    assert sent["chapter"] == [str(world.units["chapter"])]


def test_a_slip_keeps_what_was_typed(world: World, case_id: str) -> None:
    counsellor = pages(world, "counsellor")
    counsellor.get(f"/ho-so/{case_id}/de-nghi-chi-hoi")
    page = counsellor.fill_and_submit("ask", {"request.facts": FACTS}, status=422)
    assert page.form("ask").as_shown()["request.facts"] == [FACTS]
    assert page.link("#f-request-question")


def test_rows_that_no_page_offers_are_refused(world: World, case_id: str) -> None:
    counsellor = pages(world, "counsellor")
    form = counsellor.get(f"/ho-so/{case_id}/de-nghi-chi-hoi").form("ask")
    sent = form.filled({"request.question": QUESTION, "request.facts": FACTS})
    for name in ("request.parties.x.name", "request.parties.900.name", "request.parties"):
        counsellor.post(form.action, {**sent, name: ["Ai đó"]}, status=422)


def test_without_any_name_there_is_no_conflict_sheet(world: World, case_id: str) -> None:
    counsellor = pages(world, "counsellor")
    counsellor.get(f"/ho-so/{case_id}/de-nghi-chi-hoi")
    nobody = {"request.parties.0.name": "", "request.parties.0.role": ""}
    nobody |= {"request.parties.1.name": "", "request.parties.1.role": ""}
    page = counsellor.fill_and_submit(
        "ask", {"request.question": QUESTION, "request.facts": FACTS, **nobody}, status=422
    )
    assert page.link("#f-request-parties")


def test_a_conflict_recuses_for_good_and_its_reason_is_nobody_elses(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    declared(world, referral, "acts_for_a_party", reason=REASON)
    recused = pages(world, "reviewer")
    for path in ("", "/khai-bao", "/y-kien"):
        recused.get(f"/chi-hoi/{referral}{path}", status=404)
    head = pages(world, "head")
    page = head.get(f"/chi-hoi/{referral}")
    assert REASON not in page.text
    assert str(world.accounts["reviewer"]) not in page.html
    again = asked(world, case_id)
    assert str(world.accounts["reviewer"]) not in head.get(f"/chi-hoi/{again}").html
    forced = head.client.post(
        f"/api/v1/referrals/{again}/reviewer", json={"reviewer": str(world.accounts["reviewer"])}
    )
    assert forced.status_code == 409 and "Điều 25" in forced.json()["source"]
    counsellor = pages(world, "counsellor")
    assert REASON not in counsellor.get(f"/ho-so/{case_id}").text
    told = counsellor.client.get(f"/api/v1/cases/{case_id}").text
    assert REASON not in told and QUESTION not in told and "acts_for_a_party" not in told


def test_a_reviewer_never_opens_the_case_nor_another_reviewer_the_file(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    declared(world, referral)
    pages(world, "reviewer").get(f"/ho-so/{case_id}", status=404)
    other = pages(world, "second_reviewer")
    for path in ("", "/khai-bao", "/y-kien"):
        other.get(f"/chi-hoi/{referral}{path}", status=404)
    assert "Chưa có đề nghị nào" in other.get("/chi-hoi").text


def test_the_file_stays_shut_before_the_declaration(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    reviewer = pages(world, "reviewer")
    reviewer.get(f"/chi-hoi/{referral}/y-kien", status=404)
    answer = reviewer.client.get(f"/api/v1/referrals/{referral}/file")
    assert answer.status_code == 404 and FACTS not in answer.text


def test_a_reviewer_who_is_replaced_no_longer_sees_it(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    declared(world, referral)
    assigned(world, referral, "second_reviewer")
    pages(world, "reviewer").get(f"/chi-hoi/{referral}/y-kien", status=404)
    assert FACTS in declared(world, referral, who="second_reviewer").text


def test_the_head_sends_an_opinion_back(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    declared(world, referral)
    drafted(world, referral)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    head.fill_and_submit("send-back", {"comment": "Nêu rõ khoản nào."})
    page = pages(world, "reviewer").get(f"/chi-hoi/{referral}/y-kien")
    assert "Nêu rõ khoản nào." in page.text
    assert page.form("opinion").as_shown()["answer"] == [OPINION]


def test_a_stale_approval_is_refused(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    declared(world, referral)
    drafted(world, referral)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    drafted(world, referral)
    head.fill_and_submit("approve", status=412)


def test_the_chapter_declines_and_the_counsellor_reads_why(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    head.fill_and_submit("decline", {"reason": "Tòa án đang thụ lý."})
    assert "Tòa án đang thụ lý." in pages(world, "counsellor").get(f"/chi-hoi/{referral}").text


def test_the_matter_goes_to_legal_aid(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    head = pages(world, "head")
    head.get(f"/chi-hoi/{referral}")
    page = head.fill_and_submit("legal-aid", {"sent_on": "2026-03-02", "reference": "12/TGPL"})
    assert "Đã chuyển trợ giúp pháp lý" in page.text
    assert "12/TGPL" in pages(world, "counsellor").get(f"/chi-hoi/{referral}").text


def test_whoever_asked_takes_it_back(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    counsellor = pages(world, "counsellor")
    counsellor.get(f"/chi-hoi/{referral}")
    assert "Đã rút đề nghị" in counsellor.fill_and_submit("withdraw").text


def test_whoever_may_not_see_a_request_cannot_tell_it_from_none_by_taking_it_back(
    world: World, case_id: str
) -> None:
    """The chapter lies below the province, so its supervisor is near enough to be asked about, not to see."""
    referral, supervisor = asked(world, case_id), world.sign_in("supervisor").client
    there, absent = (
        supervisor.post(f"/api/v1/referrals/{one}/withdrawal", json={}) for one in (referral, uuid4())
    )
    assert there.status_code == 404
    assert there.content == absent.content


def test_send_pressed_twice_is_one_request(world: World, case_id: str) -> None:
    counsellor = pages(world, "counsellor")
    form = counsellor.get(f"/ho-so/{case_id}/de-nghi-chi-hoi").form("ask")
    sent = form.filled({"request.question": QUESTION, "request.facts": FACTS})
    first = counsellor.post(form.action, sent).path
    assert counsellor.post(form.action, sent).path == first


def test_a_closed_case_is_taken_up_again_by_a_request(world: World, case_id: str) -> None:
    counsellor = pages(world, "counsellor")
    counsellor.get(f"/ho-so/{case_id}/ket-thuc")
    counsellor.fill_and_submit("closing", {"outcome": "advised", "child_informed": "true"})
    asked(world, case_id)
    assert "Mở lại hồ sơ" in counsellor.get(f"/ho-so/{case_id}").text


def test_a_colleague_sees_that_the_chapter_was_asked_but_not_what(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    colleague = pages(world, "colleague")
    case = colleague.get(f"/ho-so/{case_id}")
    assert "Đề nghị Chi hội cho ý kiến" in case.text and QUESTION not in case.text
    assert f"/chi-hoi/{referral}" not in case.links
    colleague.get(f"/chi-hoi/{referral}", status=404)


def test_colleagues_of_other_units_see_nothing(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    stranger = pages(world, "elsewhere")
    stranger.get(f"/chi-hoi/{referral}", status=404)
    stranger.get(f"/ho-so/{case_id}/de-nghi-chi-hoi", status=404)
    stranger.get(f"/chi-hoi/{uuid4()}", status=404)


def test_an_id_of_another_kind_is_not_found(world: World, case_id: str) -> None:
    counsellor = pages(world, "counsellor")
    counsellor.get(f"/chi-hoi/{case_id}", status=404)
    counsellor.get(f"/ho-so/{asked(world, case_id)}", status=404)
    request = {"question": QUESTION, "facts": FACTS, "parties": [{"name": CHILD}]}
    body = {"case_id": case_id, "chapter": case_id, "request": request}
    assert counsellor.client.post("/api/v1/referrals", json=body).status_code == 404


def test_the_same_through_the_api(world: World, case_id: str) -> None:
    counsellor, head = world.sign_in("counsellor").client, world.sign_in("head").client
    reviewer = world.sign_in("reviewer").client
    request = {"question": QUESTION, "facts": FACTS, "parties": [{"name": CHILD, "role": "child"}]}
    body = {"case_id": case_id, "chapter": str(world.units["chapter"]), "request": request}
    made = counsellor.post("/api/v1/referrals", json=body)
    assert made.status_code == 201, made.text
    path = made.json()["location"]
    assert head.get(path).json()["request"] is None
    chosen = {"reviewer": str(world.accounts["reviewer"])}
    assert head.post(f"{path}/reviewer", json=chosen).status_code == 200
    assert reviewer.get(f"{path}/conflict-sheet").json()["parties"][0]["name"] == CHILD
    assert reviewer.post(f"{path}/declaration", json=lines()).status_code == 200
    assert reviewer.get(f"{path}/file").json()["request"]["question"] == QUESTION
    assert reviewer.post(f"{path}/opinion", json={"opinion": WRITTEN}).status_code == 200
    assert head.post(f"{path}/approval").status_code == 200
    assert counsellor.get(path).json()["opinion"] is None
    assert counsellor.post(f"{path}/reading").status_code == 200
    assert counsellor.get(path).json()["opinion"]["answer"] == OPINION
    assert counsellor.get("/api/v1/referrals").json()["asked"][0]["stage"] == "referral-stage/1/returned"


def test_each_page_speaks_english_too(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    for who, path in (
        ("counsellor", f"/ho-so/{case_id}/de-nghi-chi-hoi"),
        ("head", "/chi-hoi"),
        ("head", f"/chi-hoi/{referral}"),
    ):
        page = pages(world, who).get(f"{path}?lang=en")
        assert "Chi hội cho ý kiến" not in page.text


def test_a_second_role_does_not_open_the_file_before_the_declaration(world: World, case_id: str) -> None:
    with world.system() as work:
        roles = (Role.COUNSELLOR, Role.REVIEWER)
        set_roles(
            SetRoles(account=world.accounts["reviewer"], unit=world.units["chapter"], roles=roles), work
        )
    referral = asked(world, case_id)
    assigned(world, referral)
    reviewer = pages(world, "reviewer")
    page = reviewer.get(f"/chi-hoi/{referral}")
    assert page.path.endswith("/khai-bao") and FACTS not in page.text
    assert reviewer.client.get(f"/api/v1/referrals/{referral}").status_code == 404
