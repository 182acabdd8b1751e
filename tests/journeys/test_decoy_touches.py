"""Every desk at which somebody acts on a decoy tells the inspectors, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from application.decoy import ProposeDecoy, propose_decoy
from application.work import LostRace
from domain.account import Role
from domain.calendar import vietnam_day
from infrastructure import matches
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import CONSULTATION, last, program
from tests.journeys.acts import NOW, acting, followed
from tests.journeys.test_conflicts import JUDGEMENT
from tests.journeys.test_decoys import ended, marked, placed, proposed, touches
from tests.journeys.test_export import ASKED
from tests.journeys.world import World
from tests.sign_in.given import aged, sql

ERASURE = {"basis": "term_over"}
REQUEST: dict[str, Any] = {"kind": "see", "who": "other", "name": "Lò Văn Ví Dụ"}
Said = list[tuple[str, str]]
"""Who did what, in order."""


def erasure(world: World, _case: str, code: str) -> Said:
    officer = program(world, "officer")
    for way, body in (("withdrawal", None), ("refusal", {"ground": "crime_prevention"})):
        asked = last(officer.made("/erasures", {"code": code, **ERASURE}))
        officer.made(f"/erasures/{asked}/{way}", body)
    asked = last(officer.made("/erasures", {"code": code, **ERASURE}))
    program(world, "commune_supervisor").made(f"/erasures/{asked}/confirmation", None)
    officer.made(f"/erasures/{asked}/notice", {"way": "letter"})
    return [
        *[("officer", "erasure.request"), ("officer", "erasure.decide")] * 2,
        ("officer", "erasure.request"),
        ("commune_supervisor", "erasure.confirm"),
        ("officer", "erasure.decide"),
    ]


def hold(world: World, _case: str, code: str) -> Said:
    officer = program(world, "officer")
    held = last(officer.made("/holds", {"code": code, "ground": "complaint"}))
    assert officer.ask("DELETE", f"/holds/{held}").status_code == 200
    return [("officer", "hold.manage")] * 2


def data_request(world: World, _case: str, code: str) -> Said:
    officer = program(world, "officer")
    program(world, "reviewer").made("/data-requests", REQUEST)
    came = officer.ask("GET", "/data-requests").json()["requests"][0]["request"]
    officer.made(f"/data-requests/{came}/acknowledgement", None)
    assert touches(world) == [], "of nobody's file yet"
    officer.made(f"/data-requests/{came}/case", {"code": code})
    assert officer.ask("GET", f"/data-requests/{came}").status_code == 200
    officer.made(f"/data-requests/{came}/extension", {"reason": "Cần đối chiếu"})
    return [("officer", "request.handle")] * 3


def request_with_a_code(world: World, _case: str, code: str) -> Said:
    program(world, "reviewer").made("/data-requests", REQUEST | {"file_code": code})
    return [("reviewer", "request.record")]


def export(world: World, _case: str, _code: str) -> Said:
    boss = program(world, "commune_supervisor")
    followed(world)
    path = boss.made("/exports", ASKED)
    program(world, "officer").made(f"{path}/approval", None)
    assert boss.ask("POST", f"{path}/file", {"format": "csv"}).status_code == 200
    return [("officer", "export.approve"), ("commune_supervisor", "export.download")]


def glass(world: World, _case: str, code: str) -> Said:
    person = program(world, "counsellor")
    person.made("/broken-glass", {"code": code, "breaking": {"ground": "nobody-there"}})
    use = person.ask("GET", "/broken-glass").json()["uses"][0]["id"]
    person.made(f"/broken-glass/{use}/reasons", {"reason": "Phụ trách tắt máy."})
    auditor = program(world, "auditor")
    auditor.made(f"/broken-glass/{use}/reviews", {"finding": "justified", "note": "Có căn cứ."})
    return [("counsellor", "glass.break"), ("counsellor", "glass.explain"), ("auditor", "glass.review")]


def hand_over(world: World, case: str, _code: str) -> Said:
    world.person("neighbour", "Chu Thị Hiền", "commune", (Role.COUNSELLOR,))
    to = {"counsellor": str(world.accounts["neighbour"])}
    program(world, "commune_supervisor").made(f"/cases/{case}/assignment", to)
    return [("commune_supervisor", "handover.assign")]


def conflict(world: World, _case: str, code: str) -> Said:
    said = {"code": code, "declaration": {"interest": "relative"}}
    program(world, "colleague").made("/interests", said)
    head = program(world, "head")
    one = head.ask("GET", "/conflicts").json()["conflicts"][0]["id"]
    head.made(f"/conflicts/{one}/judgements", JUDGEMENT)
    return [("colleague", "conflict.declare"), ("head", "conflict.judge")]


def consultation(world: World, case: str, code: str) -> Said:
    person = program(world, "elsewhere")
    with_it = last(person.made("/consultations", {"case_id": case, "consultation": CONSULTATION}))
    person.made(f"/consultations/{with_it}/sessions", {"consultation": CONSULTATION})
    alone = last(person.made("/consultations", {"consultation": CONSULTATION}))
    person.made(f"/consultations/{alone}/link", {"code": code})
    return [
        *(("elsewhere", "counselling.start"), ("elsewhere", "counselling.log")),
        ("elsewhere", "counselling.link"),
    ]


def restriction(world: World, case: str, _code: str) -> Said:
    program(world, "elsewhere").made(f"/cases/{case}/restriction", {"ground": "protection"})
    program(world, "officer").made(f"/cases/{case}/restriction/lift", {"reason": "Hết căn cứ"})
    return [("elsewhere", "case.restrict"), ("officer", "case.unrestrict")]


def referral(world: World, case: str, _code: str) -> Said:
    asked = {"question": "Quyền nuôi con?", "facts": "Cha mẹ ly hôn", "parties": [{"name": "Lò Văn Ví Dụ"}]}
    body = {"case_id": case, "chapter": str(world.units["chapter"]), "request": asked}
    program(world, "elsewhere").made("/referrals", body)
    return [("elsewhere", "referral.ask")]


def emergency(world: World, case: str, code: str) -> Said:
    said = {"emergency": {"what": "Cháu đang bị đánh", "told": "113"}}
    person = program(world, "elsewhere")
    office = program(world, "office")
    assert office.ask("POST", "/emergencies", said | {"case_id": case}).status_code == 201
    alone = last(person.made("/emergencies", said))
    person.made(f"/emergencies/{alone}/case", {"code": code})
    return [("office", "emergency.record"), ("elsewhere", "case.add")]


DESKS = (
    *(erasure, hold, data_request, request_with_a_code, export, glass, hand_over, conflict, consultation),
    *(restriction, referral, emergency),
)


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.__name__)
def test_an_act_at_this_desk_is_a_touch(
    world: World, database: Database, desk: Callable[[World, str, str], Said]
) -> None:
    case, code, _ = placed(world)
    told = [(str(world.accounts[who]), action) for who, action in desk(world, case, code)]
    assert touches(world)[::-1] == told
    with psycopg.connect(database.owner_dsn) as connection:
        apart = connection.execute(
            "SELECT count(*) FROM es.events e WHERE e.topic = 'decoy.touched.1' AND NOT EXISTS (SELECT FROM es.events o"
            " WHERE o.request_id = e.request_id AND o.topic <> e.topic) AND NOT EXISTS (SELECT FROM trail.entries t"
            " WHERE t.request_id = e.request_id)"
        ).fetchone()
    assert apart == (0,), "each with the act that it tells of"


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.__name__)
def test_the_same_at_an_ordinary_file_beside_a_decoy_tells_nobody(
    world: World, desk: Callable[[World, str, str], Said]
) -> None:
    case, code = ended(program(world, "elsewhere"))
    if desk is not export:
        placed(world)
    else:
        marked(world, ended(program(world, "counsellor"))[1])
    desk(world, case, code)
    assert touches(world) == []


def test_who_proposes_or_decides_touches_nothing_and_neither_does_a_proposal(world: World) -> None:
    placed(world)
    case, code = ended(program(world, "elsewhere"))
    decoy = proposed(world, code)
    person = program(world, "elsewhere")
    person.ask("GET", f"/cases/{case}")
    assert touches(world) == []
    program(world, "officer").made(f"/decoys/{decoy}/rejection", None)
    person.ask("GET", f"/cases/{case}")
    assert touches(world) == []


def test_a_turned_away_act_is_no_touch(world: World) -> None:
    case, code, _ = placed(world)
    assert program(world, "counsellor").ask("GET", f"/cases/{case}").status_code == 404
    assert program(world, "supervisor").ask("POST", "/erasures", {"code": code, **ERASURE}).status_code == 404
    assert touches(world) == []


def day(world: World, who: str) -> str:
    return world.sign_in(who).get("/hom-nay").text


def test_an_emergency_added_blind_is_told_where_the_inspectors_start_their_day(world: World) -> None:
    case, code, decoy = placed(world)
    words = "lần có người đụng đến hồ sơ mồi"
    assert all(words not in day(world, who) for who in ("auditor", "officer"))
    said = {"emergency": {"what": "Cháu đang bị đánh", "told": "113"}, "case_id": case}
    assert program(world, "office").ask("POST", "/emergencies", said).status_code == 201
    for who in ("auditor", "officer"):
        page = day(world, who)
        assert f'<a href="/ho-so-moi">1 {words} chưa ai xem xét</a>' in page
        assert code not in page and case not in page
    for who in ("elsewhere", "commune_supervisor", "office", "administrator", "supervisor"):
        assert "hồ sơ mồi" not in day(world, who), who
    program(world, "auditor").made("/interests", {"code": code, "declaration": {"interest": "relative"}})
    assert words not in day(world, "auditor")
    refused = program(world, "auditor").ask(
        "POST", f"/decoys/{decoy}/reviews", {"until": "2099-01-01T00:00:00Z"}
    )
    assert refused.status_code == 404
    with world.after(8) as later:
        assert f"2 {words}" in day(later, "officer"), "with the declared conflict, and until somebody looked"
    officer = world.sign_in("officer")
    officer.get("/ho-so-moi")
    assert "đã xem xét" in officer.submit("review-1").text
    assert words not in day(world, "officer")


def test_what_came_after_the_page_was_shown_and_one_s_own_touches_still_wait(world: World) -> None:
    case, code, _ = placed(world)
    auditor = program(world, "auditor")
    auditor.made("/broken-glass", {"code": code, "breaking": {"ground": "nobody-there"}})
    program(world, "elsewhere").ask("GET", f"/cases/{case}")
    browser = world.sign_in("auditor")
    browser.get("/ho-so-moi")
    program(world, "commune_supervisor").ask("GET", f"/cases/{case}")
    words = "lần có người đụng đến hồ sơ mồi"
    assert f"2 {words}" in day(world, "auditor") and f"3 {words}" in day(world, "officer")
    browser.submit("review-1")
    assert f"1 {words}" in day(world, "auditor"), "what came later"
    assert f"2 {words}" in day(world, "officer"), "and what the auditor did"


def test_the_weekly_list_says_decoy_of_each_desk_but_not_to_whoever_must_not_see_the_file(
    world: World,
) -> None:
    case, code, _ = placed(world)
    glass(world, case, code)

    def why(who: str) -> list[str]:
        lines = program(world, who).ask("GET", f"/access-log/review?day={vietnam_day(NOW)}").json()["entries"]
        return [one["action"] for one in lines if "why-reviewed/1/decoy" in one["why"]]

    assert sorted(why("officer")) == ["glass.break", "glass.explain", "glass.review"]
    program(world, "officer").made("/interests", {"code": code, "declaration": {"interest": "relative"}})
    assert why("officer") == []


def test_a_proposal_waits_where_the_second_person_starts_the_day(world: World) -> None:
    _, code = ended(program(world, "elsewhere"))
    decoy = proposed(world, code)
    words = "1 đề nghị hồ sơ mồi chờ bạn xác nhận là người thứ hai"
    assert words in day(world, "officer") and words not in day(world, "auditor")
    world.person("second", "Chu Văn Hải", "commune", (Role.AUDITOR,))
    assert words in day(world, "second")
    program(world, "officer").made(f"/decoys/{decoy}/confirmation", None)
    assert words not in day(world, "officer") + day(world, "second")


def test_the_second_person_is_another_account_without_a_conflict(world: World) -> None:
    case, code = ended(program(world, "elsewhere"))
    decoy = proposed(world, code)
    auditor = program(world, "auditor")
    for way in ("confirmation", "rejection"):
        alone = auditor.ask("POST", f"/decoys/{decoy}/{way}")
        assert (alone.status_code, alone.json()["type"]) == (409, "/problems/second-person-needed")
    officer = program(world, "officer")
    officer.made("/interests", {"code": code, "declaration": {"interest": "relative"}})
    assert case not in officer.ask("GET", "/decoys").text
    for way in ("confirmation", "rejection"):
        assert officer.ask("POST", f"/decoys/{decoy}/{way}").status_code == 404
    world.person("second", "Chu Văn Hải", "commune", (Role.AUDITOR,))
    program(world, "second").made(f"/decoys/{decoy}/confirmation", None)
    again = program(world, "second").ask("POST", f"/decoys/{decoy}/confirmation")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/proposal-is-over")


def test_a_file_reopened_meanwhile_is_not_confirmed(world: World) -> None:
    case, code = ended(program(world, "elsewhere"))
    decoy = proposed(world, code)
    person = program(world, "elsewhere")
    version = person.ask("GET", f"/cases/{case}").headers["etag"]
    person.made(f"/cases/{case}/reopening", {"because": "Có tin mới"}, If_Match=version)
    refused = program(world, "officer").ask("POST", f"/decoys/{decoy}/confirmation")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/decoy-is-open")


def test_proposing_and_deciding_ask_who_it_is_again(world: World) -> None:
    _, code = ended(program(world, "elsewhere"))
    decoy = proposed(world, code)
    for who, paths in (
        ("auditor", ("/decoys", f"/decoys/{decoy}/withdrawal")),
        ("officer", (f"/decoys/{decoy}/confirmation", f"/decoys/{decoy}/rejection")),
    ):
        person = program(world, who)
        aged(world, who, "proved_at", 11)
        for path in paths:
            answer = person.ask("POST", path, {"code": code})
            assert answer.json()["type"] in {"/problems/step-up-required", "/problems/factor-missing"}, path
    rows = program(world, "officer").ask("GET", "/decoys").json()["decoys"]
    assert [row["stage"].rpartition("/")[2] for row in rows] == ["proposed"]


def test_the_page_says_who_must_be_appointed(world: World) -> None:
    assert "Chưa ai" not in world.sign_in("auditor").get("/ho-so-moi").text
    administrator = world.sign_in("administrator")

    def close(who: str) -> None:
        answer = administrator.api("DELETE", f"/api/v1/accounts/{world.accounts[who]}")
        assert answer.status_code == 200, answer.text

    close("officer")
    page = world.sign_in("auditor").get("/ho-so-moi").text
    assert "một kiểm tra viên thứ hai hoặc một người phụ trách bảo vệ dữ liệu" in page
    assert program(world, "auditor").ask("GET", "/decoys").json()["second_missing"] is True
    world.person("other_officer", "Chu Văn Hải", "commune", (Role.DATA_PROTECTION_OFFICER,))
    assert "Chưa ai" not in world.sign_in("auditor").get("/ho-so-moi").text
    close("auditor")
    assert "Hội cần cử một kiểm tra viên" in world.sign_in("other_officer").get("/ho-so-moi").text


def test_views_agree_with_the_log_at_every_stage(world: World, database: Database) -> None:
    for way in ("", "rejection", "confirmation"):
        _, code = ended(program(world, "elsewhere"))
        decoy = proposed(world, code)
        if way:
            program(world, "officer").made(f"/decoys/{decoy}/{way}", None)
    for confirmed in (True, False):
        _, code = ended(program(world, "elsewhere"))
        decoy = marked(world, code) if confirmed else proposed(world, code)
        program(world, "auditor").made(f"/decoys/{decoy}/withdrawal", None)
    followed(world)
    stages = {row["stage"] for row in program(world, "auditor").ask("GET", "/decoys").json()["decoys"]}
    assert {stage.rpartition("/")[2] for stage in stages} == {
        *("proposed", "rejected", "marked", "withdrawn", "taken_back"),
    }
    compared = [*compare(database.follower_dsn), matches.compare(database.app_dsn, world.house.keys)]
    assert [one for one in compared if one.only_live or one.only_rebuilt] == [], "as `lachan views compare`"


def test_of_two_who_propose_one_file_at_once_one_is_asked_again(world: World) -> None:
    _, code = ended(program(world, "elsewhere"))
    world.person("second", "Chu Văn Hải", "commune", (Role.AUDITOR,))
    with acting(world, "auditor") as one, acting(world, "second") as two:
        sql(world, "UPDATE auth.sessions SET proved_at = now()")
        for work in (one, two):
            propose_decoy(ProposeDecoy(code=code), work)
        one.commit()
        with pytest.raises(LostRace):
            two.commit()
    rows = program(world, "officer").ask("GET", "/decoys").json()["decoys"]
    assert [row["code"] for row in rows] == [code]
