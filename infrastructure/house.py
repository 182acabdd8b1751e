"""The house put together: ledger, keys, pool and the reading side that keeps each promise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from psycopg_pool import ConnectionPool

from application.accounts import AccountList, Secrets
from application.activities import Activities
from application.activity_totals import ActivityTotals
from application.article92 import Article92Figures
from application.breach import Breaches
from application.child_case import CaseEvents
from application.conflict import Conflicts
from application.corrections import HiddenValues, MattersByCode
from application.counselling import Counsellings
from application.data_request import DataRequests
from application.decoy import Decoys
from application.directory import DutyDirectory
from application.documents.printing import Printers
from application.duplicates import LikelyDuplicates
from application.emergency import Emergencies
from application.erasure import Erasures
from application.event_log import EventLog
from application.export import Exports, Spreadsheets
from application.figure_cuts import FigureCuts
from application.figure_period import FigurePeriods
from application.files import Examination, FileBytes
from application.follow_up_log import FollowUpLog
from application.fund.desk import Funds
from application.fund.figures import FundFigures
from application.glass import Glasses
from application.handover import HandOvers
from application.history import Histories
from application.inspection import InspectionFindings
from application.installation import InstallationState
from application.log_extract import LogExtracts
from application.log_figures import LogFigures
from application.log_import.promises import HeldFiles, Imports, Readings
from application.looks import Trail
from application.member import Members
from application.member_list.promises import MemberLists
from application.one_child import MergedFiles
from application.programme import Programmes
from application.recommendation.desk import Recommendations
from application.recommendation.figures import RecommendationLines
from application.referral.board import ChapterWork
from application.referral.desk import Referrals
from application.referral.tie import TieReads
from application.referral.ties import ReferralTies
from application.register import ClosedPeriods, Registers
from application.released import Releases
from application.report.desk import Reports
from application.restriction import Restrictions
from application.retention import Retentions
from application.same_person import SamePeople
from application.seal import Seals
from application.sign_in import SecondFactors, Sessions
from application.situation import SituationFigures
from application.support.desk import SupportNeeds
from application.survey import Surveys
from application.time_travel import Pasts
from application.time_travel.log import PastLogs
from application.today import DueSteps
from application.tokens import Tokens
from application.transfer_desk import WorkTransfers
from application.unit_members import UnitMembers
from application.unit_register import UnitRegister
from application.units import Units
from application.vacancies import Posts
from application.view_differences import ViewDifferences
from application.waiting import OpenAsks
from domain.disclosure.solving import Solver
from infrastructure.accounts import PgAccountList, PgSecrets, share_hashes
from infrastructure.activity import PgActivities
from infrastructure.activity_totals import PgActivityTotals
from infrastructure.article92 import PgArticle92Figures
from infrastructure.breach import PgBreaches
from infrastructure.comparing import PgViewDifferences
from infrastructure.conflict import PgConflicts
from infrastructure.corrections import PgHiddenValues, PgMattersByCode
from infrastructure.data_request import PgDataRequests
from infrastructure.decoy import PgDecoys
from infrastructure.directory import PgDirectory
from infrastructure.documents.old_logs import FileReadings
from infrastructure.documents.printing import PaperPrinters
from infrastructure.documents.spreadsheets import SheetFiles
from infrastructure.duplicates import PgLikelyDuplicates
from infrastructure.emergency import PgEmergencies
from infrastructure.erasing import destroy_again
from infrastructure.erasure import PgErasures
from infrastructure.event_log import PgEventLog
from infrastructure.export import PgExports
from infrastructure.figure_cuts import PgFigureCuts
from infrastructure.figure_period import PgFigurePeriods
from infrastructure.files.kept import Looking, PgFileBytes
from infrastructure.follow_up_log import PgFollowUpLog
from infrastructure.fund import PgFunds
from infrastructure.glass import PgGlasses
from infrastructure.handover import PgHandOvers
from infrastructure.held_files import PgHeldFiles
from infrastructure.history import PgHistories
from infrastructure.inspection import PgInspectionFindings
from infrastructure.installation import PgInstallation
from infrastructure.keys import KeyStore, Shelf
from infrastructure.keys.pg import PgShelf, refuse_ledgers_cluster
from infrastructure.keys.root import RootFile, root_file
from infrastructure.keys.rotation import settle
from infrastructure.keys.sqlite import SqliteShelf
from infrastructure.keys.store import FILE_NAME
from infrastructure.ledger import Connection, Ledger
from infrastructure.linear import HighsSolver
from infrastructure.log_extract import PgLogExtracts
from infrastructure.log_figures import PgLogFigures
from infrastructure.log_import import PgImports
from infrastructure.looks import PgTrail
from infrastructure.member import PgMembers
from infrastructure.member_list import PgMemberLists
from infrastructure.merging import PgMergedFiles
from infrastructure.past_log import PgPastLogs
from infrastructure.postgres import Database
from infrastructure.postgres.limited import LimitedConnection
from infrastructure.postgres.lines import CONNECT_SECONDS, OUR_SIDE, servers_side
from infrastructure.postgres.pool import PatientPool
from infrastructure.programme import PgProgrammes
from infrastructure.recommendation import PgRecommendations
from infrastructure.recommendation_figures import PgRecommendationFigures
from infrastructure.referral import PgReferrals
from infrastructure.referral_board import PgChapterWork
from infrastructure.referral_ties import PgReferralTies
from infrastructure.register import PgClosedPeriods, PgRegisters
from infrastructure.release import PgReleases
from infrastructure.report import PgReports
from infrastructure.restriction import PgRestrictions
from infrastructure.retention import PgRetentions
from infrastructure.room import room_of
from infrastructure.same_person import PgSamePeople
from infrastructure.seal.status import PgSeals
from infrastructure.second_factor import PgSecondFactors
from infrastructure.sessions import PgSessions
from infrastructure.settings import Settings
from infrastructure.situation import PgSituationFigures
from infrastructure.support import PgSupportNeeds
from infrastructure.survey import PgSurveys
from infrastructure.tie_reads import PgTieReads
from infrastructure.time_travel import PgPasts
from infrastructure.today import PgDueSteps
from infrastructure.tokens import PgTokens
from infrastructure.unit_members import PgUnitMembers
from infrastructure.unit_register import PgUnitRegister
from infrastructure.units import PgUnits
from infrastructure.vacancies import PgPosts
from infrastructure.views.case_events import PgCaseEvents
from infrastructure.views.counselling import PgCounsellings
from infrastructure.waiting import PgOpenAsks
from infrastructure.work import House, Views
from infrastructure.work_transfer import PgWorkTransfers

VIEWS: Views = {
    AccountList: PgAccountList,
    Activities: PgActivities,
    Secrets: PgSecrets,
    Article92Figures: PgArticle92Figures,
    FigureCuts: PgFigureCuts,
    Breaches: PgBreaches,
    ChapterWork: PgChapterWork,
    CaseEvents: PgCaseEvents,
    ClosedPeriods: PgClosedPeriods,
    Conflicts: PgConflicts,
    Counsellings: PgCounsellings,
    DataRequests: PgDataRequests,
    Decoys: PgDecoys,
    DueSteps: PgDueSteps,
    DutyDirectory: PgDirectory,
    Emergencies: PgEmergencies,
    Erasures: PgErasures,
    EventLog: PgEventLog,
    Examination: Looking,
    Exports: PgExports,
    FileBytes: PgFileBytes,
    Glasses: PgGlasses,
    HandOvers: PgHandOvers,
    HeldFiles: PgHeldFiles,
    HiddenValues: PgHiddenValues,
    MattersByCode: PgMattersByCode,
    Histories: PgHistories,
    FollowUpLog: PgFollowUpLog,
    FigurePeriods: PgFigurePeriods,
    Funds: PgFunds,
    FundFigures: PgFunds,
    ActivityTotals: PgActivityTotals,
    Imports: PgImports,
    InspectionFindings: PgInspectionFindings,
    InstallationState: PgInstallation,
    LikelyDuplicates: PgLikelyDuplicates,
    LogExtracts: PgLogExtracts,
    LogFigures: PgLogFigures,
    Posts: PgPosts,
    Programmes: PgProgrammes,
    PastLogs: PgPastLogs,
    Pasts: PgPasts,
    Printers: PaperPrinters,
    OpenAsks: PgOpenAsks,
    MemberLists: PgMemberLists,
    Members: PgMembers,
    Readings: FileReadings,
    Recommendations: PgRecommendations,
    RecommendationLines: PgRecommendationFigures,
    Referrals: PgReferrals,
    ReferralTies: PgReferralTies,
    TieReads: PgTieReads,
    Registers: PgRegisters,
    Reports: PgReports,
    Releases: PgReleases,
    Restrictions: PgRestrictions,
    MergedFiles: PgMergedFiles,
    Retentions: PgRetentions,
    SamePeople: PgSamePeople,
    Seals: PgSeals,
    SecondFactors: PgSecondFactors,
    Sessions: PgSessions,
    Solver: HighsSolver,
    SituationFigures: PgSituationFigures,
    Spreadsheets: SheetFiles,
    SupportNeeds: PgSupportNeeds,
    Surveys: PgSurveys,
    Tokens: PgTokens,
    Trail: PgTrail,
    Units: PgUnits,
    UnitMembers: PgUnitMembers,
    UnitRegister: PgUnitRegister,
    ViewDifferences: PgViewDifferences,
    WorkTransfers: PgWorkTransfers,
}
"""Which class keeps which promise of the application."""

WAIT_SECONDS = 5.0
"""How long a request waits for a connection; then it is told to try again, and nothing is lost."""

LOCK_MILLISECONDS = 5000
"""How long a statement waits for a lock; then the request is told to try again. An emergency waits on."""


def key_folder(settings: Settings) -> Path:
    """Return where the key store lies: beside the database, never in it."""
    return settings.home / "keys"


def shelf_of(settings: Settings, ledger_dsn: str | None = None) -> Shelf:
    """Open what keeps the wrapped keys: a file in the home, or the database of `KEYSTORE_URL`.

    Args:
        settings: Of this installation.
        ledger_dsn: A way into the ledger, whose cluster is refused; None where there is no ledger yet.

    Raises:
        CannotStart: It lies in the ledger's cluster, or cannot be reached.
    """
    if settings.keystore_url is None:
        return SqliteShelf(key_folder(settings) / FILE_NAME)
    url = settings.keystore_url.get_secret_value()
    if ledger_dsn is not None:
        refuse_ledgers_cluster(url, ledger_dsn)
    return PgShelf(url)


def root_of(settings: Settings) -> RootFile:
    """Return where the root key lies."""
    return root_file(key_folder(settings), settings.root_key_file)


def open_keys(settings: Settings, ledger_dsn: str, *, spares: bool = True) -> KeyStore:
    """Open the key store, ending a replacement of the root key that was only waiting for the new file.

    Raises:
        CannotStart: It lies in the ledger's cluster, cannot be reached, or the root key does not open it.
    """
    folder, root = key_folder(settings), root_of(settings)
    keys = KeyStore(folder, shelf=shelf_of(settings, ledger_dsn), root=root, spares=spares)
    settle(keys)
    return keys


@contextmanager
def open_house(database: Database, settings: Settings, *, connections: int | None = None) -> Iterator[House]:
    """Open ledger, keys and pool for as long as the block lasts."""
    keys = open_keys(settings, database.app_dsn)
    destroy_again(database.app_dsn, keys)
    keys.keyed_hash("idempotency-key", "")  # held in memory before the first request
    keys.keyed_hash("idempotency", "")
    share_hashes(settings.workers)
    size = connections or settings.threads

    def with_patience(connection: LimitedConnection) -> None:
        connection.patience = settings.answer_seconds

    pool = PatientPool(
        database.app_dsn,
        connection_class=LimitedConnection,
        configure=with_patience,
        reconnect_timeout=CONNECT_SECONDS,
        min_size=min(2, size),
        max_size=size + 2,
        timeout=WAIT_SECONDS,
        kwargs={
            **OUR_SIDE,
            "prepare_threshold": 2,
            "options": f"-c lock_timeout={LOCK_MILLISECONDS} {servers_side()}",
        },
        open=True,
    )
    try:
        yield House(
            ledger=Ledger(keys),
            keys=keys,
            pool=cast(ConnectionPool[Connection], pool),
            views=VIEWS,
            idle_minutes=settings.session_idle_minutes,
            session_hours=settings.session_hours,
            second_factor=settings.require_second_factor,
            erasure_delay_days=settings.erasure_delay_days,
            files=settings.file_limits,
            room=room_of(settings.home, database.server.folder if database.server else None),
        )
    finally:
        pool.close()
        keys.close()
