"""What makes a total of the register of activities: definition, position, and the events with what each changed."""

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.screens.activity import PATH as REGISTER
from api.screens.article92 import RECORDS, SIGNED, TOPICS, asked_of, unit_names_of
from api.texts import translated
from application.activities import SeeActivities
from application.activity_totals import OpenActivityTotal, open_activity_total
from domain.activity.codes import ActivityKind
from domain.activity.figures import ActivityCount
from domain.kernel import Unknown

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = f"{REGISTER}/so-lieu/mo"
FILTERS = ("kind", "unit", "year", "month", "standing")
"""What narrows the register, in its address and in that of a total."""


@router.get(PATH)
def total_page(request: Request, work: WorkDep) -> Response:
    """Show the events behind one total, as known now or on a day."""
    form = bind(OpenActivityTotal, asked_of(request))
    if not form.is_valid:
        raise Unknown
    figure = open_activity_total(form.value, work)
    asked = figure.asked
    given = {**asked.model_dump(include={*FILTERS, "count"}), "known_on": figure.day, "as_of": figure.mark}
    return render(
        frame_of(request, work),
        "activity_total.html",
        figure=figure,
        asked=asked,
        kept=[(name, value) for name in ("count", *FILTERS) if (value := form.last(name))],
        form=form,
        behind=[(None, event) for event in figure.events],
        signed=SIGNED,
        records=RECORDS,
        unit_names=unit_names_of(work),
        topics={topic: translated(label, work.reader.language) for topic, label in TOPICS.items()},
        register=f"{REGISTER}?{_query({name: getattr(asked, name) for name in FILTERS})}",
        next=_written(given | {"page": asked.page + 1}) if figure.has_more else "",
        first=_written(given) if asked.page > 1 else "",
    )


def opener(asked: SeeActivities, mark: str, day: date) -> Callable[..., str]:
    """Return how a template writes the address of what makes a total of these filters, as known at a mark."""
    narrowed = {name: getattr(asked, name) for name in FILTERS}

    def address(count: ActivityCount, kind: ActivityKind) -> str:
        return _written({**narrowed, "kind": kind, "count": count, "as_of": mark, "known_on": day})

    return address


def _written(given: Mapping[str, object]) -> str:
    return f"{PATH}?{_query(given)}"


def _query(given: Mapping[str, object]) -> str:
    said = {name: getattr(value, "value", value) for name, value in given.items()}
    return urlencode({name: str(value) for name, value in said.items() if value})
