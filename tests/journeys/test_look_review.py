"""The weekly review: what the system picks out of the access log, and the verdicts of people of another unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from application import looks
from application.access import Action
from domain.calendar import VIETNAM, vietnam_day
from infrastructure import looks as of_log
from infrastructure.postgres import Database
from tests.api.given import program
from tests.journeys.acts import NOW
from tests.journeys.test_conflicts import taken_in
from tests.journeys.world import World

NOTE = "Đã hỏi người đọc: thay đồng nghiệp nghỉ ốm, có giấy phân công."
JUDGED = {"verdict": "look-verdict/1/in-order", "note": NOTE}
TODAY = f"/access-log/review?day={vietnam_day(NOW)}"
MONDAY = vietnam_day(NOW) - timedelta(days=vietnam_day(NOW).weekday() + 28)
"""A week of the past, filled by hand."""
_READ = """
INSERT INTO trail.entries (position, recorded_at, request_id, account, role, unit, action, record, field_class, records,
                           basis, decision, reason, policy_version, leaf)
SELECT max(position) + 1, %s, gen_random_uuid(), %s, 'counsellor', %s, 'case.open', %s, 'narrative', '{}', %s,
       'permit', '', 'x', '' FROM trail.entries RETURNING position
"""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of that week, Vietnam time."""
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=VIETNAM)
    return start + timedelta(days=day, hours=hour, minutes=minute)


def read(
    database: Database, world: World, moment: datetime, record: str | UUID, basis: str = "assigned"
) -> int:
    """One read as the access log would hold it, written by the owner, who alone can choose the time."""
    values = (moment, world.accounts["counsellor"], world.units["province"], record, basis)
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute(_READ, values).fetchone()
    assert row is not None
    return int(row[0])


def of_the_week(world: World, who: str = "officer", day: object = MONDAY) -> dict[int, list[str]]:
    """Why each line of a week is on the list."""
    found = program(world, who).ask("GET", f"/access-log/review?day={day}").json()["entries"]
    return {one["position"]: [why.rpartition("/")[2] for why in one["why"]] for one in found}


@pytest.fixture
def nothing_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "RANDOM_READS", 0)


@pytest.mark.usefixtures("nothing_by_lot")
def test_a_read_without_an_assignment_of_the_last_thirty_days_is_on_the_list(
    world: World, database: Database
) -> None:
    case, _ = taken_in(program(world, "counsellor"))
    other, _ = taken_in(program(world, "counsellor"))
    read(database, world, at(-40, 9), case)
    untied = read(database, world, at(0, 9), case, "unit")
    again = read(database, world, at(0, 10), case, "unit")
    read(database, world, at(1, 9), case)
    explained = read(database, world, at(2, 9), case, "unit")
    elsewhere = read(database, world, at(2, 10), other, "unit")
    found = of_the_week(world)
    assert found == {untied: ["untied"], again: ["untied"], elsewhere: ["untied"]}
    assert explained not in found


@pytest.mark.usefixtures("nothing_by_lot")
def test_a_read_of_a_file_that_concerns_staff_or_a_relative_is_on_the_list(
    world: World, database: Database
) -> None:
    case, code = taken_in(program(world, "counsellor"))
    ordinary, _ = taken_in(program(world, "counsellor"))
    program(world, "colleague").ask(
        "POST", "/interests", {"code": code, "declaration": {"interest": "relative"}}
    )
    about_kin = read(database, world, at(0, 9), case)
    read(database, world, at(0, 10), ordinary)
    assert of_the_week(world) == {about_kin: ["kin"]}


@pytest.mark.usefixtures("nothing_by_lot")
def test_many_different_files_within_any_hour_are_on_the_list_and_one_file_often_is_not(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_log, "MANY_FILES", 3)
    for minute in range(10):
        read(database, world, at(0, 9, minute), UUID(int=1))
    over_the_hour = [read(database, world, at(1, 9, 50 + 5 * step), uuid4()) for step in range(4)]
    for step in range(4):
        read(database, world, at(2, 9 + step), uuid4())
    assert of_the_week(world) == {position: ["many"] for position in over_the_hour}


