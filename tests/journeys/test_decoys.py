"""Decoys: like any other file for everyone, an incident for the inspectors, and nothing in what is reported."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from domain.calendar import vietnam_day
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import Program, last, program
from tests.journeys.acts import NOW, followed
from tests.journeys.test_conflicts import taken_in
from tests.journeys.world import World

NAME = "Con gái Phó Chủ tịch huyện"
INVENTED: dict[str, Any] = {"child": {"name": NAME}}
CLOSING = {"outcome": "outcome/1/safe", "child_informed": True}
NOTICE = "Có người đụng"


def ended(person: Program, details: dict[str, Any] = INVENTED) -> tuple[str, str]:
    """A file entered and closed by the ordinary commands of someone who is let in on it."""
    case = last(person.made("/cases", {"situation": {"what": "Cần giấy xác nhận"}, "details": details}))
    code = str(person.ask("GET", f"/cases/{case}").json()["code"])
    version = person.ask("GET", f"/cases/{case}").headers["etag"]
    closed = person.ask("POST", f"/cases/{case}/closing", CLOSING, **{"If-Match": version})
    assert closed.status_code == 201, closed.text
    return case, code


def placed(world: World) -> tuple[str, str, str]:
    """A decoy of the commune: its case, its code and the id of the mark."""
    case, code = ended(program(world, "elsewhere"))
    return case, code, marked(world, code)


def marked(world: World, code: str) -> str:
    """Mark a file: an auditor proposes, the officer confirms; return the id of the mark."""
    decoy = proposed(world, code)
    program(world, "officer").made(f"/decoys/{decoy}/confirmation", None)
    return decoy


def proposed(world: World, code: str) -> str:
    """Propose a file; return the id of the proposal."""
    return last(program(world, "auditor").made("/decoys", {"code": code}))


def touches(world: World, who: str = "officer") -> list[tuple[str, str]]:
    """Who touched a decoy, and how, the latest first."""
    rows = program(world, who).ask("GET", "/decoys").json()["decoys"]
    return [(touch["account"], touch["action"]) for row in rows for touch in row["touches"]]


def test_whoever_opens_a_decoy_is_told_to_the_inspectors_and_learns_nothing(world: World) -> None:
    case, code = ended(program(world, "elsewhere"))
    reader = program(world, "commune_supervisor")
    before = reader.ask("GET", f"/cases/{case}")
    marked(world, code)
    after = reader.ask("GET", f"/cases/{case}")
    assert (after.status_code, after.content) == (before.status_code, before.content)
    expected = [(str(world.accounts["commune_supervisor"]), "case.open")]
    assert touches(world) == touches(world, "auditor") == expected
    listed = (
        program(world, "officer").ask("GET", f"/access-log/review?day={vietnam_day(NOW)}").json()["entries"]
    )
    reasons = [one["why"] for one in listed]
    why = {one["record"]: one["why"] for one in listed}
    assert "why-reviewed/1/decoy" in why[case]
    assert sum("why-reviewed/1/decoy" in one for one in reasons) == 1, "not what was read before the mark"
    page = world.sign_in("officer").get("/ho-so-moi").text
    assert code in page and "Lý Thị Sen" in page and "Mở hồ sơ" in page


def test_a_note_on_a_decoy_is_saved_and_told_too(world: World) -> None:
    case, _, _ = placed(world)
    person = program(world, "elsewhere")
    assert person.ask("POST", f"/cases/{case}/notes", {"note": "Mẹ cháu gọi lại."}).status_code == 201
    assert touches(world)[0] == (str(world.accounts["elsewhere"]), "case.add")


def test_an_emergency_added_blind_to_a_decoy_is_saved_and_told_too(world: World) -> None:
    case, _, _ = placed(world)
    said = {"emergency": {"what": "Cháu đang bị đánh", "told": "113"}, "case_id": case}
    assert program(world, "office").ask("POST", "/emergencies", said).status_code == 201
    assert touches(world) == [(str(world.accounts["office"]), "emergency.record")]


def test_a_file_that_is_not_a_decoy_tells_nobody(world: World) -> None:
    placed(world)
    other, _ = taken_in(program(world, "elsewhere"))
    program(world, "elsewhere").ask("GET", f"/cases/{other}")
    assert touches(world) == []


def test_lists_show_a_decoy_as_any_other_file(world: World) -> None:
    person = program(world, "elsewhere")
    _, code = ended(person)
    followed(world)
    before = person.ask("GET", "/follow-up-log").content
    marked(world, code)
    followed(world)
    assert person.ask("GET", "/follow-up-log").content == before
    assert code.encode() in before and touches(world) == [], "a list opens nothing"


@pytest.mark.parametrize("who", ["counsellor", "elsewhere", "supervisor", "head", "office", "administrator"])
def test_which_files_are_decoys_is_for_inspectors_alone(world: World, who: str) -> None:
    _, code, decoy = placed(world)
    person = program(world, who)
    assert person.ask("GET", "/decoys").status_code == 404
    assert person.ask("POST", "/decoys", {"code": code}).status_code == 404
    assert person.ask("POST", f"/decoys/{decoy}/withdrawal").status_code == 404
    browser = world.sign_in(who)
    assert browser.get("/ho-so-moi").status_code == 404
    for way in ("confirmation", "rejection"):
        assert person.ask("POST", f"/decoys/{decoy}/{way}").status_code == 404
    assert program(world, "officer").ask("POST", "/decoys", {"code": code}).status_code == 404


MOVES = {"mark", "computed_at", "known_at"}
"""What a table says of the moment at which it was asked."""


def test_a_decoy_counts_nowhere_in_article_92_until_it_is_withdrawn(world: World) -> None:
    year, officer = vietnam_day(NOW).year, world.sign_in("auditor")

    def figures() -> Any:
        followed(world)
        table = officer.api("GET", f"/api/v1/article-92?year={year}").json()
        return {name: value for name, value in table.items() if name not in MOVES}

    taken_in(program(world, "elsewhere"))
    without = figures()
    _, code = ended(program(world, "elsewhere"))
    with_it = figures()
    assert with_it != without
    decoy = proposed(world, code)
    assert figures() == with_it, "a proposal changes nothing"
    program(world, "officer").made(f"/decoys/{decoy}/rejection", None)
    assert figures() == with_it
    decoy = proposed(world, code)
    program(world, "auditor").made(f"/decoys/{decoy}/withdrawal", None)
    assert figures() == with_it, "taken back"
    decoy = marked(world, code)
    assert figures() == without
    program(world, "auditor").made(f"/decoys/{decoy}/withdrawal", None)
    assert figures() == with_it


def test_only_a_closed_file_becomes_a_decoy_and_only_once(world: World) -> None:
    _, open_code = taken_in(program(world, "elsewhere"))
    auditor = program(world, "auditor")
    assert auditor.ask("POST", "/decoys", {"code": open_code}).status_code == 409
    _, code, decoy = placed(world)
    assert auditor.ask("POST", "/decoys", {"code": code}).status_code == 409
    assert auditor.ask("POST", "/decoys", {"code": "HT.TN.9999.2031"}).status_code == 404
    auditor.made(f"/decoys/{decoy}/withdrawal", None)
    assert auditor.ask("POST", f"/decoys/{decoy}/withdrawal").status_code == 409
    auditor.made("/decoys", {"code": code})


def test_a_withdrawn_decoy_is_an_ordinary_file_again(world: World) -> None:
    case, _, decoy = placed(world)
    program(world, "auditor").made(f"/decoys/{decoy}/withdrawal", None)
    program(world, "elsewhere").ask("GET", f"/cases/{case}")
    assert touches(world) == []


def test_an_auditor_in_conflict_finds_neither_the_file_nor_the_decoy(world: World) -> None:
    case, code, _ = placed(world)
    auditor = program(world, "auditor")
    auditor.ask("POST", "/interests", {"code": code, "declaration": {"interest": "relative"}})
    assert case not in auditor.ask("GET", "/decoys").text and code not in auditor.ask("GET", "/decoys").text
    assert auditor.ask("POST", "/decoys", {"code": code}).status_code == 404


def test_the_database_names_no_decoy_and_its_views_agree(world: World, database: Database) -> None:
    """Neither the tables nor the log say which case it is, and the access log does not note which file was marked."""
    case, code, decoy = placed(world)
    program(world, "elsewhere").ask("GET", f"/cases/{case}")
    followed(world)
    with psycopg.connect(database.owner_dsn) as connection:
        kept = [
            str(connection.execute(query).fetchall())
            for query in (
                "TABLE facts.decoys",
                "TABLE facts.decoy_touches",
                "SELECT stream_id, correlation_id, convert_from(coded, 'UTF8') FROM es.events"
                " WHERE topic LIKE 'decoy.%'",
                "SELECT record FROM trail.entries WHERE action LIKE 'decoy.%'",
            )
        ]
    assert decoy in kept[0] and decoy in kept[2]
    assert all(case not in one and code not in one for one in kept)
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def test_the_page_proposes_confirms_and_withdraws(world: World) -> None:
    _, code = ended(program(world, "elsewhere"))
    auditor, officer = world.sign_in("auditor"), world.sign_in("officer")
    auditor.get("/ho-so-moi")
    wrong = auditor.submit("propose", code="HT.TN.9999.2031")
    assert wrong.status_code == 422 and "HT.TN.9999.2031" in wrong.text
    waits = auditor.submit("propose", code=code.lower()).text
    assert code in waits and "Chờ người thứ hai xác nhận" in waits
    assert 'id="confirm-1"' not in waits, "never by whoever proposed"
    assert 'id="withdraw-1"' not in officer.get("/ho-so-moi").text
    confirmed = officer.submit("confirm-1").text
    assert "Đang là hồ sơ mồi" in confirmed and "Bùi Thanh Sơn" in confirmed and "Trần Văn Kiên" in confirmed
    auditor.get("/ho-so-moi")
    gone = auditor.submit("withdraw-1")
    assert gone.status_code == 200 and "Đã bỏ" in gone.text
    assert 'id="withdraw-1"' not in gone.text
    auditor.submit("propose", code=code)
    officer.get("/ho-so-moi")
    assert "Không đồng ý" in officer.submit("reject-1").text
    auditor.get("/ho-so-moi")
    auditor.submit("propose", code=code)
    assert "Đã rút đề nghị" in auditor.submit("withdraw-1").text
