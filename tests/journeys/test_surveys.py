"""A round of inspection through the real wiring, from its plan to the remedy; on pages and by programs."""

from __future__ import annotations

import html
import re
from typing import Any

from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.figures.cells import opened, read, wrong
from tests.journeys.acts import followed
from tests.journeys.world import World

PLAN = {
    "kind": "article_92",
    "title": "Kiểm tra Điều 92 ở Hội xã Lục Ngạn",
    "first": "2025-09-01",
    "last": "2025-09-30",
    "in_scope": 12,
}
QUESTIONS = "Có kế hoạch năm không?\nCó sổ theo dõi không?"


def planned(world: World) -> str:
    body = {"unit": str(world.units["province"]), "plan": PLAN}
    return last(program(world, "office").made("/surveys", body))


def enter(world: World, survey: str, part: str, **said: Any) -> int:
    return program(world, "office").ask("POST", f"/surveys/{survey}/{part}", said).status_code


def answered(world: World, survey: str) -> None:
    """A round in which two sites answered two versions of the checklist."""
    assert enter(world, survey, "checklists", questions=QUESTIONS) == 201
    for name in ("Hội xã Lục Ngạn", "Hội xã Tân Sơn"):
        assert enter(world, survey, "sites", name=name, place="07582@2025-07-01") == 201
    assert enter(world, survey, "coordination", partner="front", how="took_part", on="2025-09-05") == 201
    for site, marks in ((1, ["yes", "no"]), (2, ["yes", "partly"]), (1, ["yes", "partly"])):
        assert enter(world, survey, "answers", site=site, on="2025-09-10", marks=marks) == 201
    assert enter(world, survey, "checklists", questions=f"{QUESTIONS}\nCó tập huấn không?") == 201
    assert enter(world, survey, "answers", site=1, on="2025-09-10", marks=["yes", "yes"]) == 409
    assert enter(world, survey, "answers", site=1, on="2025-09-12", marks=["yes", "yes", "no"]) == 201


def test_a_round_goes_from_its_plan_to_the_remedy(world: World, database: Database) -> None:
    survey = planned(world)
    answered(world, survey)
    browser = world.sign_in("office")
    browser.get(f"/khao-sat/{survey}")
    wrong = browser.submit("phat-hien", site="1", what="Chưa có sổ theo dõi")
    assert wrong.status_code == 422 and "Chưa có sổ theo dõi" in html.unescape(wrong.text)
    browser.submit("phat-hien", kind="shortcoming")
    browser.submit("kien-nghi", finding="1", to="Hội xã Lục Ngạn", what="Lập sổ", due_on="2025-10-31")
    browser.submit("khac-phuc", finding="1", what="Đã lập sổ", is_done="true")
    browser.submit("tra-loi", site="2", marks=["yes", "no", "not_asked"])
    shown = html.unescape(browser.submit("ket-thuc", conclusion="Một đơn vị chưa có sổ").text)
    for words in ("Ủy ban Mặt trận Tổ quốc: Cùng tham gia", "Bảng hỏi bản 2: 2 điểm", "Đã kết thúc", "2/12"):
        assert words in shown, words
    page = program(world, "auditor").ask("GET", f"/surveys/{survey}").json()
    first, second = page["answers"]
    assert (first["sites"], first["counts"][1]) == (2, {"yes": 0, "partly": 2, "no": 0, "not_asked": 0})
    assert first["by_site"] == {"1": ["yes", "partly"], "2": ["yes", "partly"]}
    assert [row["yes"] for row in second["counts"]] == [2, 1, 0] and page["open_findings"] == []
    followed(world)
    (row,) = program(world, "supervisor").ask("GET", "/surveys").json()
    assert (row["sites"], row["answered"], row["open_findings"], row["ended"]) == (2, 2, 0, True)
    assert row["title"] == PLAN["title"]
    assert program(world, "elsewhere").ask("GET", "/surveys").json() == []
    assert program(world, "elsewhere").ask("GET", f"/surveys/{survey}").status_code == 404
    assert program(world, "auditor").ask("POST", f"/surveys/{survey}/sites", {"name": "x"}).status_code == 404
    assert all(one.only_live == one.only_rebuilt == 0 for one in compare(database.follower_dsn))


