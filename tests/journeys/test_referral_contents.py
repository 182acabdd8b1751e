"""What a request holds: from where, on whose request, on which basis, and which entries go along, no more."""

from __future__ import annotations

from typing import Any

import pytest

from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.access.matrix.ways_files import PICTURE
from tests.api.given import Program, last, program
from tests.journeys.acts import followed
from tests.journeys.test_conflict_first import proposed
from tests.journeys.test_referral import CHILD, FACTS, QUESTION, WRITTEN, lines, pages
from tests.journeys.world import World

WHAT = "Bé bị ông nội nhốt ngoài sân cả đêm"
NOTE = "Cô giáo gọi lại, bé đã đi học"
OTHER_NOTE = "Chuyện riêng của mẹ, không liên quan"
PHONE = "0912 345 678"
INFORMANT = "Cụ Lường Thị Pón"
HIV = "Có nguy cơ phơi nhiễm"
DETAILS = {
    "child": {"name": CHILD, "telephone": PHONE},
    "health_note": HIV,
    "informant": {"agreed": True, "name": INFORMANT},
}
ASKING: dict[str, Any] = {"question": QUESTION, "facts": FACTS, "parties": [{"name": CHILD, "role": "child"}]}
CONSENT = {"purpose": "chapter", "by": "representative", "form": "paper", "name": "Triệu Thị Mơ"}
PICTURE_SAID = {"subject": "document", "description": "Giấy khai sinh", "purpose": "chapter"} | {
    "basis": "same_organisation"
}


@pytest.fixture
def counsellor(world: World) -> Program:
    return program(world, "counsellor")


@pytest.fixture
def case(world: World, counsellor: Program) -> str:
    """A case with two notes: version 1 and 2."""
    made = last(counsellor.made("/cases", {"situation": {"what": WHAT}, "details": DETAILS}))
    counsellor.made(f"/cases/{made}/notes", {"note": NOTE})
    counsellor.made(f"/cases/{made}/notes", {"note": OTHER_NOTE})
    return made


def asked(world: World, who: Program, more: dict[str, Any], **about: str) -> str:
    body = {"chapter": str(world.units["chapter"]), "request": ASKING | more} | about
    answer = who.ask("POST", "/referrals", body)
    assert answer.status_code == 201, answer.text
    return last(answer.json()["location"])


def opened(world: World, referral: str) -> Any:
    """The file as its reviewer reads it after a clean declaration."""
    assert proposed(world, referral).status_code == 200
    reviewer = program(world, "reviewer")
    assert reviewer.ask("POST", f"/referrals/{referral}/declaration", lines()).status_code == 200
    return reviewer.ask("GET", f"/referrals/{referral}/file")


def test_nothing_of_the_case_goes_along_unless_it_is_chosen(
    world: World, counsellor: Program, case: str
) -> None:
    file = opened(world, asked(world, counsellor, {}, case_id=case))
    assert file.json()["handed"] == []
    assert not any(words in file.text for words in (WHAT, NOTE, OTHER_NOTE, PHONE, INFORMANT, HIV))


def test_chosen_entries_show_the_narrative_without_identity(
    world: World, counsellor: Program, case: str
) -> None:
    file = opened(world, asked(world, counsellor, {"handed": {"entries": [0, 1]}}, case_id=case))
    assert [one["version"] for one in file.json()["handed"]] == [0, 1]
    assert WHAT in file.text and NOTE in file.text
    handed = str(file.json()["handed"])
    assert not any(words in handed for words in (OTHER_NOTE, CHILD, PHONE, INFORMANT, HIV))
    page = pages(world, "reviewer").get(f"/chi-hoi/{file.json()['id']}/y-kien")
    assert WHAT in page.text and NOTE in page.text and "Chuyển kèm từ hồ sơ" in page.text
    assert not any(words in page.text for words in (OTHER_NOTE, PHONE, INFORMANT, HIV))


@pytest.mark.parametrize(("granted", "shown"), [("identity", CHILD), ("contact", PHONE), ("health", HIV)])
def test_what_is_granted_shows_and_nothing_else(
    world: World, counsellor: Program, case: str, granted: str, shown: str
) -> None:
    handed = {"entries": [0], "classes": ["narrative", granted]}
    seen = str(opened(world, asked(world, counsellor, {"handed": handed}, case_id=case)).json()["handed"])
    assert shown in seen
    assert not any(words in seen for words in {CHILD, PHONE, HIV, INFORMANT} - {shown})


