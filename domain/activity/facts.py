"""Facts of an activity. Kind, unit, area, day, counts and amounts are coded, so that figures follow from them alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.activity.held import Declining, Held, Invitation
from domain.files import FileAttached, FileWithdrawn
from domain.kernel import Event, Line, Summary


class ActivityRecorded(Event):
    """An activity that was held was entered."""

    TOPIC: ClassVar[str] = "activity.recorded.1"
    unit: UUID
    """Unit of the association it counts for."""
    held: Held


class ActivityInvited(Event):
    """An invitation to a supervision or a course was entered."""

    TOPIC: ClassVar[str] = "activity.invited.1"
    unit: UUID
    invitation: Invitation


class ActivityAttended(Event):
    """An invitation was followed: somebody took part."""

    TOPIC: ClassVar[str] = "activity.attended.1"
    held: Held


class ActivityDeclined(Event):
    """An invitation was declined."""

    TOPIC: ClassVar[str] = "activity.declined.1"
    declining: Declining


class ActivityCorrected(Event):
    """What was said of an activity is replaced by what is right; the whole of it is said again."""

    TOPIC: ClassVar[str] = "activity.corrected.1"
    held: Held
    because: WhyCorrected


class ActivityCancelled(Event):
    """The activity, or the invitation, counts no more."""

    TOPIC: ClassVar[str] = "activity.cancelled.1"
    because: WhyCancelled
    note: Summary[Line] = ""


class ActivityFileAttached(FileAttached):
    """A file of evidence was added to an activity."""

    TOPIC: ClassVar[str] = "activity.file-attached.1"


class ActivityFileWithdrawn(FileWithdrawn):
    """A file of an activity was taken out of sight."""

    TOPIC: ClassVar[str] = "activity.file-withdrawn.1"