@pytest.mark.usefixtures("nothing_by_lot")
def test_a_read_at_night_is_on_the_list(world: World, database: Database) -> None:
    night = [read(database, world, at(0, hour, 30), uuid4()) for hour in (22, 4)]
    for hour in (21, 5):
        read(database, world, at(0, hour, 30), uuid4())
    assert of_the_week(world) == {night[0]: ["night"], night[1]: ["night"]}


def test_a_verdict_closes_lines_for_good_and_is_shown_with_its_words(world: World) -> None:
    case, _ = taken_in(program(world, "elsewhere"))
    program(world, "counsellor").ask("GET", f"/cases/{case}")
    program(world, "colleague").ask("GET", f"/cases/{case}")
    officer = program(world, "officer")
    waiting = officer.ask("GET", TODAY).json()
    denied = [
        one["position"] for one in waiting["entries"] if one["record"] == case and one["decision"] == "deny"
    ]
    assert len(denied) == 2 and all(one["verdict"] is None for one in waiting["entries"])
    officer.made("/access-log/verdicts", {"positions": denied, "judgement": JUDGED})
    after = officer.ask("GET", TODAY).json()
    assert [(one["verdict"], one["note"]) for one in after["entries"] if one["position"] in denied] == [
        (JUDGED["verdict"], NOTE)
    ] * 2
    assert after["waiting"] == after["total"] - 2
    still = officer.ask("GET", f"{TODAY}&only_open=true").json()["entries"]
    assert not set(denied) & {one["position"] for one in still}
    page = world.sign_in("auditor").get(f"/nhat-ky/ra-soat?ngay={vietnam_day(NOW)}").text
    assert NOTE in page and "Bùi Thanh Sơn" in page and "Có căn cứ" in page
    again = officer.ask("POST", "/access-log/verdicts", {"positions": denied[:1], "judgement": JUDGED})
    assert again.status_code == 409


def test_nobody_judges_their_own_unit_or_themselves(world: World) -> None:
    case, _ = taken_in(program(world, "elsewhere"))
    program(world, "counsellor").ask("GET", f"/cases/{case}")
    auditor, officer = program(world, "auditor"), program(world, "officer")
    line = next(
        one["position"]
        for one in auditor.ask("GET", TODAY).json()["entries"]
        if one["record"] == case and one["decision"] == "deny"
    )
    body: dict[str, Any] = {"positions": [line], "judgement": JUDGED}
    assert auditor.ask("POST", "/access-log/verdicts", body).status_code == 409
    own = auditor.ask("GET", "/access-log?action=trail.see").json()["entries"][0]
    assert own["account"] == str(world.accounts["auditor"])
    asked = {"positions": [own["position"]], "judgement": JUDGED}
    assert auditor.ask("POST", "/access-log/verdicts", asked).status_code == 409
    page = world.sign_in("auditor").get(f"/nhat-ky/ra-soat?ngay={vietnam_day(NOW)}").text
    assert "Chờ người của đơn vị khác kết luận." in page
    assert f'name="positions" value="{line}"' not in page
    assert officer.ask("POST", "/access-log/verdicts", body).status_code == 201


@pytest.mark.parametrize("who", ["counsellor", "supervisor", "head", "office", "administrator"])
def test_a_verdict_is_for_inspectors(world: World, who: str) -> None:
    body = {"positions": [1], "judgement": JUDGED}
    assert program(world, who).ask("POST", "/access-log/verdicts", body).status_code == 404


def test_a_line_that_is_not_there_or_is_about_a_closed_file_looks_the_same(world: World) -> None:
    case, code = taken_in(program(world, "elsewhere"))
    program(world, "elsewhere").ask("GET", f"/cases/{case}")
    auditor = program(world, "auditor")
    line = auditor.ask("GET", "/access-log?action=case.open").json()["entries"][0]
    assert line["record"] == case
    auditor.ask("POST", "/interests", {"code": code, "declaration": {"interest": "relative"}})
    answers = [
        auditor.ask("POST", "/access-log/verdicts", {"positions": [position], "judgement": JUDGED})
        for position in (line["position"], 10**9)
    ]
    assert [one.status_code for one in answers] == [404, 404]