def test_who_informed_cannot_be_granted(world: World, counsellor: Program, case: str) -> None:
    handed = {"entries": [0], "classes": ["reporter_identity"]}
    body = {"chapter": str(world.units["chapter"]), "request": ASKING | {"handed": handed}, "case_id": case}
    assert counsellor.ask("POST", "/referrals", body).status_code == 422


def test_an_entry_that_was_hidden_since_is_hidden_from_the_reviewer_too(
    world: World, counsellor: Program, case: str
) -> None:
    referral = asked(world, counsellor, {"handed": {"entries": [1, 2]}}, case_id=case)
    assert OTHER_NOTE in opened(world, referral).text
    version = counsellor.ask("GET", f"/cases/{case}").json()["version"]
    hiding = {"kind": "misplaced", "reason": "Lộ chuyện riêng"}
    taken = counsellor.ask("PUT", f"/cases/{case}/entries/2", hiding, If_Match=f'"{version}"')
    assert taken.status_code < 300, taken.text
    file = program(world, "reviewer").ask("GET", f"/referrals/{referral}/file")
    assert OTHER_NOTE not in file.text and NOTE in file.text


def filed(world: World, case: str) -> int:
    """Attach a paper to the case; return its version."""
    browser = world.sign_in("counsellor")
    sent = {"file": ("anh.png", PICTURE)}
    answer = browser.client.post(f"/api/v1/cases/{case}/files", data=PICTURE_SAID, files=sent)
    assert answer.status_code == 201, answer.text
    files = program(world, "counsellor").ask("GET", f"/cases/{case}/files").json()["files"]
    return int(files[0]["version"])


@pytest.mark.parametrize("granted", [True, False])
def test_papers_go_along_where_they_are_granted(
    world: World, counsellor: Program, case: str, granted: bool
) -> None:
    attached = filed(world, case)
    handed = {"entries": [attached], "classes": ["narrative", *(["evidence"] if granted else [])]}
    referral = asked(world, counsellor, {"handed": handed}, case_id=case)
    file = opened(world, referral)
    paper = file.json()["handed"][0]["position"]
    assert ("Giấy khai sinh" in file.text) == granted
    page = pages(world, "reviewer")
    shown = page.get(f"/chi-hoi/{referral}/y-kien")
    assert (f"/chi-hoi/{referral}/y-kien/giay-to/{paper}" in shown.links) == granted
    got = program(world, "reviewer").ask("GET", f"/referrals/{referral}/file/papers/{paper}")
    assert got.status_code == (200 if granted else 404)
    assert got.headers["content-type"].startswith("image/png") == granted
    another = program(world, "second_reviewer").ask("GET", f"/referrals/{referral}/file/papers/{paper}")
    assert another.status_code == 404
    for_head, head = f"/referrals/{referral}/papers/{paper}", program(world, "head")
    assert head.ask("GET", for_head).status_code == 404, "there is nothing to approve yet"
    wrote = program(world, "reviewer").ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN})
    assert wrote.status_code == 200
    got = head.ask("GET", for_head)
    assert got.status_code == (200 if granted else 404)
    links = pages(world, "head").get(f"/chi-hoi/{referral}").links
    assert (f"/chi-hoi/{referral}/giay-to/{paper}" in links) == granted
    assert counsellor.ask("GET", for_head).status_code == 404
    looks = program(world, "auditor").ask(
        "GET", f"/referrals/{referral}/ties?account={world.accounts['head']}"
    )
    assert ("evidence" in looks.text) == granted


def test_a_paper_that_is_not_chosen_does_not_go_along(world: World, counsellor: Program, case: str) -> None:
    filed(world, case)
    handed = {"entries": [1], "classes": ["narrative", "evidence"]}
    referral = asked(world, counsellor, {"handed": handed}, case_id=case)
    opened(world, referral)
    with world.system() as work:
        row = work.connection.execute(
            "SELECT position FROM es.events WHERE topic = 'case.file-attached.1'"
        ).fetchone()
    assert row is not None
    got = program(world, "reviewer").ask("GET", f"/referrals/{referral}/file/papers/{row[0]}")
    assert got.status_code == 404


