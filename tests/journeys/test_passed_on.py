"""The log says to whom information went, when, under which reference, and what came back (LAW 4.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import psycopg

from application.child_case import ForwardCase, NoteAnswer, NoteKnown, forward_case, note_answer, note_known
from application.follow_up_log import FollowUpLog, LogEntry, SeeLog, see_log
from domain.child_case.follow_up import AlreadyKnown, Answer, Forwarding
from domain.directory import Recipient, RecipientKind
from domain.lists import Allegation, ReplyKind
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import acting, do, taken_in
from tests.journeys.world import World

POLICE = Recipient(kind=RecipientKind.COMMUNE_POLICE)
HOTLINE = Recipient(kind=RecipientKind.HOTLINE_111)
TOLD_AT = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=1)


def _entry(world: World) -> LogEntry:
    with acting(world, "counsellor") as work:
        (entry,) = see_log(SeeLog(), work).rows.entries
        return entry


def _passed_on(world: World) -> UUID:
    case_id = taken_in(world, "Leo Thị Nhung", allegation=Allegation.RISK)
    sent = Forwarding(recipient=POLICE, at=TOLD_AT, reference="15/PC-CAX")
    do(world, "counsellor", lambda w: forward_case(ForwardCase(case_id=case_id, forwarding=sent), w))
    again = Forwarding(recipient=HOTLINE)
    do(world, "counsellor", lambda w: forward_case(ForwardCase(case_id=case_id, forwarding=again), w))
    answer = Answer(forwarding=1, kind=ReplyKind.UNDER_WAY, reference="7/CAX-TL")
    do(world, "counsellor", lambda w: note_answer(NoteAnswer(case_id=case_id, answer=answer), w))
    return case_id


def test_each_forwarding_has_its_time_its_reference_and_what_came_back(world: World) -> None:
    _passed_on(world)
    police, hotline = _entry(world).told
    assert (police.kind, police.at, police.reference) == (RecipientKind.COMMUNE_POLICE, TOLD_AT, "15/PC-CAX")
    (reply,) = police.replies
    assert (reply.kind, reply.reference) == (ReplyKind.UNDER_WAY, "7/CAX-TL")
    assert (hotline.kind, hotline.reference, hotline.replies) == (RecipientKind.HOTLINE_111, "", ())
    browser = world.sign_in("counsellor")
    page = browser.get("/so-theo-doi").text
    assert "15/PC-CAX" in page and "7/CAX-TL" in page and "Đang xử lý" in page and "chưa có trả lời" in page
    (item,) = browser.api("GET", "/api/v1/follow-up-log").json()["items"]
    assert item["told"][0]["reference"] == "15/PC-CAX"
    assert item["told"][0]["replies"][0]["kind"] == "reply-kind/1/under_way"
    found = browser.api("POST", "/api/v1/follow-up-log/search", json={"words": "nhung"}).json()
    assert found["items"][0]["told"][0]["reference"] == "15/PC-CAX"


def test_a_reference_lies_in_the_view_only_as_ciphertext(world: World, database: Database) -> None:
    _passed_on(world)
    with psycopg.connect(database.follower_dsn) as connection:
        for table in ("entries", "refs", "names"):
            text = "\n".join(
                str(row) for row in connection.execute(f"SELECT t::text FROM v_follow_up_log.{table} t")
            )
            assert text and "PC-CAX" not in text and b"PC-CAX".hex() not in text
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []


def test_where_references_are_not_shown_they_are_not_opened(world: World) -> None:
    case_id = _passed_on(world)
    with acting(world, "counsellor") as work:
        entry = work.view(FollowUpLog).of([case_id])[case_id]  # type: ignore[type-abstract]
    assert [one.reference for one in entry.told] == ["", ""]


def test_an_authority_that_knows_ends_the_reminder_only_with_day_and_reference(world: World) -> None:
    case_id = taken_in(world, "Leo Văn Páo", allegation=Allegation.RISK)
    for known, counts in (
        (AlreadyKnown(recipient=POLICE), False),
        (AlreadyKnown(recipient=POLICE, since=date(2025, 1, 2)), False),
        (AlreadyKnown(recipient=POLICE, reference="3/CAX"), False),
        (AlreadyKnown(recipient=POLICE, since=date(2025, 1, 2), reference="3/CAX"), True),
    ):
        do(world, "counsellor", partial(note_known, NoteKnown(case_id=case_id, known=known)))
        entry = _entry(world)
        assert entry.told[-1].counts is counts
        assert entry.must_be_forwarded is not counts
    assert "chưa đủ ngày, số hiệu" in world.sign_in("counsellor").get("/so-theo-doi").text
