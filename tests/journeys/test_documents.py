"""Papers of a case, of the log and of the field: who gets them, what is on them, what the access log keeps."""

from __future__ import annotations

import re
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from application.child_case import TakeIn, take_in
from domain.child_case.intake import (
    Child,
    Circumstances,
    Details,
    Family,
    Informant,
    Parent,
    Reception,
    SafeContact,
    Situation,
    Suspected,
)
from domain.child_case.letter import LetterPart
from domain.lists import AbuseType, Allegation, Relation
from domain.units import Place, register
from tests.journeys.acts import NOW, do, followed, taken_in
from tests.journeys.world import World

NAME, SUSPECT, INFORMANT = "Đặng Thị Bích Ngọc", "Vi Văn Dụ", "Lò Thị Báo"
COMMUNE = register().options_on(NOW.date())[0]


def told(world: World, who: str = "counsellor", *, agreed: bool = False, **more: Any) -> UUID:
    wish = TakeIn(
        situation=Situation(what="Cháu kể bị đánh", where=Place(unit=COMMUNE.as_written)),
        reception=Reception(),
        details=Details(
            child=Child(name=NAME),
            circumstances=Circumstances(allegation=Allegation.ABUSE, abuse_types=(AbuseType.SEXUAL_ABUSE,)),
            family=Family(mother=Parent(name="Vi Thị Mẫu")),
            health_note="Dấu sức khỏe",
            informant=Informant(agreed=agreed, name=INFORMANT if agreed else ""),
            suspected=Suspected(name=SUSPECT, relation=Relation.PARENT),
            **more,
        ),
        contact=SafeContact(person="Cô Hà", telephone="0204 000 00 11", must_not_know="bố"),
    )
    return do(world, who, lambda work: take_in(wish, work))


def looked(world: World, action: str) -> list[tuple[Any, ...]]:
    with world.house.pool.connection() as connection:
        return connection.execute(
            "SELECT record, records, query_digest, field_class, basis, decision FROM trail.entries"
            " WHERE action = %s ORDER BY position",
            (action,),
        ).fetchall()


def test_every_paper_is_there_as_a_page_and_as_a_file(world: World) -> None:
    case = told(world)
    browser = world.sign_in("counsellor")
    assert 'id="plain"' in browser.get(f"/ho-so/{case}/van-ban/cong-van").text
    assert 'id="plain"' not in browser.get("/so-theo-doi/trang-in").text, "the log does not leave the house"
    for path in (
        f"/ho-so/{case}/van-ban/cong-van",
        f"/ho-so/{case}/van-ban/mau-01",
        "/so-theo-doi/trang-in",
        "/bieu-mau/tiep-nhan",
    ):
        assert browser.get(path).status_code == 200, path
        for kind, start in (("pdf", b"%PDF-"), ("docx", b"PK"), ("txt", "HỘI".encode())):
            file = browser.get(f"{path}.{kind}")
            assert file.content.startswith(start), (path, kind)
            assert file.headers["cache-control"] == "no-store"
            assert file.headers["content-disposition"].startswith('attachment; filename="')


def test_the_access_log_keeps_what_was_printed_by_whom_and_on_which_ground(world: World) -> None:
    case = told(world, agreed=True)
    browser = world.sign_in("counsellor")
    file = browser.get(f"/ho-so/{case}/van-ban/mau-01.pdf")
    browser.get(f"/ho-so/{case}/van-ban/cong-van?kind=hotline_111&parts=&parts=child")
    browser.get(f"/ho-so/{case}/van-ban/cong-van?parts=&parts=health")
    report, letter, health = looked(world, "case.print")
    number = report[1]
    assert report == (case, number, sha256(file.content).digest(), "reporter_identity", "assigned", "permit")
    assert len(number) == 1
    assert letter[3] == "identity" and letter[2] is not None
    assert health[3] == "health"
    assert looked(world, "case.open") == [], "a print is an entry of its own"


def test_an_audit_finds_prints_under_their_own_name(world: World) -> None:
    case = told(world)
    world.sign_in("counsellor").get(f"/ho-so/{case}/van-ban/mau-01")
    page = world.sign_in("auditor").get("/nhat-ky?action=case.print")
    assert "Lập, in văn bản của hồ sơ" in page.text


def test_a_colleague_prints_no_informant_and_no_health(world: World) -> None:
    case = told(world, agreed=True)
    colleague = world.sign_in("colleague")
    form = colleague.get(f"/ho-so/{case}/van-ban/mau-01.txt").text
    assert NAME in form and INFORMANT not in form
    parts = "&".join(f"parts={one}" for one in ("child", "health", "informant"))
    letter = colleague.get(f"/ho-so/{case}/van-ban/cong-van.txt?{parts}").text
    assert NAME in letter and INFORMANT not in letter and "Dấu sức khỏe" not in letter
    shown = {row[3] for row in looked(world, "case.print")}
    assert shown and not shown & {"health", "reporter_identity"}
    mine = world.sign_in("counsellor").get(f"/ho-so/{case}/van-ban/cong-van.txt?{parts}").text
    assert INFORMANT in mine and "Dấu sức khỏe" in mine