def test_the_form_keeps_what_was_typed_and_then_closes_the_line(world: World) -> None:
    case, _ = taken_in(program(world, "elsewhere"))
    program(world, "counsellor").ask("GET", f"/cases/{case}")
    officer = world.sign_in("officer")
    page = officer.get(f"/nhat-ky/ra-soat?ngay={vietnam_day(NOW)}")
    line = page.text.partition('name="positions" value="')[2].partition('"')[0]
    refused = officer.submit("verdict", positions=line, note=NOTE)
    assert refused.status_code == 422 and NOTE in refused.text
    assert f'name="positions" value="{line}" checked' in refused.text
    done = officer.submit("verdict", positions=line, note=NOTE, verdict="to-ask")
    assert done.status_code == 200 and "Cần hỏi lại" in done.text and NOTE in done.text
    none_ticked = officer.submit("verdict", note=NOTE, verdict="to-ask")
    assert none_ticked.status_code == 422


def test_an_empty_week_leads_to_the_latest_with_anything(world: World, database: Database) -> None:
    read(database, world, at(0, 9), uuid4())
    empty = world.sign_in("officer").get(f"/nhat-ky/ra-soat?ngay={MONDAY + timedelta(days=9)}").text
    assert f'href="/nhat-ky/ra-soat?ngay={MONDAY}">Tuần gần nhất có lượt xem' in empty


def test_the_list_is_read_page_by_page(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "AT_ONCE", 2)
    lines = [read(database, world, at(0, 23, minute), uuid4()) for minute in range(5)]
    officer, seen, after = program(world, "officer"), [], 0
    while after is not None:
        page = officer.ask("GET", f"/access-log/review?day={MONDAY}&after={after}").json()
        seen += [one["position"] for one in page["entries"]]
        after = page["next"]
    assert seen == lines


KINDS = (
    ("authn.sign-in", "deny"),
    ("authn.sign-in", "permit"),
    ("authn.lock", "permit"),
    ("trail.see", "permit"),
    ("accounts.manage", "permit"),
)


@pytest.mark.parametrize(("kind", "decision"), KINDS)
def test_the_access_log_is_filtered_by_every_kind_that_it_holds(
    world: World, kind: str, decision: str
) -> None:
    wrong = world.browser()
    wrong.get("/dang-nhap")
    wrong.submit("sign-in", name="counsellor", password="không phải câu này")
    person = world.sign_in("counsellor")
    person.get("/phien")
    person.submit("lock-now")
    world.sign_in("administrator").get("/tai-khoan")
    auditor = program(world, "auditor")
    auditor.ask("GET", "/access-log")
    found = auditor.ask("GET", f"/access-log?action={kind}&decision={decision}").json()["entries"]
    assert found and {(one["action"], one["decision"]) for one in found} == {(kind, decision)}
    page = world.sign_in("auditor").get(f"/nhat-ky?action={kind}&decision={decision}")
    assert page.status_code == 200 and f'value="{kind}" selected' in page.text
    assert page.text.count('role="rowheader"') >= len(found)


def test_the_page_offers_every_kind_and_refuses_an_unknown_one(world: World) -> None:
    auditor = world.sign_in("auditor")
    page = auditor.get("/nhat-ky").text
    every = {*Action, *looks.SessionStep}
    assert all(f'<option value="{kind}"' in page for kind in every)
    for title in ("Đăng nhập, phiên", "Quyền, tài khoản, đơn vị", "Xem nhật ký"):
        assert f'label="{title}"' in page
    assert auditor.get("/nhat-ky?action=authn.nothing").status_code == 422
    assert program(world, "auditor").ask("GET", "/access-log?action=nothing").status_code == 422


def test_a_wrong_password_of_someone_of_ones_own_unit_is_judged_elsewhere(world: World) -> None:
    """An entry of signing in names no unit; the account's own counts."""
    browser = world.browser()
    browser.get("/dang-nhap")
    browser.submit("sign-in", name="head", password="không phải câu này")
    listed = program(world, "officer").ask("GET", TODAY).json()["entries"]
    mine = [one["position"] for one in listed if one["account"] == str(world.accounts["head"])]
    said = {"positions": mine, "judgement": JUDGED}
    own = program(world, "officer").ask("POST", "/access-log/verdicts", said)
    assert (own.status_code, own.json()["type"].rpartition("/")[2]) == (409, "judged-by-another-unit")
    assert program(world, "auditor").ask("POST", "/access-log/verdicts", said).status_code == 201
