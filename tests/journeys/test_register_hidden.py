"""Closed books beside corrections and merges: what was hidden is withheld, a merged file is a number in use."""

from __future__ import annotations

from functools import partial

from application.correcting import CorrectSession, HideDetails, correct_session, hide_details
from application.merging import MergeCases, UnmergeCase, merge_cases, unmerge_case
from domain.child_case.intake import Child, Details, Situation
from domain.child_case.merging import MergeGround, Merging
from domain.correction import CorrectionKind
from domain.counselling import Consultation
from domain.lists import Sex
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import do, followed, taken_in
from tests.journeys.test_register import BEFORE, LAST, book, closed, consulted, corrected, printed, within
from tests.journeys.world import World

LEAKED = "Vi Thị Lộ"


def test_what_was_hidden_since_is_withheld_and_the_book_still_matches(
    world: World, database: Database
) -> None:
    case_id = taken_in(world, LEAKED, received_at=within(BEFORE))
    corrected(world, case_id, LEAKED)
    matter = consulted(world, within(BEFORE), case_id, minutes=77)
    closed(world, BEFORE)
    before = printed(world, BEFORE)
    assert LEAKED in before and "Nữ" in before and ">77<" in before
    right = Details(child=Child(name="Vi Thị Đúng", sex=Sex.MALE))
    hiding = HideDetails(case_id=case_id, situation=Situation(what="Cô giáo kể lại"), details=right)
    do(world, "counsellor", partial(hide_details, hiding))
    wrong = CorrectSession(matter_id=matter, entry=1, kind=CorrectionKind.MISPLACED)
    do(world, "counsellor", partial(correct_session, wrong))
    followed(world)
    after = printed(world, BEFORE)
    assert LEAKED not in after and "Vi Thị Đúng" not in after and ">77<" not in after
    assert after.count("đã che: ghi nhầm chỗ hoặc lộ thông tin") == 2
    assert book(world, BEFORE).matches
    closed(world, LAST)
    following = book(world, LAST)
    assert [one.now.withheld for one in following.later.entries] == [False]
    assert following.later.sessions == ()
    assert LEAKED not in printed(world, LAST)
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def test_a_corrected_consultation_prints_as_it_was_in_the_old_book_and_as_it_is_in_the_next(
    world: World,
) -> None:
    matter = consulted(world, within(BEFORE), minutes=20)
    closed(world, BEFORE)
    said = Consultation(narrative="Hỏi về giấy khai sinh", held_at=within(BEFORE), minutes=50)
    wish = CorrectSession(matter_id=matter, entry=1, consultation=said, reason="ghi nhầm số phút")
    do(world, "counsellor", partial(correct_session, wish))
    followed(world)
    assert [one.minutes for one in book(world, BEFORE).sessions] == [20]
    closed(world, LAST)
    assert [one.minutes for one in book(world, LAST).later.sessions] == [50]
    assert book(world, BEFORE).matches and book(world, LAST).matches


def test_two_files_of_one_child_are_two_lines_before_and_one_line_and_a_number_after(world: World) -> None:
    main = taken_in(world, "Vi Thị Một", received_at=within(BEFORE))
    duplicate = taken_in(world, "Vi Thị Một", received_at=within(LAST))
    closed(world, BEFORE)
    merging = Merging(known_by=MergeGround.PAPERS, reason="Cùng ngày sinh, cùng mẹ")
    do(
        world,
        "counsellor",
        partial(merge_cases, MergeCases(case_id=main, duplicate=duplicate, merging=merging)),
    )
    followed(world)
    assert [one.entry.case_id for one in book(world, BEFORE).entries] == [main]
    closed(world, LAST)
    shown = book(world, LAST)
    assert shown.entries == () and len(shown.used) == 1 and shown.totals.entries == 0
    assert book(world, BEFORE).matches and shown.matches
    assert set(shown.merged) == set(shown.used)
    (into,) = shown.merged.values()
    assert into == book(world, BEFORE).entries[0].entry.code
    before = printed(world, LAST)
    assert f"đã nhập vào {into}" in before
    do(world, "counsellor", partial(unmerge_case, UnmergeCase(case_id=duplicate, reason="Hai trẻ khác nhau")))
    followed(world)
    assert printed(world, LAST) == before  # what was closed prints the same for ever
