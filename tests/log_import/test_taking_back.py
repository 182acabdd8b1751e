"""An import that was wrong as a whole, taken back on its page: untouched entries go, others stay and are named."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from domain.kernel import Act, Actor
from domain.log_import import ImportStands, LogImport
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import followed
from tests.journeys.world import Browser, World
from tests.log_import.given import count, imported
from tests.log_import.test_import import kept, of_rows, row_of

WHY = "Nhập nhầm sổ năm 2023"
BACK = "count(*) FROM es.events WHERE topic = 'case.import-taken-back.1'"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a log of six rows, one with a forwarding and one with a step."""
    rows = [row_of(Họ_và_tên=f"Lò Văn Ví Dụ {n}", Nội_dung=f"Hỏi thủ tục {n}") for n in range(4)]
    rows.append(row_of(Hình_thức_xâm_hại="bạo lực", Đã_chuyển="Công an xã", Ngày_chuyển="28.3.2024"))
    rows.append(row_of(Họ_và_tên="Vi Thị Mẫu", Việc_tiếp_theo="Gọi lại", Ngày_hẹn="5.6.2026"))
    return kept(tmp_path, of_rows(*rows), "so.csv")


def take_back(browser: Browser, import_id: UUID) -> None:
    """Take an import back on its page."""
    browser.get(f"/nhap-so-cu/{import_id}")
    browser.submit("taking-back", reason=WHY)


def the_import(world: World) -> UUID:
    with world.house.pool.connection() as connection:
        (found,) = connection.execute(
            "SELECT import_id FROM facts.imports ORDER BY begun_at DESC"
        ).fetchone() or (None,)
    assert isinstance(found, UUID)
    return found


def cases(world: World, import_id: UUID) -> list[tuple[UUID, str]]:
    query = (
        "SELECT x.case_id, r.code FROM facts.import_rows x JOIN facts.records r ON r.record = x.case_id"
        " WHERE x.import_id = %s ORDER BY x.row_no"
    )
    with world.house.pool.connection() as connection:
        return list(connection.execute(query, (import_id,)))


def figures(database: Database) -> dict[str, int]:
    """Figures about entries; the units of the world are counted too."""
    query = (
        "SELECT measure, sum(delta)::integer FROM v_article92.facts WHERE measure <> 'units_founded'"
        " GROUP BY measure HAVING sum(delta) <> 0"
    )
    with psycopg.connect(database.follower_dsn) as connection:
        return dict(connection.execute(query).fetchall())


def until(world: World, entries: int) -> None:
    """Wait until so many entries were taken back."""
    for _ in range(300):
        if count(world, BACK) == entries:
            followed(world)
            return
        time.sleep(0.02)
    raise AssertionError(f"{count(world, BACK)} of {entries} taken back")


def test_untouched_entries_go_in_one_act_and_what_was_worked_on_stays_and_is_named(
    world: World, database: Database, file: Path
) -> None:
    assert imported(world, file, "--apply").exit_code == 0
    import_id = the_import(world)
    made = cases(world, import_id)
    browser = world.sign_in("supervisor")
    browser.get(f"/ho-so/{made[0][0]}/ghi-chep")
    browser.submit("note", note="Gia đình đã gọi lại")
    followed(world)
    assert figures(database) == {"received": 6, "imported": 6, "forwarded": 1, "forwarded_abuse": 1}
    take_back(browser, import_id)
    until(world, 5)
    assert figures(database) == {"received": 1, "imported": 1}
    text = browser.get(f"/nhap-so-cu/{import_id}").text
    assert made[0][1] in text and not any(code in text for _, code in made[1:])
    log = browser.get("/so-theo-doi?year=2024").text
    assert made[0][1] in log and not any(code in log for _, code in made[1:])
    page = browser.get(f"/ho-so/{made[1][0]}").text
    assert "Nhập nhầm, đã lấy lại" in page and WHY in page
    assert count(world, "count(*) FROM v_due.steps WHERE done_at IS NULL") == 0
    found = compare(database.follower_dsn)
    assert [one for one in found if one.only_live or one.only_rebuilt] == []


def test_the_same_file_may_be_entered_again_with_new_numbers(world: World, file: Path) -> None:
    assert imported(world, file, "--apply").exit_code == 0
    first = the_import(world)
    browser = world.sign_in("supervisor")
    take_back(browser, first)
    until(world, 6)
    again = imported(world, file, "--apply")
    assert again.exit_code == 0, again.output
    assert "Không còn mục nào" in browser.get(f"/nhap-so-cu/{first}").text
    assert "đã lấy lại" in browser.get("/nhap-so-cu").text
    codes = {code for _, code in cases(world, first)}
    second = the_import(world)
    assert second != first and len(cases(world, second)) == 6
    assert codes.isdisjoint(code for _, code in cases(world, second))


def test_a_child_who_returns_takes_the_entry_up_again(world: World, database: Database, file: Path) -> None:
    assert imported(world, file, "--apply").exit_code == 0
    import_id = the_import(world)
    browser = world.sign_in("supervisor")
    take_back(browser, import_id)
    until(world, 6)
    case_id, code = cases(world, import_id)[0]
    browser.get(f"/ho-so/{case_id}/ghi-chep")
    browser.submit("note", note="Cháu gọi lại")
    assert "Nhập nhầm, đã lấy lại" not in browser.get(f"/ho-so/{case_id}").text.split("<h2")[0]
    followed(world)
    assert code in browser.get("/so-theo-doi?year=2024").text
    assert figures(database) == {"received": 1, "imported": 1}


def test_an_import_that_stands_gives_no_entry_back() -> None:
    held = LogImport(id=UUID(int=1), version=0, unit=UUID(int=2))
    with pytest.raises(ImportStands):
        held.entry_back(WHY, Act(Actor.system("test"), None))  # type: ignore[arg-type]
