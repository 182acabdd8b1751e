"""What an opinion says: question, facts relied on, law, answer, steps recommended; and a dissenting note beside it.

The chapter's members write as members of the association, never as an authority of a court. Source: LAW 6.2 (four
eyes), 6.3 and 6.4; the parts of an opinion are quy ước nội bộ.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.codes import Code
from domain.directory import RecipientKind
from domain.identity import Day
from domain.kernel import Line, Named, Said, Value, at_most, cleaned, on_the_way_in


class StepKind(Code, name="recommended-step"):
    """What a recommended step can become.

    Source: quy ước nội bộ; legal aid: Law 11/2017/QH14, art. 7(3); recommendation: Law 102/2016/QH13, art. 92(2).
    """

    FOLLOW_UP = "follow_up", "Việc theo dõi của hồ sơ", "Follow-up of the case"
    LETTER = "letter", "Văn bản gửi cơ quan", "Letter to an authority"
    LEGAL_AID = "legal_aid", "Chuyển trợ giúp pháp lý", "Hand-over to legal aid"
    RECOMMENDATION = "recommendation", "Kiến nghị", "Recommendation"

    def may_become(self, other: StepKind) -> bool:
        """Whether such a step can be taken up as another: a letter may be made a recommendation that is tracked."""
        return other is self or (self is StepKind.LETTER and other is StepKind.RECOMMENDATION)


Numeral = Annotated[str, BeforeValidator(cleaned), at_most(10)]
"""Number of an article or clause, as written: *84*, *12a*."""


REQUEST = 0
"""The source of what the request itself says."""


def _request_if_blank(value: object) -> object:
    return REQUEST if value == "" else value


class ReliedOn(Value):
    """One fact the opinion rests on, and from which event it comes."""

    what: Said
    source: Annotated[int, Field(ge=0, le=2**53 - 1), BeforeValidator(_request_if_blank)] = REQUEST
    """Position in the log of the event that told it to the reviewer: an answer, or an entry that went along."""


class CitedArticle(Value):
    """One article of law, as precisely as it is cited."""

    law: Named
    article: Numeral = ""
    clause: Numeral = ""

    def shown(self, language: str = "vi") -> str:
        """Return the citation as papers write it, the smallest part first: *khoản 3 Điều 7 Luật …*."""
        if language == "en":
            clause = f"({self.clause})" if self.clause else ""
            return f"{self.law}, art. {self.article}{clause}" if self.article else self.law
        parts = (
            f"khoản {self.clause}" if self.clause else "",
            f"Điều {self.article}" if self.article else "",
            self.law,
        )
        return " ".join(part for part in parts if part)


class RecommendedStep(Value):
    """One step recommended: what, by which body, until when."""

    what: Said
    kind: StepKind = StepKind.FOLLOW_UP
    body: RecipientKind | None = None
    """Who is responsible; None: the association itself."""
    body_name: Line = ""
    """Which one, where the kind does not say it."""
    due_on: Day

    def responsible(self, language: str = "vi") -> str:
        """Return the body responsible in words."""
        if self.body is None:
            return self.body_name or ("Hội" if language != "en" else "The association")
        kind = self.body.label(language)
        return f"{kind}: {self.body_name}" if self.body_name else kind


def _some_facts(rows: tuple[ReliedOn, ...]) -> tuple[ReliedOn, ...]:
    if not rows:
        raise ValueError("required")
    return rows


def _some_law(rows: tuple[CitedArticle, ...]) -> tuple[CitedArticle, ...]:
    if not rows:
        raise ValueError("required")
    return rows


class Opinion(Value):
    """An opinion; what was written before opinions had parts is an answer alone."""

    question: Said
    facts: Annotated[tuple[ReliedOn, ...], on_the_way_in(_some_facts)]
    law: Annotated[tuple[CitedArticle, ...], on_the_way_in(_some_law)]
    answer: Said
    steps: tuple[RecommendedStep, ...] = ()
