"""What staff say about themselves and their relatives, so that no file about them opens to them."""

from __future__ import annotations

from typing import ClassVar

import structlog

from application.access import Action
from application.work import Command, Question, Work
from domain.account import Account, AccountKinDeclared
from domain.kernel import Erased, FieldClass, Identity
from domain.kin import Kin

log = structlog.get_logger()


class DeclareKin(Command):
    """Declare oneself and one's relatives; the whole of it is kept each time."""

    ACTION: ClassVar[Action] = Action.OWN_KIN
    kin: Identity[Kin]


class SeeOwnKin(Question):
    """See what one declared oneself; nobody else sees it."""

    ACTION: ClassVar[Action] = Action.OWN_KIN
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY


def declare_kin(cmd: DeclareKin, work: Work) -> None:
    """Keep it; what is the same in a file closes that file at once, and nothing is said about it."""
    work.allow(cmd)
    account = work.read(Account, work.reader.account)
    if not isinstance(cmd.kin, Erased):
        work.append(account, account.declare_kin(cmd.kin, work.act))
    log.info("kin_declared", account_id=str(account.id))


def see_own_kin(question: SeeOwnKin, work: Work) -> Kin:
    """Return what was declared last; empty when nothing was."""
    work.allow(question)
    facts = (recorded.fact for recorded in work.history(work.reader.account))
    said = [fact.kin for fact in facts if isinstance(fact, AccountKinDeclared)]
    return said[-1] if said and isinstance(said[-1], Kin) else Kin()