def test_a_stranger_to_the_file_gets_the_same_answer_as_for_one_that_is_not_there(world: World) -> None:
    case = told(world)
    elsewhere = world.sign_in("elsewhere")
    for path in ("van-ban", "van-ban/cong-van", "van-ban/mau-01", "van-ban/mau-01.pdf"):
        theirs, none = (elsewhere.get(f"/ho-so/{one}/{path}") for one in (case, UUID(int=7)))
        assert theirs.status_code == none.status_code == 404
    assert all(row[5] == "deny" for row in looked(world, "case.print"))


def test_a_restricted_file_is_printed_after_a_fresh_proof_alone(world: World) -> None:
    case = told(world)
    browser = world.sign_in("counsellor")
    assert (
        browser.api("POST", f"/api/v1/cases/{case}/restriction", json={"ground": "protection"}).status_code
        == 201
    )
    assert browser.get(f"/ho-so/{case}/van-ban/mau-01.pdf").content.startswith(b"%PDF-")
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE auth.sessions SET proved_at = now() - interval '1 day'")
    held = browser.client.get(f"/ho-so/{case}/van-ban/mau-01.pdf", follow_redirects=False)
    assert not held.content.startswith(b"%PDF-") and NAME not in held.text
    assert browser.api("GET", f"/api/v1/cases/{case}/documents/mau-01.pdf").status_code == 401


def test_a_letter_follows_a_forwarding_and_is_refused_to_the_person_suspected(world: World) -> None:
    case = told(world)
    browser = world.sign_in("counsellor")
    for name in ("Trường Tiểu học Sơn Động", f"Ông {SUSPECT}"):
        body = {"recipient": {"kind": "school", "name_as_written": name}}
        assert browser.api("POST", f"/api/v1/cases/{case}/forwardings", json=body).status_code == 201
    page = browser.get(f"/ho-so/{case}/van-ban")
    versions = re.findall(
        r'<option value="(\d+)">', page.text.partition('name="forwarding"')[2].partition("</select>")[0]
    )
    assert len(versions) == 2
    assert (
        "Kính gửi: Trường Tiểu học Sơn Động"
        in browser.get(f"/ho-so/{case}/van-ban/cong-van?forwarding={versions[0]}").text
    )
    refused = browser.get(f"/ho-so/{case}/van-ban/cong-van?forwarding={versions[1]}")
    assert refused.status_code == 409 and "người bị nghi xâm hại" in refused.text
    answer = browser.api("GET", f"/api/v1/cases/{case}/documents/cong-van.pdf?forwarding={versions[1]}")
    assert answer.status_code == 409 and SUSPECT not in answer.text
    assert browser.get(f"/ho-so/{case}/van-ban/cong-van?forwarding=999").status_code == 404


def test_an_address_holds_codes_alone(world: World) -> None:
    case = told(world)
    browser = world.sign_in("counsellor")
    for query in (
        "number=Nguyễn Văn A",
        "number=12/cv",
        "kind=nobody",
        "unit=1@2025-07-01",
        "name=x",
        "parts=x",
    ):
        assert browser.get(f"/ho-so/{case}/van-ban/cong-van?{query}").status_code == 422, query
        path = f"/api/v1/cases/{case}/documents/cong-van.txt?{query}"
        assert browser.api("GET", path).status_code == 422, query
    assert looked(world, "case.print") and all(row[2] is None for row in looked(world, "case.print"))


def test_programs_get_the_same_papers(world: World) -> None:
    case = told(world)
    browser = world.sign_in("counsellor")
    query = f"kind=commune_police&unit={COMMUNE.key}&number=12/CV-HBV&parts=child&parts=family"
    pairs = (
        (
            f"/ho-so/{case}/van-ban/cong-van.txt?{query}",
            f"/api/v1/cases/{case}/documents/cong-van.txt?{query}",
        ),
        (f"/ho-so/{case}/van-ban/mau-01.txt", f"/api/v1/cases/{case}/documents/mau-01.txt"),
        (
            "/so-theo-doi/trang-in.txt?abuse=violence",
            "/api/v1/follow-up-log/documents/trang-in.txt?abuse=violence",
        ),
        ("/bieu-mau/tiep-nhan.txt", "/api/v1/documents/phieu-tiep-nhan.txt"),
    )
    for page, program in pairs:
        first, second = (without_moment(browser.get(one).text) for one in (page, program))
        assert first == second, program
    name = browser.api("GET", f"/api/v1/cases/{case}/documents/mau-01.docx").headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="mau-01-[A-Z]+-[A-Z]+-0001-2026\.docx"', name), name


