"""Files of recommendations, funds and activities: one way for each, and no byte left of what was taken away."""

from __future__ import annotations

import html
from typing import Any
from uuid import UUID

import psycopg

from api.file_places import PROGRAMS
from infrastructure.checkup.files import files as look_over
from infrastructure.postgres import Database
from tests.api.given import last, program, token_of
from tests.files import made
from tests.journeys.test_activities import OUTREACH
from tests.journeys.test_activities import entered as activity_of
from tests.journeys.test_fund import RECEIPT
from tests.journeys.test_recommendation import approved, collected, conveyed, detail, ok
from tests.journeys.world import World


def sent(world: World, path: str, who: str, **said: Any) -> int:
    """Add a picture for a program; return the status."""
    client = world.client(headers={"Authorization": f"Bearer {token_of(world, who)}"})
    with_file = {"file": ("anh.png", made.png((8, 8)))}
    answer = client.post(f"/api/v1{path}/files", data=made.SAID | said, files=with_file)
    return answer.status_code


def held(world: World, path: str, who: str) -> list[dict[str, Any]]:
    answer = program(world, who).ask("GET", f"{path}/files")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["files"])


def test_the_paper_that_went_out_and_the_reply_stand_with_a_recommendation(world: World) -> None:
    path = approved(world, collected(world))
    conveyed(world, path)
    record = path.removeprefix("/api/v1")
    (conveyance,) = detail(world, path)["recommendation"]["sent"]
    shows = {"entry": conveyance["version"], "description": "Công văn đã gửi", "appears": "other"}
    assert sent(world, record, "counsellor", **shows) == 201
    assert sent(world, record, "auditor") == 404, "whoever only reads adds nothing"
    assert sent(world, record, "counsellor", entry=99) == 409, "no such entry"
    assert sent(world, record, "counsellor", appears="child", description="Thư tay của con") == 201
    assert [one["entry"] for one in held(world, record, "office")] == [conveyance["version"], None]
    page = world.sign_in("office").get(f"/kien-nghi/{path.rpartition('/')[2]}/tep").text
    assert "Công văn đã gửi" in html.unescape(page) and "Đã chuyển Ủy ban nhân dân cấp xã" in html.unescape(
        page
    )
    seen = held(world, record, "auditor")
    assert [one["description"] for one in seen] == ["Công văn đã gửi"], (
        "a child's letter is as near as its words"
    )
    (with_child,) = [one for one in held(world, record, "counsellor") if one not in seen]
    one = f"{record}/files/{with_child['version']}"
    assert program(world, "auditor").ask("GET", one).status_code == 404
    assert program(world, "counsellor").ask("GET", f"{one}/content").content.startswith(b"\x89PNG")
    assert "Thư tay" not in ok(world.sign_in("auditor").api("GET", path), 200).text


def test_a_stranger_is_asked_to_sign_in_before_anything_is_said_of_a_file(world: World) -> None:
    for place in PROGRAMS.values():
        path = f"/api/v1{place.of(UUID(int=1, version=4))}/files"
        answer = world.client().post(path, data=made.SAID, files={"file": ("anh.png", made.png((8, 8)))})
        assert answer.status_code == 401, (path, answer.text)


def test_no_byte_is_left_of_what_was_taken_away_whatever_held_it(world: World, database: Database) -> None:
    fund = last(program(world, "office").made("/funds", {"unit": str(world.units["province"])}))
    program(world, "office").made(f"/funds/{fund}/vouchers", RECEIPT)
    records = {
        f"/activities/{activity_of(world, OUTREACH)}": None,
        collected(world, "office").removeprefix("/api/v1"): 0,
        f"/funds/{fund}": 1,
    }
    for record, entry in records.items():
        assert sent(world, record, "office", **({"entry": entry} if entry is not None else {})) == 201
        (file,) = held(world, record, "office")
        assert file["entry"] == entry
        withdrawn = program(world, "office").ask(
            "POST", f"{record}/files/{file['version']}/withdrawal", {"because": "exposes"}
        )
        assert withdrawn.status_code == 201, withdrawn.text
        (gone,) = held(world, record, "office")
        assert gone["destroyed"] and gone["description"] == ""
    with psycopg.connect(database.auditor_dsn, autocommit=True) as connection:
        (kept,) = connection.execute("SELECT count(*) FROM files.stored").fetchone() or (None,)
        assert kept == 0
        assert [one.is_wrong for one in look_over(connection, full=True)] == [False]
    page = html.unescape(world.sign_in("office").get(f"/quy/{fund}").text)
    assert "Tệp chứng từ" in page and "Lộ thông tin" in page
