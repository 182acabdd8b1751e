"""Two files of one child, merged and taken apart, on the real wiring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from application.child_case import (
    AddNote,
    CloseCase,
    ForwardCase,
    add_note,
    close_case,
    forward_case,
)
from application.follow_up_log import SeeLog, see_log
from application.merging import MergeCases, UnmergeCase, merge_cases, unmerge_case
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Closing, Forwarding
from domain.child_case.merging import FollowedInMainFile, MergeGround, Merging
from domain.child_case.refusals import NotForwardedYet
from domain.directory import Recipient, RecipientKind
from domain.lists import Allegation, Outcome
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import acting, do, taken_in
from tests.journeys.world import World

SURE = Merging(known_by=MergeGround.PAPERS, reason="Cùng giấy khai sinh")
SENT = Forwarding(recipient=Recipient(kind=RecipientKind.HOTLINE_111))
ENDED = Closing(outcome=Outcome.ADVISED, child_informed=True)
YEAR = vietnam_day(datetime.now(UTC)).year


def merged(world: World, main: UUID, duplicate: UUID, who: str = "counsellor") -> None:
    do(world, who, partial(merge_cases, MergeCases(case_id=main, duplicate=duplicate, merging=SURE)))


def taken_apart(world: World, duplicate: UUID, who: str = "counsellor") -> None:
    do(world, who, partial(unmerge_case, UnmergeCase(case_id=duplicate, reason="Hai trẻ khác nhau")))


def rows(world: World, who: str = "counsellor") -> dict[UUID, object]:
    with acting(world, who) as work:
        return {entry.case_id: entry for entry in see_log(SeeLog(), work).rows.entries}


def received(world: World, as_of: str = "") -> int:
    table = world.sign_in("auditor").api("GET", f"/api/v1/article-92?year={YEAR}&as_of={as_of}").json()
    return sum(row["received"] for row in table["units"])


def mark(world: World) -> str:
    return str(world.sign_in("auditor").api("GET", "/api/v1/article-92").json()["mark"])


def same(database: Database) -> None:
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def test_two_files_are_one_child_while_they_are_merged_and_two_again_afterwards(
    world: World, database: Database
) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    main = taken_in(world, "Chu Thị Lê", received_at=now, allegation=Allegation.RISK)
    duplicate = taken_in(world, "Chu Thị Lê", who="colleague", received_at=now)
    do(world, "colleague", partial(forward_case, ForwardCase(case_id=duplicate, forwarding=SENT)))
    before = mark(world)
    assert received(world) == 2
    with pytest.raises(NotForwardedYet):
        do(world, "counsellor", partial(close_case, CloseCase(case_id=main, closing=ENDED)))
    merged(world, main, duplicate)
    together = mark(world)
    assert received(world) == 1
    assert received(world, before) == 2
    assert set(rows(world)) == {main}
    assert rows(world)[main].duty_met  # type: ignore[attr-defined]
    do(world, "colleague", partial(add_note, AddNote(case_id=duplicate, note="Mẹ cháu gọi lại")))
    page = world.sign_in("counsellor").get(f"/ho-so/{main}").text
    assert "Mẹ cháu gọi lại" in page
    assert "Đã nhập vào hồ sơ" in world.sign_in("counsellor").get(f"/ho-so/{duplicate}").text
    do(world, "counsellor", partial(close_case, CloseCase(case_id=main, closing=ENDED)))
    with pytest.raises(FollowedInMainFile):
        do(world, "counsellor", partial(close_case, CloseCase(case_id=duplicate, closing=ENDED)))
    do(world, "counsellor", partial(add_note, AddNote(case_id=duplicate, note="Cháu trở lại")))
    assert rows(world)[main].state.value == "reopened"  # type: ignore[attr-defined]
    taken_apart(world, duplicate)
    assert received(world) == 2
    assert received(world, together) == 1
    assert set(rows(world)) == {main, duplicate}
    page = world.sign_in("counsellor").get(f"/ho-so/{duplicate}").text
    assert "Mẹ cháu gọi lại" in page
    assert "Cháu trở lại" in page
    assert "Mẹ cháu gọi lại" not in world.sign_in("counsellor").get(f"/ho-so/{main}").text
    same(database)
