"""How long records are kept: proposed by the officer, confirmed by a second person, read by upkeep and by a list."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.account import Role
from domain.calendar import vietnam_day
from domain.counselling import matter_code
from domain.retention import DEFAULTS, RecordKind
from infrastructure.attempts import begin
from infrastructure.follower import Follower, compare
from infrastructure.postgres import Database
from infrastructure.retention import retention_of_backups
from tests.journeys.acts import followed
from tests.journeys.world import Browser, World

RULES = "/api/v1/retention-rules"
TODAY = vietnam_day(datetime.now(UTC)).isoformat()


def rule(kind: str, length: int, unit: str, start: str = "event", source: str = "") -> dict[str, object]:
    term = {"length": length, "unit": unit, "counted_from": start}
    return {"kind": kind, "term": term, "source": source, "effective_from": TODAY}


def confirmed(world: World, **said: object) -> str:
    """A rule that the officer proposed and the supervisor of the association confirmed."""
    officer, supervisor = world.sign_in("officer"), world.sign_in("supervisor")
    made = officer.api("POST", RULES, json=rule(**said))  # type: ignore[arg-type]
    assert made.status_code == 201, made.text
    path = str(made.json()["location"])
    answer = supervisor.api("POST", f"{path}/confirmation")
    assert answer.status_code == 201, answer.text
    return path


def in_force(world: World, kind: str, on: str = "") -> dict[str, object]:
    answer = world.sign_in("officer").api("GET", f"{RULES}?on={on}" if on else RULES).json()
    return next(one for one in answer["in_force"] if one["kind"].endswith(f"/{kind}"))


def closed_case(world: World) -> tuple[Browser, str, str]:
    """A case whose follow-up ended: who closed it, its path and its file code."""
    browser = world.sign_in("counsellor")
    made = browser.api("POST", "/api/v1/cases", json={"situation": {"what": "Hỏi về giấy khai sinh"}})
    path = made.json()["location"]
    case = browser.api("GET", path)
    closing = {"outcome": "advised", "child_informed": True}
    done = browser.api("POST", f"{path}/closing", json=closing, headers={"If-Match": case.headers["ETag"]})
    assert done.status_code == 201, done.text
    return browser, path, str(case.json()["code"])


def test_from_the_proposal_to_the_rule_in_force_on_the_pages(world: World) -> None:
    officer, supervisor = world.sign_in("officer"), world.sign_in("supervisor")
    assert "mặc định" in officer.get("/luu-tru").text
    page = officer.submit(
        "rule", kind="case", term__length="8", term__unit="years", term__counted_from="end_of_year",
        source="Thông tư 1/2026/TT-BNV, Điều 2", effective_from=TODAY,
    )  # fmt: skip
    assert "Chờ người thứ hai" in page.text
    assert 'id="confirm-1"' not in page.text
    assert in_force(world, "case")["since"] is None
    supervisor.get("/luu-tru")
    assert "Đã xác nhận" in supervisor.submit("confirm-1").text
    now = in_force(world, "case")
    assert now["term"] == {
        "length": 8,
        "unit": "term-unit/1/years",
        "counted_from": "term-start/1/end_of_year",
    }
    assert (now["since"], now["source"]) == (TODAY, "Thông tư 1/2026/TT-BNV, Điều 2")
    assert in_force(world, "case", on="2020-01-01")["since"] is None
    assert in_force(world, "breach")["source"] == "Internal convention"
    assert "ngày 01/01/2020" in officer.get("/luu-tru?ngay=2020-01-01").text
    for slip in ("", "hôm qua", "2020-13-01"):
        assert officer.get(f"/luu-tru?ngay={slip}").status_code == 200


def test_a_refused_proposal_comes_back_with_what_was_typed(world: World) -> None:
    officer = world.sign_in("officer")
    officer.get("/luu-tru")
    page = officer.submit(
        "rule", kind="draft", term__length="73", term__unit="hours", term__counted_from="event",
        effective_from=TODAY,
    )  # fmt: skip
    assert page.status_code == 409
    assert "từ 1 giờ / hours đến 3 ngày / days" in page.text
    assert 'value="73"' in page.text


def test_nobody_confirms_alone_and_only_the_association_s_own_supervisor_is_a_second_person(
    world: World,
) -> None:
    officer = world.sign_in("officer")
    path = officer.api("POST", RULES, json=rule("case", 8, "years")).json()["location"]
    alone = officer.api("POST", f"{path}/confirmation")
    assert (alone.status_code, alone.json()["type"].rsplit("/", 1)[1]) == (409, "second-person-needed")
    for who in ("commune_supervisor", "counsellor", "auditor", "administrator", "office", "head"):
        assert world.sign_in(who).api("POST", f"{path}/confirmation").status_code == 404, who
    assert world.sign_in("supervisor").api("POST", RULES, json=rule("case", 8, "years")).status_code == 404
    assert world.sign_in("supervisor").api("POST", f"{path}/rejection", json={}).status_code == 201
    assert in_force(world, "case")["since"] is None


def test_an_officer_of_a_commune_does_not_bring_the_rule_under_the_commune_s_supervisor(
    world: World,
) -> None:
    """A rule is the whole association's, wherever whoever proposes it works."""
    world.person("local_officer", "Ma Thị Dung", "commune", (Role.DATA_PROTECTION_OFFICER,))
    path = world.sign_in("local_officer").api("POST", RULES, json=rule("case", 8, "years")).json()["location"]
    assert world.sign_in("commune_supervisor").api("POST", f"{path}/confirmation").status_code == 404
    assert world.sign_in("supervisor").api("POST", f"{path}/confirmation").status_code == 201


