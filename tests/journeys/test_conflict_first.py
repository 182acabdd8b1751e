"""Conflict first: the keyed check before anyone is asked, the sheet line by line, and nothing for whom it concerns."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from domain.courts import courts
from tests.api.given import Program, program
from tests.journeys.test_referral import (
    CHILD,
    FACTS,
    QUESTION,
    assigned,
    case_id,
    declared,
    lines,
    pages,
    sheet,
)
from tests.journeys.world import World

__all__ = ["case_id"]

PHONE = "0912 000 345"
KIN: dict[str, Any] = {"name": "Đặng Quốc Bảo", "telephone": "+84 912 000 345"}
REQUEST: dict[str, Any] = {
    "question": QUESTION,
    "facts": FACTS,
    "parties": [{"name": CHILD, "role": "child"}],
}
PHONED = REQUEST | {"parties": [{"name": "Lò Văn Tịnh", "role": "other_side", "telephone": PHONE}]}


def asked(world: World, case: str, request: dict[str, Any] = REQUEST) -> str:
    body = {"case_id": case, "chapter": str(world.units["chapter"]), "request": request}
    answer = program(world, "counsellor").ask("POST", "/referrals", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["location"]).rpartition("/")[2]


def proposed(world: World, referral: str, who: str = "reviewer", **more: object) -> Any:
    chosen = {"reviewer": str(world.accounts[who])} | more
    return program(world, "head").ask("POST", f"/referrals/{referral}/reviewer", chosen)


def sees_nothing(person: Program, referral: str) -> None:
    """Every way to a request answers like one to a request that is not there."""
    absent = uuid4()
    for path in ("", "/conflict-sheet", "/file"):
        seen, gone = (person.ask("GET", f"/referrals/{one}{path}") for one in (referral, absent))
        assert (seen.status_code, seen.content) == (
            gone.status_code,
            gone.content,
        ) and seen.status_code == 404


@pytest.mark.parametrize("kin_first", [True, False])
@pytest.mark.parametrize("relative", [True, False])
def test_whom_the_matter_names_is_never_proposed(
    world: World, case_id: str, kin_first: bool, relative: bool
) -> None:
    reviewer = program(world, "reviewer")
    kin = {
        "name": "Đặng Quốc Bảo",
        "relatives": [{"name": "Lò Văn Tịnh", "relation": "other"} | {"telephone": PHONE}],
    }
    said = kin if relative else KIN
    if kin_first:
        assert reviewer.ask("PUT", "/own-kin", said).status_code == 201
    referral = asked(world, case_id, PHONED)
    if not kin_first:
        assert reviewer.ask("PUT", "/own-kin", said).status_code == 201
    head = program(world, "head").ask("GET", f"/referrals/{referral}").json()
    assert str(world.accounts["reviewer"]) not in head["candidates"]
    refused = proposed(world, referral)
    assert refused.status_code == 409 and "xung đột lợi ích" in refused.text
    assert PHONE not in refused.text and "Tịnh" not in refused.text
    sees_nothing(reviewer, referral)
    assert proposed(world, referral, "second_reviewer").status_code == 200


def test_a_member_without_a_word_in_the_account_is_found(world: World, case_id: str) -> None:
    head = program(world, "head")
    member = {"kind": "lawyer", "account": str(world.accounts["reviewer"]), "person": KIN}
    made = head.ask("POST", "/members", member | {"unit": str(world.units["chapter"])})
    assert made.status_code == 201, made.text
    assert proposed(world, asked(world, case_id, PHONED)).status_code == 409


def test_a_witness_does_not_review_but_their_file_stays_open(world: World, case_id: str) -> None:
    """CPC 2015, art. 49: a witness refuses; who only knows of it is no party, so no conflict closes the case."""
    program(world, "reviewer").ask("PUT", "/own-kin", KIN)
    program(world, "counsellor").ask("PUT", "/own-kin", {"name": "Lương Thị Hạnh", "telephone": "0912000777"})
    witness = [PHONED["parties"][0] | {"role": "witness"}, {"name": CHILD, "telephone": ""}]
    also = {"name": "Lương Thị Hạnh", "role": "witness", "telephone": "0912000777"}
    referral = asked(world, case_id, REQUEST | {"parties": [*witness, also]})
    assert proposed(world, referral).status_code == 409
    assert program(world, "counsellor").ask("GET", f"/cases/{case_id}").status_code == 200


def test_a_match_that_two_people_judged_to_be_none_counts_no_more(world: World, case_id: str) -> None:
    program(world, "reviewer").ask("PUT", "/own-kin", KIN)
    referral = asked(world, case_id, PHONED)
    assert proposed(world, referral).status_code == 409
    with world.system() as work:
        work.connection.execute("UPDATE facts.conflicts SET standing = 'lifted'")
    assert proposed(world, referral).status_code == 200


def test_the_sheet_shows_names_and_roles_and_nothing_else(world: World, case_id: str) -> None:
    referral = asked(world, case_id, PHONED)
    assert proposed(world, referral).status_code == 200
    shown = program(world, "reviewer").ask("GET", f"/referrals/{referral}/conflict-sheet")
    assert shown.json()["parties"] == [{"name": "Lò Văn Tịnh", "role": "party-role/1/other_side"}]
    assert PHONE not in shown.text and QUESTION not in shown.text and FACTS not in shown.text
    page = pages(world, "reviewer").get(f"/chi-hoi/{referral}/khai-bao")
    assert "Lò Văn Tịnh" in page.text and PHONE not in page.text and QUESTION not in page.text
    assert "Điều 49 và Điều 53" in page.text and "Nghị định 77/2008" in page.text


def test_a_line_that_is_not_answered_opens_nothing(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    reviewer = pages(world, "reviewer")
    reviewer.get(f"/chi-hoi/{referral}/khai-bao")
    said = {name: value for name, value in sheet().items() if name != "declaration.official"}
    page = reviewer.fill_and_submit("declaration", said, status=422)
    assert page.link("#f-declaration-official")
    reviewer.get(f"/chi-hoi/{referral}/y-kien", status=404)


def test_not_sure_leaves_it_shut_until_it_is_known(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    reviewer, person = program(world, "reviewer"), pages(world, "reviewer")
    unsure = reviewer.ask("POST", f"/referrals/{referral}/declaration", lines(related="unsure"))
    assert unsure.status_code == 200
    assert reviewer.ask("GET", f"/referrals/{referral}/file").status_code == 404
    assert "chưa chắc" in person.get(f"/chi-hoi/{referral}/khai-bao").text
    told = pages(world, "head").get(f"/chi-hoi/{referral}")
    assert "chưa chắc mình có xung đột" in told.text and "láng giềng" not in told.text
    assert FACTS in declared(world, referral).text


def test_a_juror_promises_and_the_head_reads_that_they_did(world: World, case_id: str) -> None:
    referral = asked(world, case_id)
    assigned(world, referral)
    reviewer = pages(world, "reviewer")
    reviewer.get(f"/chi-hoi/{referral}/khai-bao")
    juror = sheet() | {"declaration.juror": "yes", "declaration.court.name": "TAND khu vực 2"}
    juror |= {"declaration.pending_there": "no"}
    again = reviewer.fill_and_submit("declaration", juror, status=422)
    assert again.link("#f-declaration-promises")
    reviewer.get(f"/chi-hoi/{referral}/y-kien", status=404)
    reviewer.get(f"/chi-hoi/{referral}/khai-bao")
    assert FACTS in reviewer.fill_and_submit("declaration", juror | {"declaration.promises": "true"}).text
    assert "đã cam kết từ chối" in pages(world, "head").get(f"/chi-hoi/{referral}").text


def test_a_juror_by_the_list_of_members_is_never_assigned(world: World, case_id: str) -> None:
    """A district court counts as the regional one that took its work over; what the head knows is not needed."""
    seat = {"code": "district-223", "since": "2024-02-01"}
    body = {"unit": str(world.units["chapter"]), "kind": "juror", "person": {"name": "Hà Văn Thẩm"}}
    body |= {"account": str(world.accounts["reviewer"]), "court": seat, "admitted_on": "2024-02-01"}
    pending = {"standing": "yes", "court": {"code": "region-2-bac-ninh"}}
    before = asked(world, case_id, REQUEST | {"pending": pending})
    assert proposed(world, before).status_code == 200
    program(world, "supervisor").made("/members", body)
    referral = asked(world, case_id, REQUEST | {"pending": pending})
    refused = proposed(world, referral)
    assert refused.status_code == 409 and "Điều 53" in refused.json()["source"]
    shown = program(world, "head").ask("GET", f"/referrals/{referral}").json()
    assert str(world.accounts["reviewer"]) not in shown["candidates"]
    assert str(world.accounts["second_reviewer"]) in shown["candidates"]
    elsewhere = asked(
        world, case_id, REQUEST | {"pending": {"standing": "yes", "court": {"name": "Tòa án X"}}}
    )
    assert proposed(world, elsewhere).status_code == 200
    reviewer = program(world, "reviewer")
    assert reviewer.ask("POST", f"/referrals/{before}/declaration", lines()).status_code == 200
    sees_nothing(reviewer, before)
    _line_d_is_proposed_by_place(world)


def _line_d_is_proposed_by_place(world: World) -> None:
    """To the juror of the court that would have the matter by the place of the incident, and to nobody else."""
    for court, is_proposed in (("region-2-bac-ninh", True), ("region-3-bac-ninh", False)):
        commune = min(courts()[court].communes or ())
        told = {"what": "Cô giáo kể lại", "where": {"unit": f"{commune}@2025-07-01"}}
        case = program(world, "counsellor").made("/cases", {"situation": told}).rpartition("/")[2]
        referral = asked(world, case)
        assert proposed(world, referral).status_code == 200
        sheet_page = pages(world, "reviewer").get(f"/chi-hoi/{referral}/khai-bao")
        standing = sheet_page.form("declaration").filled({})
        assert (standing.get("declaration.juror") == ["yes"]) == is_proposed
        assert ("Mục d đã chọn sẵn" in sheet_page.text) == is_proposed
        assert (standing["declaration.court.code"] == [court]) == is_proposed
        assert proposed(world, referral, who="second_reviewer").status_code == 200
        seen = program(world, "second_reviewer").ask("GET", f"/referrals/{referral}/conflict-sheet")
        assert seen.json()["juror_by_place"] is None and commune not in seen.text


def test_a_juror_of_the_court_where_it_is_pending_is_never_assigned(world: World, case_id: str) -> None:
    pending = {"standing": "yes", "court": {"code": "region-2-bac-ninh"}}
    referral = asked(world, case_id, REQUEST | {"pending": pending})
    court = {"name": "TAND khu vực 2"}
    refused = proposed(world, referral, juror_of=court)
    assert refused.status_code == 409 and "Điều 53" in refused.json()["source"]
    assert proposed(world, referral).status_code == 200
    reviewer = program(world, "reviewer")
    juror = lines(juror="yes", court=court, pending_there="no", promises=True)
    assert reviewer.ask("POST", f"/referrals/{referral}/declaration", juror).status_code == 200
    sees_nothing(reviewer, referral)
    assert proposed(world, referral).status_code == 409
