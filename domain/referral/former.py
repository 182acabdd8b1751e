"""Shapes that facts of requests had before."""

from __future__ import annotations

from typing import ClassVar

from domain.former import Former
from domain.kernel import STORED, Erased, Event, Legal, Said
from domain.referral.facts import OpinionDrafted


class OpinionInOneText(Former):
    """An opinion without parts."""

    TOPIC: ClassVar[str] = "referral.opinion-drafted.1"
    NOW: ClassVar[type[Event]] = OpinionDrafted
    opinion: Legal[Said]

    def upcast(self) -> OpinionDrafted:
        """Return the opinion with its text as the answer."""
        told = self.opinion
        is_erased = isinstance(told, Erased)
        whole = told if is_erased else {"question": "", "facts": (), "law": (), "answer": told}
        said = {"occurred_at": self.occurred_at, "received_at": self.received_at, "opinion": whole}
        return OpinionDrafted.model_validate(said, context=STORED)
