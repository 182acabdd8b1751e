"""What the chapter wrote in itself: it counts in the quarter, and is erased alone, key destroyed and text gone."""

from __future__ import annotations

import html
from typing import Any

import psycopg

from infrastructure.follower import Follower, compare
from infrastructure.ledger import EventRecorder, Ledger
from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.journeys.test_erasure import carried_out, follower_settled
from tests.journeys.test_erasure_alone import requested
from tests.journeys.test_referral import OPINION, WRITTEN, lines
from tests.journeys.world import World

NAME, PHONE = "Bàn Thị Tự Phát Hiện", "0966111222"
REQUEST: dict[str, Any] = {
    "question": "Xã có được từ chối khai sinh cho cháu không?",
    "facts": "Hội thẩm nghe kể ở chợ Giả Định",
    "parties": [{"name": NAME, "role": "child", "telephone": PHONE}],
}
WORDS = (REQUEST["question"], "chợ Giả Định", NAME, PHONE, OPINION)


def answered(world: World, code: str) -> str:
    """What the officer reads who asks for an erasure."""
    page = requested(world, code, requester="association").page
    assert page is not None
    return html.unescape(page.text)


def test_it_counts_in_the_quarter_and_is_erased_alone(
    world: World, later: World, follower: Follower, database: Database
) -> None:
    head, reviewer = program(world, "head"), program(world, "reviewer")
    body = {"chapter": str(world.units["chapter"]), "request": REQUEST}
    referral = last(head.made("/referrals/discoveries", body))
    shown = head.ask("GET", f"/referrals/{referral}").json()
    code = shown["code"]
    assert code.startswith("DN-") and code in world.sign_in("head").get(f"/chi-hoi/{referral}").text
    assert "chưa thể xóa" in answered(world, code), "the chapter still works on it"
    chosen = {"reviewer": str(world.accounts["reviewer"])}
    head.ask("POST", f"/referrals/{referral}/reviewer", chosen)
    reviewer.ask("POST", f"/referrals/{referral}/declaration", lines())
    reviewer.ask("POST", f"/referrals/{referral}/opinion", {"opinion": WRITTEN})
    assert head.ask("POST", f"/referrals/{referral}/approval").status_code == 200
    follower_settled(follower, database)
    figures = head.ask("GET", "/referral-board/quarter").json()["counts"]
    assert (figures["received"], figures["returned"]) == (1, 1)
    with psycopg.connect(database.owner_dsn) as connection:
        log = EventRecorder(connection).after(0, 10_000)

    requested(world, code, requester="association")
    carried_out(world, later)
    follower_settled(follower, database)
    people = ("head", "reviewer", "counsellor", "supervisor", "auditor", "officer")
    paths = (f"/referrals/{referral}", f"/referrals/{referral}/file", "/referrals", "/today", "/erasures")
    told = [html.unescape(program(world, who).ask("GET", path).text) for who in people for path in paths]
    assert [word for word in WORDS if any(word in one for one in told)] == []
    assert head.ask("GET", f"/referrals/{referral}").status_code == 409
    read_again = str(
        [one.fact for one in Ledger(world.house.keys).recorded(log) if str(one.stream) == referral]
    )
    assert "OpinionDrafted" in read_again and not any(word in read_again for word in WORDS)
    assert head.ask("GET", "/referral-board/quarter").json()["counts"] == figures
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []
    with psycopg.connect(database.owner_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM facts.matches").fetchone() == (0,)


def test_a_request_about_a_case_is_erased_with_the_case_alone(world: World) -> None:
    case = last(program(world, "counsellor").made("/cases", {"situation": {"what": "Cô giáo kể lại"}}))
    body = {"case_id": case, "chapter": str(world.units["chapter"]), "request": REQUEST}
    referral = last(program(world, "counsellor").made("/referrals", body))
    assert program(world, "head").ask("GET", f"/referrals/{referral}").json()["code"] is None
    digits = referral.replace("-", "").upper()
    assert "Không tìm thấy" in answered(world, f"DN-{digits[:4]}-{digits[4:8]}-{digits[8:12]}")