def without_moment(text: str) -> str:
    return re.sub(r"lập lúc \d\d:\d\d", "", text)


def test_the_page_of_the_log_holds_what_the_list_shows_and_nothing_more(world: World) -> None:
    told(world)
    taken_in(world, "Lò Văn Ví Dụ", "elsewhere")
    closely = taken_in(world, "Hoàng Kín", "supervisor")
    supervisor = world.sign_in("supervisor")
    supervisor.api("POST", f"/api/v1/cases/{closely}/restriction", json={"ground": "protection"})
    followed(world)
    text = world.sign_in("counsellor").get("/so-theo-doi/trang-in.txt").text
    assert NAME in text and "Lò Văn Ví Dụ" not in text and "Hoàng Kín" not in text
    assert "Số mục trên trang này: 1 (mỗi trang nhiều nhất 50 mục)." in text
    (entry,) = looked(world, "log.print")
    assert entry[0] is None and len(entry[1]) == 1 and entry[2] is not None and entry[3] == "identity"
    assert [row[1] for row in looked(world, "log.see")] == []
    none = world.sign_in("counsellor").get("/so-theo-doi/trang-in.txt?state=closed").text
    assert NAME not in none and "tình trạng: Đã kết thúc theo dõi" in none
    assert NAME in world.sign_in("counsellor").get("/so-theo-doi/trang-in.txt?words=khong").text, (
        "words are left out"
    )


def test_names_of_restricted_entries_wait_for_a_proof_on_paper_too(world: World) -> None:
    case = told(world)
    browser = world.sign_in("counsellor")
    browser.api("POST", f"/api/v1/cases/{case}/restriction", json={"ground": "protection"})
    followed(world)
    assert NAME in browser.get("/so-theo-doi/trang-in.txt").text
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE auth.sessions SET proved_at = now() - interval '1 day'")
    held = browser.get("/so-theo-doi/trang-in.txt").text
    assert NAME not in held and "(hồ sơ hạn chế)" in held


def test_the_empty_form_is_for_everyone_and_has_public_duty_numbers_alone(world: World) -> None:
    supervisor = world.sign_in("supervisor")
    number = {"unit": "24@2025-07-01", "body": "police", "note": "anh Giấu", "valid_from": "2025-07-01"}
    for digits, private in (("0204 000 00 12", False), ("0912 000 013", True)):
        body = number | {"number": digits, "is_private": private}
        assert supervisor.api("POST", "/api/v1/duty-numbers", json=body).status_code == 201
    for who in ("counsellor", "office", "reviewer", "administrator", "auditor"):
        text = world.sign_in(who).get("/bieu-mau/tiep-nhan.txt").text
        assert "02040000012" in text and "0912000013" not in text and "anh Giấu" not in text, who
        assert all(one in text for one in ("111", "113", "115"))
    assert world.browser().get("/bieu-mau/tiep-nhan.txt").url.path == "/dang-nhap"


def test_through_broken_glass_the_letter_is_made_without_the_person_suspected(world: World) -> None:
    case = told(world, agreed=True)
    elsewhere = world.sign_in("elsewhere")
    with world.house.pool.connection() as connection:
        (code,) = connection.execute(
            "SELECT code FROM facts.records WHERE record = %s", (case,)
        ).fetchone() or ("",)
    broken = elsewhere.api(
        "POST", "/api/v1/broken-glass", json={"code": code, "breaking": {"ground": "danger"}}
    )
    assert broken.status_code == 201, broken.text
    parts = "&".join(f"parts={one.value}" for one in LetterPart)
    text = elsewhere.get(f"/ho-so/{case}/van-ban/cong-van.txt?kind=commune_police&{parts}").text
    assert NAME in text
    assert all(hidden not in text for hidden in (SUSPECT, INFORMANT, "Dấu sức khỏe"))
    assert looked(world, "case.print")[-1][4] == "break-glass"


def test_nothing_of_a_paper_is_left_on_the_disk(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = told(world)
    browser, scratch = world.sign_in("counsellor"), tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.chdir(scratch)
    opened: list[str] = []

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and listening and str(arguments[1] or "r")[0] in "wax+":
            opened.append(str(arguments[0]))

    listening = True
    sys.addaudithook(heard)
    for kind in ("pdf", "docx", "txt"):
        assert browser.get(f"/ho-so/{case}/van-ban/mau-01.{kind}").status_code == 200
    listening = False
    assert opened == [] and list(scratch.iterdir()) == []
