"""What makes a number of a round's answers: definition, position, and the events with what each changed."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import RECORDS, SIGNED, TOPICS, asked_of, unit_names_of
from api.texts import translated
from application.survey import OpenSurvey, open_survey
from application.survey_answers import OpenAnswers, open_answers
from domain.kernel import Unknown
from domain.survey.parts import Mark

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/khao-sat/{survey}/mo"
KEPT = ("checklist", "question", "answer")


@router.get(PATH)
def answers_page(request: Request, survey: UUID, work: WorkDep) -> Response:
    """Show the events behind one number of the answers, as known now or on a day."""
    form = bind(OpenAnswers, {**asked_of(request), "survey": [str(survey)]})
    if not form.is_valid:
        raise Unknown
    figure = open_answers(form.value, work)
    tables = {one.checklist: one.questions for one in open_survey(OpenSurvey(survey=survey), work).tables}
    questions = tables.get(figure.asked.checklist, ())
    return render(
        frame_of(request, work),
        "survey_answers.html",
        figure=figure,
        asked=figure.asked,
        said=questions[figure.asked.question] if figure.asked.question < len(questions) else "",
        form=form,
        path=PATH.format(survey=survey),
        kept=[(name, form.last(name)) for name in KEPT],
        behind=[(None, event) for event in figure.events],
        signed=SIGNED,
        records=RECORDS,
        unit_names=unit_names_of(work),
        topics={topic: translated(label, work.reader.language) for topic, label in TOPICS.items()},
    )


def opener(survey: UUID) -> Callable[..., str]:
    """Return how a template writes the address of what makes a number of the answers."""

    def address(checklist: int, question: int, answer: Mark) -> str:
        given: Mapping[str, object] = {"checklist": checklist, "question": question, "answer": answer.value}
        return f"{PATH.format(survey=survey)}?{urlencode(given)}"

    return address