def test_an_entry_is_put_right_or_cancelled_and_what_exposed_somebody_is_covered(
    world: World, database: Database
) -> None:
    survey = planned(world)
    answered(world, survey)
    entries = program(world, "auditor").ask("GET", f"/surveys/{survey}").json()["entries"]
    by_kind = {next(iter(said)): int(entry) for entry, said in entries.items()}
    assert enter(world, survey, "findings", site=1, kind="shortcoming", what="Cháu Nguyễn Văn An") == 201
    found = max(int(entry) for entry in entries) + 1
    browser = world.sign_in("office")
    assert "Phát hiện" in html.unescape(browser.get(f"/khao-sat/{survey}").text)
    browser.get(f"/khao-sat/{survey}/sua/{found}")
    ahead = browser.submit("correction", site="9", because="exposes", what="Chưa có sổ")
    assert ahead.status_code == 422 and "Chưa có sổ" in html.unescape(ahead.text)
    shown = html.unescape(browser.submit("correction", site="1", because="exposes", what="Chưa có sổ").text)
    assert "Nguyễn Văn An" not in shown and "Sửa mục thứ" in shown and "Chưa có sổ" in shown
    browser.get(f"/khao-sat/{survey}/sua/{by_kind['answers']}")
    browser.submit("correction", marks=["no", "no", "no"], because="slip")
    last = program(world, "auditor").ask("GET", f"/surveys/{survey}").json()["answers"][-1]
    assert last["by_site"] == {"1": ["no", "no", "no"]}
    followed(world)
    (row,) = program(world, "supervisor").ask("GET", "/surveys").json()
    assert (row["sites"], row["answered"], row["open_findings"]) == (2, 2, 1)
    browser.get(f"/khao-sat/{survey}/sua/{found}")
    browser.submit("cancel", because="mistake")
    browser.get(f"/khao-sat/{survey}/sua/0")
    browser.submit("correction", title="Kiểm tra quý III", because="slip")
    followed(world)
    (row,) = program(world, "supervisor").ask("GET", "/surveys").json()
    assert (row["title"], row["open_findings"]) == ("Kiểm tra quý III", 0)
    browser.get(f"/khao-sat/{survey}/sua/0")
    assert "Đã hủy, không tính" in html.unescape(browser.submit("cancel", because="twice").text)
    assert enter(world, survey, "sites", name="Hội xã Tân Sơn") == 409
    assert browser.get(f"/khao-sat/{survey}/sua/0").status_code == 404
    followed(world)
    assert program(world, "supervisor").ask("GET", "/surveys").json()[0]["cancelled"] is True
    assert all(one.only_live == one.only_rebuilt == 0 for one in compare(database.follower_dsn))


def test_each_number_of_the_answers_opens_as_known_at_any_moment(world: World) -> None:
    survey = planned(world)
    answered(world, survey)
    followed(world)
    reader = world.sign_in("auditor").client.get
    path = f"/khao-sat/{survey}"
    found = read(path, reader(path).text)
    assert found.shut == [] and len(found.cells) == 20, "five questions of two versions, four answers each"
    assert [why for one in found.cells if (why := wrong(one, opened(reader, one.address)))] == []
    partly = next(one for one in found.cells if "checklist=1&question=1&answer=partly" in one.address)
    before = opened(reader, partly.address)
    assert (before.count, partly.said) == (2, "2")
    again = next(one for one in found.cells if "checklist=1&question=1&answer=no" in one.address)
    assert opened(reader, again.address).comes_to == 0, "answered no, then partly: +1 and -1"
    mark = re.search(r"Mốc của sổ sự kiện</dt><dd>([^<]+)<", reader(partly.address).text)
    assert mark is not None
    entries = program(world, "auditor").ask("GET", f"/surveys/{survey}").json()["entries"]
    first = [int(entry) for entry, said in entries.items() if next(iter(said)) == "answers"][1]
    browser = world.sign_in("office")
    browser.get(f"{path}/sua/{first}")
    browser.submit("correction", marks=["yes", "yes"], because="slip")
    followed(world)
    then = opened(reader, f"{partly.address}&as_of={mark[1]}")
    assert (then.count, then.comes_to, then.difference, then.later) == (2, 2, -1, -1)
    assert opened(reader, partly.address).count == 1
    assert reader(f"{path}/mo?checklist=1&question=1&answer=wrong").status_code == 404