def test_a_case_past_its_time_leads_to_a_request_that_needs_a_second_person(world: World) -> None:
    _, _, code = closed_case(world)
    confirmed(world, kind="case", length=2, unit="years", start="end_of_year")
    assert code not in world.sign_in("officer").get("/luu-tru/qua-han").text
    with world.after(366 * 4) as then:
        officer = then.sign_in("officer")
        page = officer.get("/luu-tru/qua-han")
        assert code in page.text
        asked = officer.submit("erase-1")
        assert "Chờ người thứ hai xác nhận" in asked.text
        rows = officer.api("GET", "/api/v1/past-term").json()["records"]
        assert [(row["code"], row["erasure"]) for row in rows] == [(code, "requested")]
        assert 'id="erase-1"' not in officer.get("/luu-tru/qua-han").text


def test_a_hold_a_reopened_case_and_a_conflict_are_respected(world: World) -> None:
    counsellor, path, code = closed_case(world)
    _, hidden, _ = closed_case(world)
    confirmed(world, kind="case", length=1, unit="years")
    officer = world.sign_in("officer")
    assert (
        officer.api("POST", "/api/v1/holds", json={"code": code, "ground": "proceedings"}).status_code == 201
    )
    officer.get("/xung-dot/khai-bao")
    hidden_code = counsellor.api("GET", hidden).json()["code"]
    officer.submit("interest", code=hidden_code, declaration__interest="relative")
    with world.after(366 * 2) as then:
        again = then.sign_in("officer")
        rows = again.api("GET", "/api/v1/past-term").json()["records"]
        assert [(row["code"], row["held"]) for row in rows] == [(code, True)]
        page = again.get("/luu-tru/qua-han").text
        assert "Đang được giữ lại" in page
        assert 'id="erase-1"' not in page
    counsellor.api("POST", f"{path}/notes", json={"note": "Cháu gọi lại"})
    with world.after(366 * 2) as then:
        assert then.sign_in("officer").api("GET", "/api/v1/past-term").json()["records"] == []


def test_a_request_about_a_file_that_a_conflict_closes_is_not_on_the_list(world: World) -> None:
    _, _, code = closed_case(world)
    officer = world.sign_in("officer")
    body = {"kind": "see", "who": "other", "file_code": code}
    asked = officer.api("POST", "/api/v1/data-requests", json=body).json()["location"]
    assert officer.api("POST", f"{asked}/refusal", json={"ground": "nothing_held"}).status_code == 201
    with world.after(366 * 7) as then:
        rows = then.sign_in("officer").api("GET", "/api/v1/past-term").json()["records"]
    assert asked.rsplit("/", 1)[1] in {row["record"] for row in rows}
    declared = {"code": code, "declaration": {"interest": "relative"}}
    assert officer.api("POST", "/api/v1/interests", json=declared).status_code == 201
    with world.after(366 * 7) as then:
        rows = then.sign_in("officer").api("GET", "/api/v1/past-term").json()["records"]
    assert rows == []


