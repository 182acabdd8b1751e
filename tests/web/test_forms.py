"""What was typed, as a value, or as a form shown again."""

from datetime import UTC, date, datetime
from typing import Annotated

import pytest
from pydantic import Field
from starlette.datastructures import FormData

from api.forms import Bound, FormHasErrors, bind, blank, filled
from domain.identity import Day, MaybeDate, PartialDate
from domain.kernel import ERASED, Identity, Instant, Line, Named, Narrative, Refused, Said, Value
from domain.lists import PriorityTag, Sex
from domain.units import Place

NAME = "Lò Thị Bé"


class Session(Value):
    minutes: Annotated[int, Field(ge=1, le=600)]
    at: Instant | None = None


class Child(Value):
    name: Identity[Named]
    birth: MaybeDate = None
    sex: Sex | None = None


class Entry(Value):
    child: Child
    story: Narrative[Said]
    tags: tuple[PriorityTag, ...] = ()
    agreed: bool = False
    happened_at: Instant | None = None
    due: Day | None = None
    where: Place = Place()
    sessions: tuple[Session, ...] = ()
    note: Line = ""


def bound(**typed: str | list[str]) -> Bound[Entry]:
    """Bind a complete entry, with some fields typed otherwise (`__` in a name is a dot)."""
    given: dict[str, str | list[str]] = {"child__name": NAME, "story": "Trẻ nghỉ học.", **typed}
    texts = {name.replace("__", "."): [v] if isinstance(v, str) else v for name, v in given.items()}
    return bind(Entry, texts)


def codes(form: Bound[Entry]) -> dict[str, str]:
    return {error.path: error.code for error in form.errors}


def test_dotted_names_become_a_nested_value() -> None:
    form = bound(
        child__birth__year="2015", child__birth__month="3", child__birth__day="", child__sex="female"
    )
    assert form.value.child == Child(name=NAME, birth=PartialDate(year=2015, month=3), sex=Sex.FEMALE)


def test_form_data_of_a_request_is_bound_as_well() -> None:
    sent = FormData(
        [("child.name", NAME), ("story", "…"), ("tags", ""), ("tags", "hardship"), ("_csrf", "secret")]
    )
    form = bind(Entry, sent)
    assert form.value.tags == (PriorityTag.HARDSHIP,)
    assert "_csrf" not in form.typed


def test_blank_fields_count_as_not_filled_in() -> None:
    form = bound(child__sex="", due=" ", happened_at="", where__unit="", where__spoken="", note="")
    assert form.value == Entry(child=Child(name=NAME), story="Trẻ nghỉ học.")


def test_an_unticked_box_is_no() -> None:
    assert bound().value.agreed is False
    assert bound(agreed=[""]).value.agreed is False
    assert bound(agreed=["", "true"]).value.agreed is True


def test_a_time_typed_in_a_browser_is_vietnam_time() -> None:
    assert bound(happened_at="2024-03-01T08:15").value.happened_at == datetime(2024, 3, 1, 1, 15, tzinfo=UTC)


def test_blank_rows_are_left_out_and_errors_name_the_row_of_the_page() -> None:
    typed = {"sessions__0__minutes": "", "sessions__1__minutes": "30", "sessions__2__minutes": "0"}
    form = bound(**typed)
    assert codes(form) == {"sessions.2.minutes": "greater_than_equal"}
    assert [row.minutes for row in bound(**typed | {"sessions__2__minutes": ""}).value.sessions] == [30]


def test_ten_rows_keep_their_order() -> None:
    typed = {f"sessions__{n}__minutes": str(n + 1) for n in range(11)}
    assert [row.minutes for row in bound(**typed).value.sessions] == list(range(1, 12))


@pytest.mark.parametrize(
    ("name", "text", "path", "code"),
    [
        ("child__name", "", "child.name", "required"),
        ("story", "  ", "story", "required"),
        ("child__birth__month", "3", "child.birth.year", "missing"),
        ("child__sex", "robot", "child.sex", "unknown_code"),
        ("due", "tomorrow", "due", "day_expected"),
        ("happened_at", "2024-02-30T08:15", "happened_at", "datetime_from_date_parsing"),
        ("where__unit", "99999", "where.unit", "unknown_unit"),
        ("note", "x" * 301, "note", "too_long"),
    ],
)
def test_each_error_names_its_field(name: str, text: str, path: str, code: str) -> None:
    form = bound(**{name: text})
    assert codes(form) == {path: code}
    assert form.first(name.replace("__", ".")) == text


@pytest.mark.parametrize(
    "name",
    [
        "role",
        "child.role",
        "where.unit.code.x",
        "story.x",
        "sessions.x.minutes",
        "sessions.1000.minutes",
        ".",
    ],
)
def test_a_name_that_the_value_does_not_have_is_refused(name: str) -> None:
    form = bind(Entry, {"child.name": [NAME], "story": ["…"], name: ["x"]})
    assert [error.code for error in form.errors] == ["extra_forbidden"]
    assert not form.errors[0].has_field


def test_names_of_the_form_itself_are_kept_apart() -> None:
    form = bound(_key="k1", _version="3", _csrf="secret")
    assert form.is_valid and form.first("_key") == "k1"


def test_a_form_with_errors_has_no_value() -> None:
    with pytest.raises(FormHasErrors):
        _ = bound(story="").value


def test_a_refusal_stands_on_top_of_the_form() -> None:
    form = bound().refused(Refused())
    assert not form.is_valid
    assert form.errors[0].sentence("en") == Refused().sentence("en")


def test_a_value_fills_a_form_and_comes_back_the_same() -> None:
    entry = bound(
        child__birth__year="2015",
        tags=["hardship", "epidemic"],
        agreed="true",
        happened_at="2024-03-01T08:15",
        due="2024-04-01",
        where__spoken="xóm Đình",
        sessions__0__minutes="30",
    ).value
    assert bind(Entry, filled(entry).typed).value == entry
    assert entry.due == date(2024, 4, 1)


def test_what_was_erased_stands_blank_in_a_form() -> None:
    erased = Child.model_validate({"name": ERASED}, context={"stored": True})
    assert filled(erased).typed["name"] == [""]


def test_a_form_to_fill_in_may_begin_with_defaults() -> None:
    assert blank(child__sex="female", tags=["hardship"]).typed == {
        "child.sex": ["female"],
        "tags": ["hardship"],
    }
