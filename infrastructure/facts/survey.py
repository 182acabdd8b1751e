"""Fact rows of surveys and inspections: the record on which access is decided."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.survey import survey_code
from domain.survey.facts import SurveyPlanned
from infrastructure.facts import Statement, record, rows_of


@rows_of.register
def _planned(fact: SurveyPlanned, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "survey", fact.unit, "open", code=survey_code(recorded.stream))
