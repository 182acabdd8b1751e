"""A tie found later: every decision and every read it touched on one page, and what was decided is decided anew."""

from __future__ import annotations

from typing import Any

import pytest

from domain.account import Role
from tests.api.given import program
from tests.journeys.test_conflict_first import KIN, PHONED, asked, proposed, sees_nothing
from tests.journeys.test_referral import OPINION, WRITTEN, case_id, lines, pages
from tests.journeys.world import World

__all__ = ["case_id"]
REASON = "Anh em họ với bố cháu"


def approved(world: World, case: str, *, read: bool = True) -> str:
    referral = asked(world, case, PHONED)
    assert proposed(world, referral).status_code == 200
    reviewer, head = program(world, "reviewer"), program(world, "head")
    reviewer.ask("POST", f"/referrals/{referral}/declaration", lines())
    assert reviewer.ask("GET", f"/referrals/{referral}/file").status_code == 200
    assert reviewer.ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN}).status_code == 200
    assert head.ask("POST", f"/referrals/{referral}/approval").status_code == 200
    if read:
        assert program(world, "counsellor").ask("POST", f"/referrals/{referral}/reading").status_code == 200
    return referral


def noted(world: World, referral: str, who: str, by: str = "head") -> Any:
    said = {"account": str(world.accounts[who]), "reason": REASON}
    return program(world, by).ask("POST", f"/referrals/{referral}/ties", said)


def test_the_page_lists_decisions_and_reads_and_the_opinion_is_decided_anew(
    world: World, case_id: str
) -> None:
    referral = approved(world, case_id)
    assert program(world, "reviewer").ask("PUT", "/own-kin", KIN).status_code == 201
    head = pages(world, "head")
    today = head.get("/hom-nay")
    assert "Có mối liên hệ phát hiện sau" in today.text and today.link(f"/chi-hoi/{referral}")
    page = head.get(f"/chi-hoi/{referral}/moi-lien-he?ai={world.accounts['reviewer']}")
    for decision in ("khai báo không có xung đột lợi ích", "Đã viết ý kiến, chờ duyệt"):
        assert decision in page.text
    told = (
        program(world, "head")
        .ask("GET", f"/referrals/{referral}/ties?account={world.accounts['reviewer']}")
        .json()
    )
    assert [one["topic"] for one in told["decisions"]] == [
        "referral.no-conflict-declared.1",
        "referral.opinion-drafted.2",
    ]
    actions = [one["action"] for one in told["reads"]]
    assert actions.count("referral.review") == 1 and "referral.write" in actions
    assert [one["tied"] for one in told["people"] if one["account"] == str(world.accounts["reviewer"])] == [
        True
    ]
    after = head.fill_and_submit("tie", {"account": str(world.accounts["reviewer"]), "reason": REASON})
    assert REASON not in after.text and "Đang xem xét lại" in after.text
    sees_nothing(program(world, "reviewer"), referral)
    assert proposed(world, referral).status_code == 409
    asker = pages(world, "counsellor").get(f"/chi-hoi/{referral}")
    assert (
        OPINION not in asker.text
        and "đang được xem xét lại từ đầu" in asker.text
        and REASON not in asker.text
    )
    assert "Có mối liên hệ phát hiện sau" not in head.get("/hom-nay").text
    assert proposed(world, referral, "second_reviewer").status_code == 200
    second = program(world, "second_reviewer")
    second.ask("POST", f"/referrals/{referral}/declaration", lines())
    file = second.ask("GET", f"/referrals/{referral}/file")
    assert file.status_code == 200 and OPINION not in file.text
    assert OPINION not in pages(world, "second_reviewer").get(f"/chi-hoi/{referral}/y-kien").text
    second.ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN | {"answer": "Ý kiến mới"}})
    assert program(world, "head").ask("POST", f"/referrals/{referral}/approval").status_code == 200
    program(world, "counsellor").ask("POST", f"/referrals/{referral}/reading")
    final = pages(world, "counsellor").get(f"/chi-hoi/{referral}")
    assert "Ý kiến mới" in final.text and "xem xét lại từ đầu" not in final.text


def test_a_tie_of_the_head_who_approved_asks_for_another_approval(world: World, case_id: str) -> None:
    world.person("second_head", "Chu Văn Bình", "chapter", (Role.CHAPTER_HEAD,))
    referral = approved(world, case_id)
    assert noted(world, referral, "head", "second_head").status_code == 200
    sees_nothing(program(world, "head"), referral)
    page = pages(world, "second_head").get(f"/chi-hoi/{referral}")
    assert OPINION in page.text and "Chờ duyệt ý kiến" in page.text
    assert OPINION not in pages(world, "counsellor").get(f"/chi-hoi/{referral}").text
    assert program(world, "second_head").ask("POST", f"/referrals/{referral}/approval").status_code == 200


def test_nobody_notes_a_tie_of_their_own(world: World, case_id: str) -> None:
    referral = approved(world, case_id)
    assert noted(world, referral, "head").status_code == 409


@pytest.mark.parametrize("who", ["second_reviewer", "colleague"])
def test_whoever_took_no_part_has_nothing_to_decide_anew(world: World, case_id: str, who: str) -> None:
    assert noted(world, approved(world, case_id), who).status_code == 409


def test_auditors_read_reasons_and_reviewers_do_not(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    proposed(world, referral)
    said = lines(related="yes", reason=REASON)
    assert (
        program(world, "reviewer").ask("POST", f"/referrals/{referral}/declaration", said).status_code == 200
    )
    auditor = pages(world, "auditor").get(f"/chi-hoi/{referral}/moi-lien-he")
    assert REASON in auditor.text and "b) Có" in auditor.text
    assert REASON not in pages(world, "head").get(f"/chi-hoi/{referral}/moi-lien-he").text
    for who in ("reviewer", "second_reviewer", "counsellor"):
        program(world, who).ask("GET", f"/referrals/{referral}/ties")
        assert program(world, who).ask("GET", f"/referrals/{referral}/ties").status_code == 404
    looks = program(world, "auditor").ask("GET", "/access-log")
    assert "referral.review-tie" in looks.text
