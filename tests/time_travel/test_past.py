"""The past of a case from its facts alone: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.ledger import Envelope, Recorded
from application.time_travel.past import (
    By,
    Mark,
    Moment,
    cells,
    differences,
    explained,
    known_at,
    past_of,
    state_at,
)
from domain.child_case import CaseDetailsSet, CaseNoted, ChildCase
from domain.child_case.correcting import hide_details
from domain.child_case.entries import ValuesHidden
from domain.correction import Hiding
from domain.kernel import Event, fold
from tests.domain.test_child_case import FRIDAY, opened
from tests.ledger.invented import streams_of
from tests.ledger.test_roundtrip import TRIALS
from tests.spec import STREAM

FIRST = datetime(2026, 3, 2, 2, tzinfo=UTC)
SECRET = "Trần Văn Kẻ Nào"


def recorded(facts: Sequence[Event], every: timedelta = timedelta(hours=1)) -> list[Recorded]:
    """Return the facts of one case as recorded one after the other, from position 10 on."""
    envelope = Envelope("", FIRST, None, "account:x", "counsellor", None, STREAM, STREAM)
    return [
        Recorded(
            STREAM,
            version,
            replace(
                envelope,
                topic=fact.TOPIC,
                occurred_at=fact.occurred_at,
                position=10 + version,
                recorded_at=FIRST + version * every,
            ),
            fact,
        )
        for version, fact in enumerate(facts)
    ]


@TRIALS
@given(data=st.data())
def test_the_state_at_a_position_is_what_a_decision_read_there(data: st.DataObject) -> None:
    facts: Sequence[Event] = data.draw(streams_of()[ChildCase])
    facts = [fact for fact in facts if not isinstance(fact, Hiding)]
    cut = data.draw(st.integers(min_value=0, max_value=len(facts)))
    events = recorded(facts)
    assert state_at(STREAM, events, 9 + cut) == fold(ChildCase, STREAM, facts[:cut])
    whole = fold(ChildCase, STREAM, facts)
    assert {one.path: one.value for one in explained(STREAM, events, 9 + len(facts))} == cells(whole)
    assert differences(whole, whole) == ()


NOTED = CaseNoted(occurred_at=FIRST + timedelta(hours=1), note=SECRET)
HIDDEN = ValuesHidden(occurred_at=FIRST + timedelta(hours=2), entry=1, versions=(1,))


def moments(position: int) -> list[Moment]:
    at = FIRST + timedelta(hours=position - 10)
    return [Moment(by, position, at) for by in By]


@pytest.mark.parametrize("moment", [*moments(11), *moments(12)], ids=str)
def test_what_was_hidden_is_not_shown_by_going_back_before_it_was_hidden(moment: Moment) -> None:
    events = recorded([opened(), NOTED, HIDDEN])
    assert SECRET in str(events)
    assert SECRET not in str(past_of(STREAM, events, moment))
    assert SECRET not in str(known_at(events, moment.position))


@pytest.mark.parametrize("moment", [*moments(11), *moments(13)], ids=str)
def test_nor_are_details_that_were_hidden(moment: Moment) -> None:
    first = opened()
    situation = first.situation.model_copy(update={"what": SECRET})
    told = CaseDetailsSet(
        occurred_at=NOTED.occurred_at, situation=situation, details=first.details, age_band=first.age_band
    )
    case = fold(ChildCase, STREAM, [first, told])
    assert case is not None
    events = recorded([first, told, *hide_details(case, first.situation, first.details, FRIDAY)])
    assert SECRET in str(events)
    assert SECRET not in str(past_of(STREAM, events, moment))
    assert SECRET not in str(explained(STREAM, events, moment.position))


def test_a_late_entry_is_there_as_it_happened_and_says_that_it_was_not_recorded_yet() -> None:
    late = CaseNoted(occurred_at=FIRST + timedelta(minutes=30), note="ghi sau")
    first = opened().model_copy(update={"occurred_at": FIRST})
    events = recorded([first, late], every=timedelta(days=2))
    at = FIRST + timedelta(days=1)
    by_record = past_of(STREAM, events, Moment(By.RECORDED, 10, at))
    happened = past_of(STREAM, events, Moment(By.HAPPENED, 10, at))
    assert [one.recorded.fact for one in by_record.lines] == [first]
    assert [one.marks for one in happened.lines] == [(), (Mark.NOT_YET_RECORDED,)]
    assert past_of(STREAM, events, Moment(By.RECORDED, 11, at)).lines[1].marks == (Mark.LATE,)
    assert past_of(STREAM, events, Moment(By.RECORDED, 9, at)).state is None