def test_an_entry_that_is_not_there_is_a_slip(world: World, counsellor: Program, case: str) -> None:
    body = {"chapter": str(world.units["chapter"]), "case_id": case}
    for handed in ({"entries": [77]}, {"matters": ["00000000-0000-4000-8000-000000000000"]}):
        answer = counsellor.ask("POST", "/referrals", body | {"request": ASKING | {"handed": handed}})
        assert answer.status_code in {404, 409}, answer.text


def test_reading_what_goes_along_is_on_the_record_of_the_case(
    world: World, counsellor: Program, case: str
) -> None:
    opened(world, asked(world, counsellor, {"handed": {"entries": [0]}}, case_id=case))
    looks = program(world, "supervisor").ask("GET", f"/cases/{case}/looks?lists=true")
    assert "referral.review" in looks.text


def test_the_form_offers_entries_consultations_and_consents(
    world: World, counsellor: Program, case: str
) -> None:
    said = {"narrative": "Mẹ hỏi về quyền nuôi con", "minutes": 20}
    matter = last(counsellor.made("/consultations", {"consultation": said, "case_id": case}))
    counsellor.made(f"/cases/{case}/consents", CONSENT)
    followed(world)
    page = pages(world, "counsellor")
    form = page.get(f"/ho-so/{case}/de-nghi-chi-hoi").form("ask")
    sent = {"request.question": QUESTION, "request.facts": FACTS, "request.handed.entries": ["1"]}
    sent |= {"request.handed.matters": [matter], "request.legal_basis": "consent", "request.consent": "3"}
    sent |= {
        "request.requested_by": "guardian",
        "request.urgent": "Phiên tòa",
        "request.urgent_because": "ngày mai",
    }
    shown = page.post(form.action, form.filled(sent))
    assert "Cha, mẹ, người giám hộ" in shown.text and "còn hiệu lực" in shown.text
    assert NOTE in shown.text and "Mẹ hỏi về quyền nuôi con" in shown.text and OTHER_NOTE not in shown.text
    referral = shown.path.rpartition("/")[2]
    file = opened(world, referral)
    assert "Mẹ hỏi về quyền nuôi con" in file.text and file.json()["consent_stands"] is True
    counsellor.ask("POST", f"/cases/{case}/consents/3/withdrawal", {"by": "representative"})
    again = program(world, "reviewer").ask("GET", f"/referrals/{referral}/file")
    assert again.json()["consent_stands"] is False
    told = pages(world, "reviewer").get(f"/chi-hoi/{referral}/y-kien")
    assert "đã được rút" in told.text


def test_a_consent_that_does_not_stand_is_no_basis(world: World, counsellor: Program, case: str) -> None:
    body = {"chapter": str(world.units["chapter"]), "case_id": case}
    request = ASKING | {"legal_basis": "consent", "consent": 1}
    assert counsellor.ask("POST", "/referrals", body | {"request": request}).status_code == 409


def test_urgent_protection_says_why(world: World, counsellor: Program, case: str) -> None:
    body = {"chapter": str(world.units["chapter"]), "case_id": case}
    urgent = ASKING | {"legal_basis": "urgent_protection"}
    assert counsellor.ask("POST", "/referrals", body | {"request": urgent}).status_code == 422
    said = urgent | {"basis_note": "Cháu đang ở với người bị nghi"}
    assert counsellor.ask("POST", "/referrals", body | {"request": said}).status_code == 201