def test_a_consultation_past_its_time_leads_to_a_request_by_its_code(world: World) -> None:
    said = {"narrative": "Nói chuyện", "minutes": 20, "client_name": "Lò Thị Ví Dụ"}
    made = world.sign_in("counsellor").api("POST", "/api/v1/consultations", json={"consultation": said})
    code = matter_code(UUID(made.json()["location"].rsplit("/", 1)[1]))
    with world.after(366 * 7) as then:
        officer = then.sign_in("officer")
        assert code in officer.get("/luu-tru/qua-han").text
        assert "Chờ người thứ hai xác nhận" in officer.submit("erase-1").text


def test_what_ended_and_belongs_to_no_case_leads_to_a_request_and_what_goes_on_does_not(world: World) -> None:
    office = world.sign_in("office")
    said = {
        "origin": "member",
        "subject": "matter",
        "title": "Rào ao",
        "content": "Rào.",
        "collected_on": TODAY,
    }
    need = {"kind": "bicycle", "amount_vnd": 2_000_000, "allegation": "none"}
    bodies = [
        ("/recommendations", said, "/entries", {"what": "withdrawal", "why": "proposer"}),
        (
            "/support-needs",
            {"unit": str(world.units["province"]), "need": need},
            "/withdrawal",
            {"reason": "Tự lo"},
        ),
    ]
    ended = []
    for path, body, end, why in bodies:
        first, other = (office.api("POST", f"/api/v1{path}", json=body).json()["location"] for _ in range(2))
        assert office.api("POST", f"{first}{end}", json=why).status_code == 201
        ended.append(first.rsplit("/", 1)[1])
        assert other
    with world.after(366 * 6) as then:
        rows = then.sign_in("officer").api("GET", "/api/v1/past-term").json()["records"]
        assert [one["record"] for one in rows] == ended[1:], (
            "a need is kept for five years, a recommendation ten"
        )
    with world.after(366 * 12) as then:
        officer = then.sign_in("officer")
        rows = officer.api("GET", "/api/v1/past-term").json()["records"]
        assert {one["record"] for one in rows} == set(ended)
        page = officer.get("/luu-tru/qua-han")
        assert (
            "Kiến nghị đã kết thúc" in page.text and "quy ước nội bộ" in officer.get("/luu-tru").text.lower()
        )
        officer.get("/luu-tru/qua-han")
        for number in ("1", "2"):
            officer.get("/luu-tru/qua-han")
            assert "Chờ người thứ hai xác nhận" in officer.submit(f"erase-{number}").text


