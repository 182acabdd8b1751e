"""The reminder of the log and the guard of closing agree after every fact, though the log's view reads no names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from application.ledger import Envelope, Recorded
from domain.child_case import ChildCase
from domain.child_case.file_code import FileCode
from domain.child_case.follow_up import AlreadyKnown, Forwarding
from domain.child_case.intake import Child, Circumstances, Details, Reception, Situation
from domain.covering import covered
from domain.directory import Recipient, RecipientKind
from domain.identity import PartialDate
from domain.kernel import Event, fold
from domain.lists import AbuseType, Allegation
from infrastructure.views.log_rows import Row, changes, opened, settled
from tests.ledger.test_roundtrip import TRIALS
from tests.spec import STREAM, at

UNIT = UUID("00000000-0000-4000-8000-00000000000a")
MONDAY, TUESDAY = at("2025-08-04"), at("2025-08-05")
BODIES = st.sampled_from(list(RecipientKind)).map(lambda kind: Recipient(kind=kind, name_as_written="Chị Lý"))
ABOUT_EIGHTEEN = st.integers(MONDAY.at.year - 20, MONDAY.at.year - 15)
BIRTHS = st.none() | st.builds(
    PartialDate, year=ABOUT_EIGHTEEN, month=st.none() | st.integers(1, 12), day=st.none()
)
CHILDREN = st.builds(Child, birth=BIRTHS, estimated_age=st.none() | st.integers(15, 20))
CIRCUMSTANCES = st.builds(
    Circumstances,
    allegation=st.sampled_from(list(Allegation)),
    abuse_types=st.lists(
        st.sampled_from([AbuseType.SEXUAL_ABUSE, AbuseType.VIOLENCE]), unique=True, max_size=2
    ).map(tuple),
)
DETAILS = st.builds(Details, child=CHILDREN, circumstances=CIRCUMSTANCES)
DAYS = st.none() | st.just(date(2025, 1, 1))
KNOWN = st.builds(AlreadyKnown, recipient=BODIES, since=DAYS, reference=st.sampled_from(["", "12/CAX"]))
WISHES = st.one_of(
    DETAILS.map(lambda told: lambda case: case.set_details(Situation(what="Kể"), told, "", TUESDAY)),
    KNOWN.map(lambda known: lambda case: case.known_already(known, TUESDAY)),
    st.builds(Forwarding, recipient=BODIES).map(lambda sent: lambda case: case.pass_on(sent, TUESDAY)),
)


def _seen(fact: Event, version: int) -> Recorded:
    """The fact as a follower sees it: without keys."""
    envelope = Envelope(
        topic=fact.TOPIC,
        occurred_at=fact.occurred_at,
        received_at=fact.received_at,
        actor="system:test",
        role="system",
        unit=UNIT,
        request_id=STREAM,
        correlation_id=STREAM,
        position=version + 1,
        recorded_at=MONDAY.at + timedelta(minutes=version),
    )
    return Recorded(STREAM, version, envelope, covered(fact))


def _next_row(row: Row, fact: Event, version: int) -> Row:
    seen = _seen(fact, version)
    changed = changes(seen.fact, row, seen)
    return settled({**row, **changed}) if changed else row


@TRIALS
@given(DETAILS, st.lists(WISHES, max_size=6))
def test_the_log_reminds_exactly_as_long_as_the_guard_refuses(details: Details, wishes: list[Any]) -> None:
    code = FileCode.of("BG", 1, 2025)
    first = ChildCase.take_in(UNIT, code, 1, Situation(what="Kể"), Reception(), details, MONDAY)
    facts: list[Event] = [first]
    seen = _seen(first, 0)
    row = opened(covered(first), seen)
    _agree(row, facts)
    for wish in wishes:
        facts.append(wish(fold(ChildCase, STREAM, facts)))
        row = _next_row(row, facts[-1], len(facts) - 1)
        _agree(row, facts)


def _agree(row: Row, facts: list[Event]) -> None:
    case = fold(ChildCase, STREAM, facts)
    assert case is not None
    assert (row["alleged"], row["duty_met"]) == (case.is_alleged, case.duty_met)