def test_from_a_consultation_without_a_case_and_then_with_one(
    world: World, counsellor: Program, case: str, database: Database
) -> None:
    said = {"narrative": "Bà ngoại hỏi về giám hộ", "minutes": 20}
    matter = last(counsellor.made("/consultations", {"consultation": said}))
    referral = asked(world, counsellor, {"handed": {"entries": [1]}}, matter_id=matter)
    (row,) = counsellor.ask("GET", "/referrals").json()["asked"]
    assert row["referral_id"] == referral and row["case_id"] is None
    page = pages(world, "counsellor")
    assert page.get(f"/tu-van/{matter}").link(f"/tu-van/{matter}/de-nghi-chi-hoi")
    assert page.get(f"/chi-hoi/{referral}").link(f"/tu-van/{matter}")
    assert "Bà ngoại hỏi về giám hộ" in opened(world, referral).text
    code = counsellor.ask("GET", f"/cases/{case}").json()["code"]
    counsellor.made(f"/consultations/{matter}/link", {"code": code})
    with world.system() as work:
        row = work.connection.execute(
            "SELECT case_id FROM facts.records WHERE record = %s", (referral,)
        ).fetchone()
    assert row is not None and str(row[0]) == case
    assert "Bà ngoại" in program(world, "reviewer").ask("GET", f"/referrals/{referral}/file").text
    wrote = program(world, "reviewer").ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN})
    assert wrote.status_code == 200
    followed(world)
    assert of_request(counsellor, case) == [
        "submitted",
        "reviewer-proposed",
        "no-conflict-declared",
        "opinion-drafted",
    ]
    other = last(counsellor.made("/cases", {"situation": {"what": "Việc của cháu khác"}}))
    moved = {"code": counsellor.ask("GET", f"/cases/{other}").json()["code"]}
    counsellor.made(f"/consultations/{matter}/right-case", moved)
    followed(world)
    assert of_request(counsellor, case) == [] and len(of_request(counsellor, other)) == 4
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []


def of_request(who: Program, case: str) -> list[str]:
    """What the timeline of a case says of requests to the chapter, oldest first."""
    history = who.ask("GET", f"/cases/{case}").json()["history"]
    return [one["topic"].split(".")[1] for one in history if one["topic"].startswith("referral.")]


def test_about_neither_or_both_is_a_slip(world: World, counsellor: Program, case: str) -> None:
    body = {"chapter": str(world.units["chapter"]), "request": ASKING}
    assert counsellor.ask("POST", "/referrals", body).status_code == 409


def test_the_chapter_writes_in_what_it_discovered(world: World) -> None:
    page = pages(world, "head")
    assert page.get("/chi-hoi").link("/de-nghi-chi-hoi/tu-phat-hien")
    page.get("/de-nghi-chi-hoi/tu-phat-hien")
    party = {"request.parties.0.name": CHILD, "request.parties.0.role": "child"}
    shown = page.fill_and_submit("ask", {"request.question": QUESTION, "request.facts": FACTS, **party})
    assert FACTS in shown.text and "Chi hội tự phát hiện" in shown.text
    referral = shown.path.rpartition("/")[2]
    file = opened(world, referral)
    assert QUESTION in file.text and file.json()["referrer"] is None
    reviewer = program(world, "reviewer")
    assert reviewer.ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN}).status_code == 200
    nobody = reviewer.ask("POST", f"/referrals/{referral}/file/questions", {"question": "Ai nuôi?"})
    assert nobody.status_code == 409
    assert program(world, "head").ask("POST", f"/referrals/{referral}/approval").status_code == 200


def test_a_chapter_elsewhere_is_not_written_into(world: World) -> None:
    body = {"chapter": str(world.units["commune"]), "request": ASKING}
    assert program(world, "head").ask("POST", "/referrals/discoveries", body).status_code == 404


def test_asked_twice_is_warned_about_with_a_link_and_never_refused(
    world: World, counsellor: Program, case: str
) -> None:
    first = asked(world, counsellor, {}, case_id=case)
    form = pages(world, "counsellor").get(f"/ho-so/{case}/de-nghi-chi-hoi")
    assert form.link(f"/chi-hoi/{first}") and "không hỏi hai lần" in form.text
    second = asked(world, counsellor, {"question": QUESTION.upper()}, case_id=case)
    assert pages(world, "counsellor").get(f"/chi-hoi/{second}").link(f"/chi-hoi/{first}")
    other = asked(world, counsellor, {"question": "Ai nộp đơn?"}, case_id=case)
    seen = program(world, "counsellor").ask("GET", f"/referrals/{other}").json()
    assert seen["same_question"] == []
    told = program(world, "counsellor").ask("GET", f"/referrals/{second}").json()
    assert told["same_question"] == [first]