def test_an_informant_erased_alone_does_not_stand_for_the_whole_file(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    details = {"informant": {"name": "Cầm Văn Báo", "agreed": True}}
    opened = {"situation": {"what": "Hỏi"}, "details": details}
    path = counsellor.api("POST", "/api/v1/cases", json=opened).json()["location"]
    case = counsellor.api("GET", path)
    closing = {"outcome": "advised", "child_informed": True}
    counsellor.api("POST", f"{path}/closing", json=closing, headers={"If-Match": case.headers["ETag"]})
    asked = {"code": case.json()["code"], "basis": "requested", "part": "informant"}
    with world.after(366 * 12) as then:
        officer = then.sign_in("officer")
        made = officer.api("POST", "/api/v1/erasures", json=asked)
        assert made.status_code == 201, made.text
        rows = officer.api("GET", "/api/v1/past-term").json()["records"]
    assert [row["erasure"] for row in rows] == [""]


def test_only_the_officer_sees_what_is_past_its_time(world: World) -> None:
    for who in ("supervisor", "counsellor", "auditor", "administrator", "office"):
        assert world.sign_in(who).api("GET", "/api/v1/past-term").status_code == 404, who


def test_requests_breaches_and_standing_consultations_are_on_the_list(world: World) -> None:
    officer, counsellor = world.sign_in("officer"), world.sign_in("counsellor")
    asked = officer.api("POST", "/api/v1/data-requests", json={"kind": "see", "who": "other"}).json()[
        "location"
    ]
    assert officer.api("POST", f"{asked}/refusal", json={"ground": "nothing_held"}).status_code == 201
    breach = officer.api("POST", "/api/v1/breaches", json={"what": "Mất máy"}).json()["location"]
    officer.api("POST", f"{breach}/closing", json={"done": "Khóa máy", "why_not_notified": "Không ai bị hại"})
    open_one = officer.api("POST", "/api/v1/breaches", json={"what": "Gửi nhầm"}).json()["location"]
    said = {"narrative": "Nói chuyện", "minutes": 20}
    counsellor.api("POST", "/api/v1/consultations", json={"consultation": said})
    with world.after(366 * 7) as then:
        rows = then.sign_in("officer").api("GET", "/api/v1/past-term").json()["records"]
    assert sorted(row["kind"].rsplit("/", 1)[1] for row in rows) == ["breach", "consultation", "data_request"]
    assert open_one.rsplit("/", 1)[1] not in {row["record"] for row in rows}


def test_upkeep_reads_the_rule_in_force(world: World) -> None:
    assert world.sign_in("counsellor").api("GET", "/phien/khoa-nhap").json()["hours"] == 72
    confirmed(world, kind="draft", length=8, unit="hours")
    assert world.sign_in("counsellor").api("GET", "/phien/khoa-nhap").json()["hours"] == 8
    begin(world.house, b"name", b"network", None)
    _age(world)
    begin(world.house, b"other", b"elsewhere", None)
    assert _kept(world) == (6, True)
    confirmed(world, kind="attempt", length=1, unit="hours")
    confirmed(world, kind="network", length=30, unit="days")
    _age(world)
    begin(world.house, b"third", b"nowhere", None)
    world.sign_in("auditor")
    assert _kept(world) == (3, False)


def test_a_backup_of_keys_takes_the_rule_in_force(world: World, database: Database) -> None:
    assert retention_of_backups(database.app_dsn) == timedelta(days=30)
    confirmed(world, kind="key_backup", length=7, unit="days")
    assert retention_of_backups(database.app_dsn) == timedelta(days=7)


def _age(world: World) -> None:
    """Let what is remembered be two hours and forty days old."""
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE auth.attempts SET last_at = now() - interval '2 hours'")
        connection.execute(
            "UPDATE auth.known_networks SET seen_at = now() - interval '40 days' WHERE account = %s",
            (world.accounts["counsellor"],),
        )


def _kept(world: World) -> tuple[int, bool]:
    """How many tries are remembered, and whether the counsellor's network is."""
    with world.house.pool.connection() as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM auth.attempts WHERE failures > 0),"
            " EXISTS (SELECT FROM auth.known_networks WHERE account = %s)",
            (world.accounts["counsellor"],),
        ).fetchone()
    assert row is not None
    return int(row[0]), bool(row[1])


def test_the_default_in_the_database_is_the_one_of_the_domain() -> None:
    folder = Path(__file__).parents[2] / "infrastructure" / "migrations"
    found = re.search(
        r"kept_for\('attempt', interval '(\d+) day'\)", (folder / "0060_retention.sql").read_text()
    )
    assert found is not None
    assert int(found[1]) == DEFAULTS[RecordKind.ATTEMPT].length


def test_the_fact_rows_are_what_the_log_says(world: World, follower: Follower, database: Database) -> None:
    confirmed(world, kind="case", length=8, unit="years")
    officer = world.sign_in("officer")
    path = officer.api("POST", RULES, json=rule("breach", 3, "years")).json()["location"]
    officer.api("POST", f"{path}/withdrawal")
    followed(world)
    different = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert different == []


@pytest.mark.parametrize("who", ["officer", "supervisor", "auditor"])
def test_who_sees_the_rules(world: World, who: str) -> None:
    assert world.sign_in(who).get("/luu-tru").status_code == 200
    assert world.sign_in("counsellor").get("/luu-tru").status_code == 404
