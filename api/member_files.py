"""Files of lists of members: held, checked and entered as those of old logs are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from api.door import OpenWork
from api.old_files import behind_the_answer, file_for, some
from application.access import Action
from application.log_import import batches
from application.member_list import EnterMembers, FinishList, enter_members, finish_list
from application.member_list.checking import (
    CheckedList,
    CheckMembers,
    check_members,
    read_members,
    unit_of,
    units_within,
)
from domain.member_list.rows import ListedMember

MemberFile = Annotated[bytes, Depends(file_for(Action.MANAGE_MEMBERS))]


def checked_list(question: CheckMembers, content: bytes, work: OpenWork) -> CheckedList:
    """Return a list after its check; the transaction that asked whether one may is not held while the file is read.

    Raises:
        NoFile: There is none.
    """
    work.allow(question)
    some(content)
    units = units_within(work)
    unit = unit_of(question, units, work)
    work.restart()
    return check_members(question, read_members(question, content, units, unit, work), work)


def begin_entering_members(
    request: Request, import_id: UUID, members: tuple[ListedMember, ...]
) -> Callable[[], None]:
    """Return what enters the rows behind the answer, in the session of whoever asked, one import at a time."""

    def acts() -> Iterator[Callable[[OpenWork], Any]]:
        for rows in batches(members):
            yield partial(enter_members, EnterMembers(import_id=import_id, members=rows))
        yield partial(finish_list, FinishList(import_id=import_id))

    return behind_the_answer(request, import_id, acts())
