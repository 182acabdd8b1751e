"""`lachan audit prove`: the proof of one case; what is personal in it is opened by two people of the board together.

Nobody opens as the operator: two auditors sign in on the machine, one after the other, and the policy decides for each
of them on this case, conflicts of interest included. What is opened, for what and by whom is in the access log before
the file is there. Decision 0123.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.door import OpenWork
from api.operator_export import FileIsThere, Signed, Works, keep_private, once
from application.history import NoSuchCase, SeeHistory
from application.same_person import as_one
from domain.kernel import FieldClass, Refused

if TYPE_CHECKING:
    from infrastructure.work import House

Opened = Callable[[], AbstractContextManager[tuple["House", list[str]]]]
"""Opens the house, and says the public keys of its logs."""
NEVER = frozenset({FieldClass.REPORTER_IDENTITY})
"""Who reported a child is never in a file that leaves the house."""


class ForWhat(StrEnum):
    """Why something is opened: a code, for the access log holds no text."""

    COURT = "court"
    AUTHORITY = "authority"
    OWN_REQUEST = "own-request"
    INSPECTION = "inspection"


class NeedsTwo(Refused):
    """Two different people of the board open together, and say for what."""

    vi = "Mở nội dung riêng tư cần hai người của Ban kiểm tra: --as, --second, và lý do --reason."
    en = "Opening what is personal takes two people of the board: --as, --second, and --reason."


class NotOpened(Refused):
    """This class is not one that can be opened."""

    vi = "Không mở được loại nội dung này. Người báo tin không bao giờ được mở."
    en = "This class cannot be opened. Who reported is never opened."


def proving(opened: Opened) -> Callable[..., None]:
    """Return the command."""

    def prove(
        code: Annotated[str, typer.Argument(help="Mã hồ sơ / File code.")],
        to: Annotated[Path, typer.Option(help="Tệp sẽ tạo / File to make.")],
        open_: Annotated[
            str, typer.Option("--open", help="Loại nội dung mở / Classes to open: identity,narrative.")
        ] = "",
        who: Annotated[
            str, typer.Option("--as", help="Tên đăng nhập của kiểm tra viên / Auditor's sign-in name.")
        ] = "",
        second: Annotated[str, typer.Option(help="Kiểm tra viên thứ hai / The second auditor.")] = "",
        reason: Annotated[ForWhat | None, typer.Option(help="Để làm gì / What for.")] = None,
    ) -> None:
        """Bằng chứng của một hồ sơ; phần riêng tư chỉ mở khi hai người ký / The proof of one case; two people open.

        Example: lachan audit prove HT.TN.2026.0001 --to ho-so.lachan-proof.json
        """
        classes = classes_of(open_)
        if classes and (not who or not second or reason is None):
            raise NeedsTwo
        if to.exists():
            raise FileIsThere
        with opened() as (house, keys):
            people = _people(house, code, (who, second)) if classes else ()
            content = proof(house, code, keys, classes, people, reason)
        keep_private(to, [content.encode()])
        typer.echo(f"{to}: lachan-verify {to}")
        if classes:
            typer.echo(f"{to}: có nội dung bí mật; giao tận tay. / It holds secrets; hand it over in person.")

    return prove


def classes_of(said: str) -> frozenset[FieldClass]:
    """Return the classes that are named.

    Raises:
        NotOpened: One is unknown, or never opened.
    """
    try:
        classes = frozenset(FieldClass(name.strip()) for name in said.split(",") if name.strip())
    except ValueError:
        raise NotOpened from None
    if classes & NEVER:
        raise NotOpened
    return classes


def proof(
    house: House,
    code: str,
    keys: list[str],
    classes: frozenset[FieldClass] = frozenset(),
    people: Sequence[UUID] = (),
    reason: ForWhat | None = None,
) -> str:
    """Return the proof of a case, after what it opens was noted and committed."""
    from infrastructure.erasure import record_by_code
    from infrastructure.seal.prove import Opening, proof_of
    from infrastructure.work import Caller, PgWork

    with PgWork(house, Caller(system="cli")) as work:
        content = proof_of(work.connection, code, keys, Opening(classes, house.keys.get))
        record = record_by_code(work.connection, code)
        work.note_access("audit.prove", basis="operator:cli", record=record)
        for account in people:
            for opened_class in sorted(classes):
                work.note_access(
                    "audit.prove",
                    basis="two-people",
                    account=account,
                    record=record,
                    field_class=opened_class.value,
                    purpose=reason.value if reason else None,
                )
        work.commit()
    return content


def _people(house: House, code: str, names: tuple[str, str]) -> tuple[UUID, ...]:
    """Let both sign in; return who they are.

    Raises:
        NeedsTwo: It is one person twice, be it with two accounts.
    """
    from infrastructure.erasure import record_by_code
    from infrastructure.work import Caller, PgWork

    def works(token: str | None) -> OpenWork:
        return PgWork(house, Caller(token=token, device="lachan"))

    with PgWork(house, Caller(system="cli")) as work:
        case_id = record_by_code(work.connection, code)
    if case_id is None:
        raise NoSuchCase
    first, second = (consenting(works, name, case_id) for name in names)
    with PgWork(house, Caller(system="cli")) as work:
        if as_one(first, second, work) == second:
            raise NeedsTwo
    return first, second


def consenting(works: Works, name: str, case_id: UUID) -> UUID:
    """Let one person sign in who may see the history of this case; return the account."""

    def may(work: OpenWork) -> UUID:
        work.allow(SeeHistory(case_id=case_id))
        return work.reader.account

    typer.echo(name, err=True)
    with Signed(works, name) as token:
        return once(works, token, may)
