"""What files may belong to: how each kind of record is read, who may do what with its files, and what they are called.

One table serves pages, programs and the handlers; another kind of record is one more line in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from application.access import Action
from application.work import Command, Question, Work
from domain.activity import Activity, activity_code
from domain.activity.facts import ActivityFileAttached, ActivityFileWithdrawn
from domain.child_case import ChildCase
from domain.counselling import Counselling, matter_code
from domain.files import (
    CaseFileAttached,
    CaseFileWithdrawn,
    FileAttached,
    FileSaid,
    FileWithdrawal,
    FileWithdrawn,
    MatterFileAttached,
    MatterFileWithdrawn,
)
from domain.fund import Fund
from domain.fund.facts import FundFileAttached, FundFileWithdrawn
from domain.kernel import FieldClass, Line
from domain.recommendation import Recommendation
from domain.recommendation.correcting import FIRST
from domain.recommendation.facts import RecommendationFileAttached, RecommendationFileWithdrawn

HeldBy = ChildCase | Counselling | Activity | Recommendation | Fund


class Holder(StrEnum):
    """What a file may belong to."""

    CASE = "case"
    MATTER = "counselling"
    ACTIVITY = "activity"
    RECOMMENDATION = "recommendation"
    FUND = "fund"


class OfRecord(Question):
    """A question about the files of one record."""

    holder: Holder
    record_id: UUID

    def record(self) -> UUID | None:
        """The record."""
        return self.record_id


class OpenFile(OfRecord):
    """Look at one file, or have it given out."""

    ACTION: ClassVar[Action] = Action.OPEN_FILE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.EVIDENCE
    attached: int


class AttachFile(Command):
    """Add a file."""

    ACTION: ClassVar[Action] = Action.ATTACH_FILE
    holder: Holder
    record_id: UUID
    said: FileSaid
    name: Line = ""
    fingerprint: str = ""
    """SHA-256 of what was sent tells a repeat from another file. It is kept nowhere, only hashed with a key."""

    def record(self) -> UUID | None:
        """The record."""
        return self.record_id


class WithdrawFile(Command):
    """Take a file out of sight."""

    ACTION: ClassVar[Action] = Action.WITHDRAW_FILE
    holder: Holder
    record_id: UUID
    attached: int
    withdrawal: FileWithdrawal

    def record(self) -> UUID | None:
        """The record."""
        return self.record_id


class OpenActivityFile(OpenFile):
    """Look at a file of an activity: for whoever sees activities."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES


class AttachActivityFile(AttachFile):
    """Add a file to an activity: for whoever enters activities."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY


class WithdrawActivityFile(WithdrawFile):
    """Take a file of an activity out of sight."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY


class OpenRecommendationFile(OpenFile):
    """Look at a file of a recommendation: for whoever opens it."""

    ACTION: ClassVar[Action] = Action.OPEN_RECOMMENDATION


class AttachRecommendationFile(AttachFile):
    """Add a file to a recommendation: for whoever works on it."""

    ACTION: ClassVar[Action] = Action.WORK_ON_RECOMMENDATION


class WithdrawRecommendationFile(WithdrawFile):
    """Take a file of a recommendation out of sight."""

    ACTION: ClassVar[Action] = Action.WORK_ON_RECOMMENDATION


class OpenFundFile(OpenFile):
    """Look at a file of a fund: for whoever reads its book."""

    ACTION: ClassVar[Action] = Action.SEE_FUND


class AttachFundFile(AttachFile):
    """Add a file to a fund: for whoever keeps it."""

    ACTION: ClassVar[Action] = Action.KEEP_FUND


class WithdrawFundFile(WithdrawFile):
    """Take a file of a fund out of sight."""

    ACTION: ClassVar[Action] = Action.KEEP_FUND


@dataclass(frozen=True, slots=True)
class HolderKind:
    """How one kind of record holds files."""

    state: type[HeldBy]
    attached: type[FileAttached]
    withdrawn: type[FileWithdrawn]
    opens: type[OpenFile] = OpenFile
    attaches: type[AttachFile] = AttachFile
    withdraws: type[WithdrawFile] = WithdrawFile


HOLDERS: Mapping[Holder, HolderKind] = {
    Holder.CASE: HolderKind(ChildCase, CaseFileAttached, CaseFileWithdrawn),
    Holder.MATTER: HolderKind(Counselling, MatterFileAttached, MatterFileWithdrawn),
    Holder.ACTIVITY: HolderKind(
        *(Activity, ActivityFileAttached, ActivityFileWithdrawn),
        *(OpenActivityFile, AttachActivityFile, WithdrawActivityFile),
    ),
    Holder.RECOMMENDATION: HolderKind(
        *(Recommendation, RecommendationFileAttached, RecommendationFileWithdrawn),
        *(OpenRecommendationFile, AttachRecommendationFile, WithdrawRecommendationFile),
    ),
    Holder.FUND: HolderKind(
        *(Fund, FundFileAttached, FundFileWithdrawn),
        *(OpenFundFile, AttachFundFile, WithdrawFundFile),
    ),
}
"""Every kind of record that files belong to."""


def record_with_files(holder: Holder, record: UUID, work: Work) -> HeldBy:
    """Return the record as it stands."""
    return work.read(HOLDERS[holder].state, record)


def code_of(record: HeldBy) -> str:
    """Return what the record is called in the name of a file."""
    match record:
        case Counselling():
            return matter_code(record.id)
        case Activity():
            return activity_code(record.id)
        case ChildCase() | Recommendation() | Fund():
            return record.code


def entries_with_files(record: HeldBy) -> frozenset[int]:
    """Return the entries that a file may be said to show: what came in, conveyances, replies; vouchers."""
    match record:
        case Recommendation():
            sent = {one.version for one in record.sent}
            return frozenset(
                {FIRST} | sent | {answer.version for one in record.sent for answer in one.answers}
            )
        case Fund():
            return frozenset(record.vouchers)
        case _:
            return frozenset()


def consents_for_files(record: HeldBy, work: Work) -> tuple[int, ...]:
    """Return the versions of the consents that stand: of the case, or of the case that the record comes from."""
    if isinstance(record, ChildCase):
        return record.consents
    case_id = case_of(record)
    return work.read(ChildCase, case_id).consents if case_id else ()


def case_of(record: HeldBy) -> UUID | None:
    """Return the case that a record belongs to or comes from."""
    return record.case_id if isinstance(record, Counselling | Recommendation) else None
