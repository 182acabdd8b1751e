"""Corrections, moved entries and reports in files that are merged: counted once, and right again afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from application.child_case import AddNote, CloseCase, add_note, close_case
from application.correcting import CorrectEntry, CorrectSession, correct_entry, correct_session
from application.counselling import StartConsultation, start_consultation
from application.follow_up_log import LogEntry
from application.mirror import RecordReport, record_report
from application.moving import MoveEntry, move_entry
from domain.calendar import vietnam_day
from domain.child_case.entries import EntryValue
from domain.child_case.intake import Reception
from domain.correction import CorrectionKind
from domain.counselling import Consultation
from domain.mirror.codes import MirrorStep
from domain.mirror.report import Report
from infrastructure.postgres import Database
from tests.journeys.acts import do, followed, taken_in
from tests.journeys.test_merging import ENDED, merged, received, rows, same, taken_apart
from tests.journeys.world import World

HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


def row(world: World, case_id: UUID) -> LogEntry:
    found = rows(world)[case_id]
    assert isinstance(found, LogEntry)
    return found


def test_a_receipt_corrected_while_merged_counts_in_its_right_year_when_the_file_is_given_back(
    world: World, database: Database
) -> None:
    main, duplicate = (taken_in(world, "Chu Thị Lê", received_at=HOUR_AGO) for _ in range(2))
    merged(world, main, duplicate)
    assert received(world) == 1
    last_year = datetime(vietnam_day(HOUR_AGO).year - 1, 11, 3, 2, tzinfo=UTC)
    right = EntryValue(reception=Reception(received_at=last_year))
    wish = CorrectEntry(case_id=duplicate, entry=0, value=right, reason="ghi nhầm năm")
    do(world, "counsellor", partial(correct_entry, wish))
    followed(world)
    assert received(world) == 1, "a file that hangs on another counts nothing of its own"
    taken_apart(world, duplicate)
    followed(world)
    assert received(world) == 1, "it counts in the year before"
    same(database)


def test_a_session_corrected_in_a_duplicate_changes_the_row_of_the_child(
    world: World, database: Database
) -> None:
    main, duplicate = (taken_in(world, "Chu Thị Lê", received_at=HOUR_AGO) for _ in range(2))
    logged = StartConsultation(case_id=duplicate, consultation=Consultation(narrative="Hỏi", minutes=20))
    matter = do(world, "counsellor", partial(start_consultation, logged))
    merged(world, main, duplicate)
    followed(world)
    assert row(world, main).consultations == 1
    away = CorrectSession(matter_id=matter, entry=1, kind=CorrectionKind.MISPLACED)
    do(world, "counsellor", partial(correct_session, away))
    followed(world)
    assert row(world, main).consultations == 0
    taken_apart(world, duplicate)
    followed(world)
    assert (row(world, main).consultations, row(world, duplicate).consultations) == (0, 0)
    same(database)


def test_an_entry_moved_into_a_duplicate_takes_the_child_up_again(world: World, database: Database) -> None:
    main, duplicate = (taken_in(world, "Chu Thị Lê", received_at=HOUR_AGO) for _ in range(2))
    wrong = taken_in(world, "Vi Thị Khác", received_at=HOUR_AGO)
    do(world, "counsellor", partial(add_note, AddNote(case_id=wrong, note="Bà ngoại gọi")))
    code = row(world, duplicate).code
    merged(world, main, duplicate)
    do(world, "counsellor", partial(close_case, CloseCase(case_id=main, closing=ENDED)))
    followed(world)
    assert row(world, main).state.value == "closed"
    do(world, "counsellor", partial(move_entry, MoveEntry(case_id=wrong, entry=1, code=code)))
    followed(world)
    assert row(world, main).state.value == "reopened"
    assert "Bà ngoại gọi" in world.sign_in("counsellor").get(f"/ho-so/{main}").text
    same(database)


def test_what_authorities_reported_of_either_file_is_the_child_s(world: World, database: Database) -> None:
    main, duplicate = (taken_in(world, "Chu Thị Lê", received_at=HOUR_AGO) for _ in range(2))
    told = Report(step=MirrorStep.INITIAL_ASSESSMENT)
    do(world, "counsellor", partial(record_report, RecordReport(case_id=duplicate, report=told)))
    merged(world, main, duplicate)
    followed(world)
    assert row(world, main).mirror.value == "initial_assessed"
    taken_apart(world, duplicate)
    followed(world)
    assert row(world, main).mirror.value == "unknown"
    assert row(world, duplicate).mirror.value == "initial_assessed"
    same(database)
