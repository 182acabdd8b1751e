"""Consents of a case for programs: the same commands and handlers as the page."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.consent import (
    Disclosure,
    GiveConsent,
    WithdrawConsent,
    consents_in,
    disclosures_in,
    give_consent,
    told_and_agreed,
    withdraw_consent,
)
from domain.calendar import vietnam_day
from domain.consent import Consent, Withdrawal
from domain.kernel import Erased

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["consents"], responses=problem_responses())


class DisclosureShown(BaseModel):
    """Something was told: when, by which fact, for what, on which basis."""

    topic: str
    at: datetime
    purpose: str
    legal_basis: str

    @classmethod
    def of(cls, one: Disclosure) -> "DisclosureShown":
        """Return a disclosure as programs get it."""
        return cls(topic=one.fact.TOPIC, at=one.at, purpose=one.purpose, legal_basis=one.legal_basis)


class ConsentShown(BaseModel):
    """One consent."""

    version: int
    purpose: str
    by: str
    recipient: str
    given_at: datetime
    stands: bool
    withdrawn_at: datetime | None
    told_before: list[DisclosureShown]


class ConsentsShown(BaseModel):
    """Consents and disclosures of a case, oldest first."""

    consents: list[ConsentShown]
    disclosures: list[DisclosureShown]


@router.get("/cases/{case_id}/consents")
def list_consents(case_id: UUID, work: WorkDep) -> ConsentsShown:
    """List consents and disclosures of a case."""
    (_, history), today = told_and_agreed(case_id, work), vietnam_day(work.now())
    return ConsentsShown(
        consents=[
            ConsentShown(
                version=line.version,
                purpose=line.consent.purpose.value,
                by=line.consent.by.value,
                recipient="" if isinstance(line.consent.recipient, Erased) else line.consent.recipient,
                given_at=line.given_at,
                stands=line.stands_on(today),
                withdrawn_at=line.withdrawn_at,
                told_before=[DisclosureShown.of(one) for one in line.told_before],
            )
            for line in consents_in(case_id, history)
        ],
        disclosures=[DisclosureShown.of(one) for one in disclosures_in(history)],
    )


@router.post("/cases/{case_id}/consents", status_code=201, response_model=None)
def create_consent(case_id: UUID, body: Consent, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record a consent."""
    give_consent(GiveConsent(case_id=case_id, consent=body), work)
    return receipt(f"/api/v1/cases/{case_id}/consents")


@router.post("/cases/{case_id}/consents/{consent}/withdrawal", status_code=201, response_model=None)
def withdraw(
    case_id: UUID, consent: int, body: Withdrawal, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Record that a consent was taken back."""
    withdraw_consent(WithdrawConsent(case_id=case_id, consent=consent, withdrawal=body), work)
    return receipt(f"/api/v1/cases/{case_id}/consents")
