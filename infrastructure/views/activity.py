"""Activities as their register lists and adds them, in versions: codes, days, counts and amounts; no words."""

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
    f"INSERT INTO activities (activity, unit, kind, valid_from, standing, {', '.join(_SAID)})"  # noqa: S608 - constants
    f" VALUES (%s, %s, %s, %s, 'held'{', %s' * len(_SAID)})"
)
_INVITE = (
    "INSERT INTO activities (activity, unit, kind, valid_from, standing, invited_on, day, said_at)"
    " VALUES (%s, %s, %s, %s, 'invited', %s, %s, %s)"
)
_WAS = (
    "WITH was AS (UPDATE activities SET valid_to = %s WHERE activity = %s AND valid_to IS NULL RETURNING *)"
    " INSERT INTO activities (activity, unit, kind, invited_on, valid_from, standing, {columns})"
    " SELECT activity, unit, kind, invited_on, valid_to, {values} FROM was"
)
"""A further version of a row: the one before it ends where it begins."""
_SAY = _WAS.format(columns=", ".join(_SAID), values="'held'" + ", %s" * len(_SAID))
_DECLINE = _WAS.format(columns="day, said_at", values="'declined', day, said_at")
_CANCEL = _WAS.format(columns=", ".join(_SAID), values=f"'cancelled', {', '.join(_SAID)}")


class ActivityView(View):
    """`activities`: one row for each version of an activity; `valid_to` is empty in the one that stands."""

    NAME = "activity"
    VERSION = 2
    TABLES = ("activities",)
    READERS: ClassVar[Mapping[str, Scoped]] = {"activities": Scoped("activity", "unit", figures=True)}
    DDL = """
        CREATE TABLE activities (
            activity uuid NOT NULL, unit uuid NOT NULL, kind text NOT NULL, valid_from bigint NOT NULL, valid_to bigint,
            standing text NOT NULL, invited_on date, day date NOT NULL, place text, place_name text NOT NULL DEFAULT '',
            difficult boolean, people integer NOT NULL DEFAULT 0, children integer NOT NULL DEFAULT 0,
            instances integer, pieces integer, money_vnd bigint NOT NULL DEFAULT 0,
            goods_vnd bigint NOT NULL DEFAULT 0, said_at bigint NOT NULL,
            PRIMARY KEY (activity, valid_from))
    """
    INDEXES = """
        CREATE INDEX ON activities (day DESC, activity DESC) WHERE valid_to IS NULL;
        CREATE INDEX ON activities (unit, day DESC, activity DESC) WHERE valid_to IS NULL;
        CREATE INDEX ON activities (kind, day DESC, activity DESC) WHERE valid_to IS NULL
    """
    TOPICS = ("activity.",)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes."""
        stream, position = recorded.stream, recorded.position
        match recorded.fact:
            case ActivityRecorded(unit=unit, held=held):
                yield _RECORD, (stream, unit, held.kind.value, position, *_said(held, position))
            case ActivityInvited(unit=unit, invitation=said):
                days = (said.invited_on, said.for_day)
                yield _INVITE, (stream, unit, said.kind.value, position, *days, position)
            case ActivityAttended(held=held) | ActivityCorrected(held=held):
                yield _SAY, (position, stream, *_said(held, position))
            case ActivityDeclined():
                yield _DECLINE, (position, stream)
            case ActivityCancelled():
                yield _CANCEL, (position, stream)
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
