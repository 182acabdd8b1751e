"""Words that are read on a page of their own, and not in the course of a case."""

from __future__ import annotations

from dataclasses import replace

from application.ledger import Recorded
from domain.counselling import ConsultationLogged, SessionCorrected
from domain.covering import covered
from domain.kernel import FieldClass
from domain.lists import ConsultationKind


def on_its_own_page(recorded: Recorded) -> Recorded:
    """Return a fact without the words that are read on its own page, by those whom that page is open to.

    Of a referral all of it; of psychological counselling what was told, advised and agreed.
    """
    fact = recorded.fact
    if recorded.envelope.topic.startswith(("referral.", "counselling.file-")):
        return replace(recorded, fact=covered(fact))
    if isinstance(fact, ConsultationLogged | SessionCorrected):
        is_psychological = fact.consultation.kind is ConsultationKind.PSYCHOLOGICAL
        hidden = {FieldClass.HEALTH, FieldClass.NARRATIVE} if is_psychological else {FieldClass.HEALTH}
        return replace(recorded, fact=covered(fact, frozenset(hidden)), first=None)
    return recorded
