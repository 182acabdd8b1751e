"""One transaction as a use case sees it: may, read, decide, record.

A handler gets a `Work`, never a connection. Everything that a handler appends is written just before the
commit, together with its fact rows, the remembered command and the access-log entry; a refusal rolls back
and is recorded in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from application.access import Action, StepUp
from application.ledger import Recorded
from domain.account import FactorKind, Role
from domain.kernel import Act, Actor, Conflict, DomainError, Event, FieldClass, Refused, State, Value


class Wish(Value):
    """What a person asks for: a command that changes something, or a question."""

    ACTION: ClassVar[Action]
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    """The most protected class of fields that the answer shows; it is kept in the access log."""
    WHILE_LOCKED: ClassVar[bool] = False
    """Whether it may be asked while the screen is locked, or before the second proof: proving oneself, nothing else."""

    def record(self) -> UUID | None:
        """Return the record that the wish is about; None when it is about none, or about a new one."""
        return None


class Command(Wish):
    """A wish to change something."""


class Question(Wish):
    """A wish to see something."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is signed in, as far as use cases and pages need to know."""

    account: UUID
    roles: tuple[Role, ...]
    unit: UUID
    language: str = "vi"
    units: frozenset[UUID] = field(default_factory=frozenset)
    """Own unit and every unit below it today; successors count as below (reports go by unit)."""
    whole_scope: bool = False
    succeeded: frozenset[UUID] = field(default_factory=frozenset)
    """Units that ended with the own unit as successor, however far back: it answers for what they had."""
    hidden: frozenset[UUID] = field(default_factory=frozenset)
    """Records that a conflict of interest closes, with all that belongs to them; no list or count betrays them."""

    @property
    def own_units(self) -> frozenset[UUID]:
        """The own unit and those it succeeded."""
        return self.succeeded | {self.unit}


class NotSignedIn(DomainError):
    """Nobody is signed in, or the session has ended."""

    vi = "Phiên làm việc đã hết. Hãy đăng nhập lại; những gì bạn đã gõ vẫn còn."
    en = "Your session has ended. Sign in again; what you typed is kept."


class ProofAsked(DomainError):
    """A proof is shown first; `factor` is the kind of second factor that the account has."""

    vi = "Hãy xác nhận danh tính trước; những gì bạn đã gõ vẫn còn."
    en = "Confirm who you are first; what you typed is kept."
    factor: FactorKind | None = None

    def __init__(self, factor: FactorKind | None = None) -> None:
        super().__init__()
        self.factor = factor


class ScreenLocked(ProofAsked, NotSignedIn):
    """Nothing was done for a while: the screen is locked, the session goes on after a password or code."""

    vi = "Màn hình đã khóa vì một lúc không có thao tác. Những gì bạn đã gõ vẫn còn."
    en = "The screen is locked because nothing was done for a while. What you typed is kept."


class FactorOutstanding(ProofAsked, NotSignedIn):
    """The password was right; the second proof has not been shown yet."""

    vi = "Hãy nhập mã xác thực để đăng nhập xong."
    en = "Enter your code to finish signing in."


class StepUpRequired(ProofAsked):
    """The person may do this, once they have proved again who they are."""

    vi = "Việc này cần xác nhận lại danh tính. Những gì bạn đã gõ vẫn còn."
    en = "This needs you to confirm who you are. What you typed is kept."
    source = "quy ước nội bộ"


class FactorMissing(StepUpRequired):
    """The account must set up its second factor first."""

    vi = "Hãy thiết lập xác thực hai lớp trước; những gì bạn đã gõ vẫn còn."
    en = "Set up your second factor first; what you typed is kept."


class OutsideToken(Refused):
    """The program's token does not carry this right."""

    vi = "Mã truy cập này không có quyền làm việc đó."
    en = "This token does not carry that right."


class PasswordMustChange(Refused):
    """The one-time password must be replaced first."""

    vi = "Hãy đặt mật khẩu mới trước khi tiếp tục."
    en = "Set a new password before you go on."


class KeyWasUsedForOther(Refused):
    """The same idempotency key came with other content."""

    vi = "Biểu mẫu này đã được gửi với nội dung khác. Hãy mở biểu mẫu mới."
    en = "This form was already sent with other content. Open a new form."


class TryAgain(DomainError):
    """The database cannot be reached, or is too busy; nothing was saved."""

    vi = "Chưa lưu được vì máy chủ đang bận. Những gì bạn đã gõ vẫn còn; hãy bấm gửi lại."
    en = "Not saved yet because the server is busy. What you typed is kept; send it again."


