"""Activities as their register lists and adds them: codes, days, counts and amounts; no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from application.ledger import Recorded
from domain.activity.facts import (
    ActivityAttended,
    ActivityCancelled,
    ActivityCorrected,
    ActivityDeclined,
    ActivityInvited,
    ActivityRecorded,
)
from domain.activity.held import Held
from infrastructure.views.base import Scoped, Statement, View

_SAID = (
    *("day", "place", "place_name", "difficult", "people", "children", "instances", "pieces"),
    *("money_vnd", "goods_vnd", "said_at"),
)
_RECORD = (
    f"INSERT INTO activities (activity, position, unit, kind, standing, {', '.join(_SAID)})"  # noqa: S608 - constants
    f" VALUES (%s, %s, %s, %s, 'held'{', %s' * len(_SAID)})"
)
_INVITE = (
    "INSERT INTO activities (activity, position, unit, kind, standing, invited_on, day, said_at)"
    " VALUES (%s, %s, %s, %s, 'invited', %s, %s, %s)"
)
_SAY = (
    f"UPDATE activities SET {', '.join(f'{name} = %s' for name in _SAID)}, standing = 'held'"  # noqa: S608 - constants
    " WHERE activity = %s"
)
_DECLINE = """
UPDATE activities SET standing = 'declined', place = NULL, place_name = '', difficult = NULL, people = 0, children = 0,
       instances = NULL, pieces = NULL, money_vnd = 0, goods_vnd = 0 WHERE activity = %s
"""


class ActivityView(View):
    """`activities`: one row an activity, as it was last said."""

    NAME = "activity"
    VERSION = 1
    TABLES = ("activities",)
    READERS: ClassVar[Mapping[str, Scoped]] = {"activities": Scoped("activity", "unit", figures=True)}
    DDL = """
        CREATE TABLE activities (
            activity uuid PRIMARY KEY, position bigint NOT NULL, unit uuid NOT NULL, kind text NOT NULL,
            standing text NOT NULL, invited_on date, day date NOT NULL, place text, place_name text NOT NULL DEFAULT '',
            difficult boolean, people integer NOT NULL DEFAULT 0, children integer NOT NULL DEFAULT 0,
            instances integer, pieces integer, money_vnd bigint NOT NULL DEFAULT 0,
            goods_vnd bigint NOT NULL DEFAULT 0, said_at bigint NOT NULL)
    """
    INDEXES = """
        CREATE INDEX ON activities (day DESC, activity DESC);
        CREATE INDEX ON activities (unit, day DESC, activity DESC);
        CREATE INDEX ON activities (kind, day DESC, activity DESC)
    """
    TOPICS = ("activity.",)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes."""
        stream, position = recorded.stream, recorded.position
        match recorded.fact:
            case ActivityRecorded(unit=unit, held=held):
                yield _RECORD, (stream, position, unit, held.kind.value, *_said(held, position))
            case ActivityInvited(unit=unit, invitation=said):
                days = (said.invited_on, said.for_day)
                yield _INVITE, (stream, position, unit, said.kind.value, *days, position)
            case ActivityAttended(held=held) | ActivityCorrected(held=held):
                yield _SAY, (*_said(held, position), stream)
            case ActivityDeclined():
                yield _DECLINE, (stream,)
            case ActivityCancelled():
                yield "UPDATE activities SET standing = 'cancelled' WHERE activity = %s", (stream,)
            case _:
                pass  # files only move the position


def _said(held: Held, position: int) -> tuple[object, ...]:
    return (
        held.held_on,
        held.place.key if held.place else None,
        held.place.name_as_written if held.place else "",
        held.in_difficult_area,
        held.participants.all,
        held.participants.children or 0,
        held.detail.instances,
        held.detail.pieces,
        held.worth.money_vnd or 0,
        held.worth.goods_vnd or 0,
        position,
    )