class DiskIsFull(TryAgain):
    """The server's disk has no room left; nothing was saved this time."""

    vi = (
        "Lần này chưa lưu được vì ổ đĩa của máy chủ đã đầy. Những gì đã lưu trước đó còn nguyên, những gì bạn đã gõ "
        "vẫn còn ở đây. Hãy để nguyên trang này, báo người quản trị giải phóng ổ đĩa, rồi bấm gửi lại."
    )
    en = (
        "Not saved this time because the server's disk is full. What was saved before is intact, what you typed is "
        "still here. Leave this page open, ask the administrator to free some disk, then send it again."
    )


class LostRace(Exception):
    """Another transaction was faster with the same key or stream; nothing was written."""


class Repeat(Exception):
    """This command was already done; `location` is where its result is."""

    def __init__(self, status: int, location: str, position: int | None) -> None:
        super().__init__("repeat")
        self.status, self.location, self.position = status, location, position


class Stale(Conflict):
    """A value changed since the form was opened.

    `recorded` are the facts in between, oldest first; `before` is the one whose value the form showed, if any.
    """

    def __init__(self, recorded: Sequence[Recorded], before: Recorded | None = None) -> None:
        super().__init__()
        self.recorded, self.before = tuple(recorded), before


S = TypeVar("S", bound=State[Any, Any])
V = TypeVar("V")


class Work(Protocol):
    """One transaction: may, read, decide, record."""

    @property
    def act(self) -> Act:
        """Who acts, in the role that was permitted, and when."""

    @property
    def reader(self) -> Reader:
        """Who is signed in.

        Raises:
            NotSignedIn: Nobody is.
        """

    def allow(self, wish: Wish) -> None:
        """Decide on the record, and note the access-log entry.

        Raises:
            Unknown: It is not there, or not for this person; the denial is recorded.
            Repeat: A command that was already done under the same key.
            KeyWasUsedForOther: The same key with other content.
            StepUpRequired: Permitted, but only after a fresh proof of who is asking.
        """

    def may(
        self, action: Action, record: UUID | None = None, field_class: FieldClass = FieldClass.SUMMARY
    ) -> bool:
        """Return whether this person could do it and see fields of this class; for what a page shows. Not recorded."""

    @property
    def basis(self) -> str:
        """On which basis the last wish was permitted, for a page that says so."""

    @property
    def step_up(self) -> StepUp:
        """How fresh the proof is of who is asking; NONE where the account lacks the factor that it needs."""

    def is_restricted(self, record: UUID) -> bool:
        """Return whether a record is held closely."""

    def restart(self) -> None:
        """Give everything back, locks and connection too, and begin again: what was allowed is to be asked anew."""

    def read(self, kind: type[S], stream: UUID) -> S:
        """Return the state of a stream; writers of one stream wait for each other.

        Raises:
            Unknown: There is no such stream.
        """

    def history(self, stream: UUID) -> Sequence[Recorded]:
        """Return all facts of a stream, oldest first, personal fields opened where a key exists."""

    def at(self, positions: Iterable[int]) -> Sequence[Recorded]:
        """Return the facts at these positions, in order."""

    def unchanged_since(
        self, state: State[Any, Any], version: int | None, *, among: Sequence[type[Event]]
    ) -> None:
        """Refuse a change of a value that someone else changed since `version`; additions never ask this.

        Raises:
            Stale: One of the facts after `version` is among these kinds.
        """

    def append(self, state: State[Any, Any], *facts: Event) -> None:
        """Note further facts of a stream that was read."""

    def open(self, stream: UUID, *facts: Event, correlation: UUID | None = None) -> None:
        """Note the first facts of a new stream."""

    def append_next(self, stream: UUID, fact: Event) -> None:
        """Note a fact without personal fields under whatever version is next; waits for nobody's form."""

    def new_id(self) -> UUID:
        """Return a fresh id for a new stream (injected, so that a fictional year is the same each time)."""

    def next_number(self, series: str) -> int:
        """Return the next gap-free number of a series; ask last, its lock is held until the commit."""

    def purpose(self, *, purpose: str | None = None, legal_basis: str | None = None) -> None:
        """Set purpose and legal basis of a disclosure in the envelope of what is recorded."""

    def acts_as(self, actor: Actor) -> None:
        """Record what follows as done by something that the reader runs (an import), on behalf of their account."""

    def showed(self, records: Iterable[int], *, query: str | None = None) -> None:
        """Note which record numbers a list or search showed, and the search words (kept as a keyed hash)."""

    def showed_classes(self, classes: Collection[FieldClass]) -> None:
        """Note each class of fields that the answer shows: one entry of the access log for each."""

    def gave_out(self, records: Iterable[int], digest: bytes, field_class: FieldClass) -> None:
        """Note which records left the house in a file, the SHA-256 of its bytes, and the closest class in it."""

    def view(self, promise: type[V]) -> V:
        """Return the reading side that keeps this promise, inside this transaction."""

    def now(self) -> datetime:
        """Return the time of the act."""
