"""What a comment would ask to keep in step: topics, samples, sentences, views, permissions, statuses, rooms."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import api
import application
import domain
import infrastructure
from api.errors import STATUS, status_of
from api.routes import api_routers, page_routers
from api.sentences import sentence_of
from application.access import BY_ROLE, THROUGH_GLASS, Action
from application.file_holders import HOLDERS
from application.work import Command, Question, Wish
from domain.covering import covered
from domain.files import FileAttached, FileWithdrawn
from domain.kernel import STORED, DomainError, Event, personal_class, split
from infrastructure.catalogue import CATALOGUE, FORMER, as_today
from infrastructure.views import every_view
from tests.samples.made import file_of, filled, loaded, sample_of, stored_form, stored_sample

ROOT = Path(__file__).parent.parent
ROOMS = (domain, application, infrastructure, api)
LONGEST_FILE = 400
TOPIC = re.compile(r"^[a-z0-9]+\.[a-z]+(-[a-z0-9]+)*\.[1-9]\d*$")
TELLING_WORDS = ("abuse", "violence", "rape", "sexual", "hiv", "victim", "suspect")
"""A topic is read by people who may not read the fact."""
BY_THE_SERVICE = {"SetUp", "MarkFictional", "EnterRows", "FinishImport", "TakeEntriesBack"} | {
    *("EnterMembers", "FinishList"),
}
"""Commands of the installation itself, and the steps of what an import, or taking one back, began."""
VIEWS_OF_FACTS = ROOT / "tests" / "views-of-facts.json"
TOPICS = sorted(CATALOGUE)


def _everything() -> None:
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


_everything()


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for sub in kind.__subclasses__():
        if sub.__module__.partition(".")[0] in {room.__name__ for room in ROOMS}:
            yield sub
        yield from below(sub)


ERRORS = sorted(set(below(DomainError)), key=lambda kind: kind.__qualname__)
WISHES = sorted({k for k in below(Wish) if "ACTION" in vars(k)}, key=lambda kind: kind.__qualname__)
ABSTRACT = [k for k in below(Wish) if not any("ACTION" in vars(base) for base in k.__mro__)]


# -- facts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_neutral_and_of_its_form(topic: str) -> None:
    assert TOPIC.match(topic)
    assert not any(word in topic for word in TELLING_WORDS)


def test_every_fact_of_the_domain_is_in_the_catalogue_once() -> None:
    kinds = [kind for kind in below(Event) if "TOPIC" in vars(kind)]
    assert sorted(kind.TOPIC for kind in kinds) == sorted([*TOPICS, *FORMER])


@pytest.mark.parametrize("topic", sorted(FORMER))
def test_a_stored_sample_of_a_former_shape_is_read_in_the_present_shape(topic: str) -> None:
    shape = FORMER[topic]
    for fact in (loaded(shape), covered(loaded(shape))):
        today = as_today(fact)
        assert type(today) is CATALOGUE[shape.NOW.TOPIC]
        assert today.occurred_at == fact.occurred_at
        assert split(today)[1].keys() == split(fact)[1].keys()


@pytest.mark.parametrize("topic", TOPICS)
def test_a_stored_sample_still_loads_and_is_stored_the_same(topic: str) -> None:
    assert file_of(topic).exists(), "run: python -m tests.samples"
    fact, kept = loaded(CATALOGUE[topic]), stored_sample(topic)
    again = json.loads(json.dumps(stored_form(fact)))
    assert _contains(again["coded"], kept["coded"])
    assert _contains(again["personal"], kept["personal"])


def _contains(whole: Any, part: Any) -> bool:
    """A later optional field may have been added; nothing that was stored may be missing or changed."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            name in whole and _contains(whole[name], part[name]) for name in part
        )
    if isinstance(part, list):
        same_length = isinstance(whole, list) and len(whole) == len(part)
        return same_length and all(_contains(one, was) for one, was in zip(whole, part, strict=True))
    return bool(whole == part)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_fact_has_a_sentence_in_each_language(topic: str, language: str) -> None:
    sentence = sentence_of(sample_of(CATALOGUE[topic]), language)
    assert sentence.text.strip()
    assert all(label.strip() for label, _ in sentence.details)


@pytest.mark.parametrize("topic", TOPICS)
def test_the_sentences_of_the_languages_differ(topic: str) -> None:
    fact = sample_of(CATALOGUE[topic])
    assert sentence_of(fact, "vi").text != sentence_of(fact, "en").text


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_personal_stays_in_the_coded_part(topic: str) -> None:
    """A free text that is not marked as personal would stay readable after an erasure."""
    kind = CATALOGUE[topic]
    texts = {path for path in _free_texts(kind) if path not in OPEN_TEXTS.get(topic, set())}
    assert texts == set()


_INDICATOR = {
    "code",
    "name",
    "name_en",
    "unit",
    "unit_en",
    "part_of",
    "words",
    "note",
    "note_en",
    "sentences",
}
"""Of a programme, which is a public document: nothing in it is about a person."""
_FIGURES = {
    "rules",
    *(f"indicators.{name}" for name in ("code", "name", "unit")),
    "annex.digest",
    "forum.area",
}
"""Of a report: versions, codes, names of indicators of a public document and of administrative units."""
_OF_FIGURES = {f"figures.{name}" for name in _FIGURES}
OPEN_TEXTS: dict[str, set[str]] = {
    **dict.fromkeys(("report.drafted.1", "report.redrafted.1", "report.revised.1"), _OF_FIGURES),
    "report.approved.1": {"digest"},
    "report.issued.1": {"digest", "rules"},
    **{kind.attached.TOPIC: {"kept.content.digest", "kept.previews.digest"} for kind in HOLDERS.values()},
    "recommendation.collected.1": {"code"},
    "support.entered.1": {"code"},
    "support.list-given.1": {"code", "digest", "lines.code", "lines.place"},
    "fund.opened.1": {"code"},
    "installation.named.1": {"name"},
    "fund.entered.1": {"voucher_no"},
    "programme.entered.1": {"title", "document", *(f"indicators.{name}" for name in _INDICATOR)},
    "programme.approved.1": {"approval.decision"},
    "programme.indicator-revised.1": {f"indicator.{name}" for name in _INDICATOR},
    "programme.milestone-set.1": {"milestone.indicator"},
    "figures.period-set.1": {"span.name"},
    "figures.period-closed.1": {"rules"},
    "figures.released.2": {
        *("title", "digest", "rules", "method", "table.cut.areas.name", "table.cut.areas.place"),
    },
    "case.opened.1": {"code"},
    "case.reopened.1": {"because"},
    "case.merged-away.1": {"code"},
    "case.merged-in.1": {"code"},
    "case.given-back.1": {"code"},
    "case.released.1": {"code"},
    "chapter.unit-founded.1": {
        "founding.code",
        "founding.name",
        "founding.areas.code",
        "founding.areas.name_as_written",
    },
    "chapter.unit-renamed.1": {"name", "decision"},
    "chapter.area-served.1": {"areas.code", "areas.name_as_written"},
    "chapter.difficult-area-noted.1": {"decision"},
    "chapter.body-formed.1": {"body.name"},
    "chapter.award-given.1": {"award.rule", "award.decision"},
    "member.admitted.1": {"court.code", "court.said"},
    "member.court-set.1": {"court.code", "court.said"},
    "decoy.placed.1": {"mark"},
    "decoy.proposed.1": {"mark"},
    "decoy.touched.1": {"role", "action"},
    "export.delivered.1": {"digest"},
    "case.imported.1": {"row_key", "number_key"},
    "member.imported.1": {"row_key"},
    "memberlist.begun.1": {"digest"},
    "import.begun.1": {"digest"},
    "export.requested.1": {"asked.filters.place"},
    "extract.requested.1": {f"asked.filters.{name}" for name in ("action", "topic", "basis", "decision")},
    "trail.sample-drawn.1": {"seed"},
    "register.period-closed.1": {"sealed.digest", "rules"},
    "retention.proposed.1": {"rule.source"},
}
"""Texts that name no person: codes, names of places, units and of the association, reasons, laws, hashes, digests."""


def _free_texts(kind: type[BaseModel], before: str = "") -> Iterator[str]:
    for name, field in kind.model_fields.items():
        if personal_class(field.metadata) is not None:
            continue
        for inner in _kinds(field.annotation):
            if inner is str:
                yield before + name
            elif isinstance(inner, type) and issubclass(inner, BaseModel) and not _is_unit(inner):
                yield from _free_texts(inner, f"{before}{name}.")


def _is_unit(kind: type[BaseModel]) -> bool:
    """Administrative units and recipients: names of places and of bodies as written, no person."""
    return kind.__module__ in {"domain.units", "domain.directory"} and kind.__name__ in {
        "AdminUnit",
        "Recipient",
    }


def _kinds(annotation: object) -> Iterator[object]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for kind in inner:
        yield from _kinds(kind)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_list_holds_personal_fields_only_as_a_whole(topic: str) -> None:
    def check(kind: type[BaseModel]) -> None:
        for field in kind.model_fields.values():
            if personal_class(field.metadata) is not None:
                continue
            for inner in _kinds(field.annotation):
                if isinstance(inner, type) and issubclass(inner, BaseModel):
                    in_list = "tuple" in str(field.annotation)
                    assert not (in_list and split(_sample(inner))[1]), (kind, inner)
                    check(inner)

    check(CATALOGUE[topic])


def _sample(kind: type[BaseModel]) -> BaseModel:
    return kind.model_validate(filled(kind), context=STORED)


@pytest.mark.parametrize("topic", TOPICS)
def test_the_marker_of_a_personal_field_is_outermost(topic: str) -> None:
    """A marker inside another annotation would not be seen by `split`, and the field would stay in the clear."""

    def check(kind: type[BaseModel]) -> None:
        for name, field in kind.model_fields.items():
            hidden = "Personal(" in str(field.annotation)
            assert not hidden or personal_class(field.metadata) is not None, (kind, name)
            for inner in _kinds(field.annotation):
                if isinstance(inner, type) and issubclass(inner, BaseModel):
                    check(inner)

    check(CATALOGUE[topic])


# -- views -----------------------------------------------------------------------------------------------------------


def _handled() -> dict[str, list[str]]:
    """For each topic, the views whose modules name the fact."""
    found: dict[str, list[str]] = {topic: [] for topic in TOPICS}
    for view in every_view():
        source = _source_of(type(view))
        for topic, kind in CATALOGUE.items():
            if re.search(rf"\b{kind.__name__}\b", source):
                found[topic].append(view.NAME)
    return found


def _source_of(kind: type[Any]) -> str:
    module = inspect.getmodule(kind)
    source = inspect.getsource(module) if module else ""
    near = re.findall(r"from (infrastructure\.views\.(?!base)\w+) import", source)
    near += [
        f"{name}.{module.name}"
        for name in near
        for module in pkgutil.iter_modules(getattr(importlib.import_module(name), "__path__", ()))
    ]
    return source + "".join(inspect.getsource(importlib.import_module(name)) for name in near)


def test_each_view_handles_a_fact_or_is_known_to_ignore_it() -> None:
    """A new fact, or a view that looks at more or less than before: look, then write it into the file."""
    assert json.loads(VIEWS_OF_FACTS.read_text()) == _handled()


def test_a_view_has_a_name_a_version_and_tables_of_its_own() -> None:
    views = every_view()
    assert len({view.NAME for view in views}) == len(views)
    for view in views:
        made = set(re.findall(r"CREATE TABLE (\w+)", view.DDL))
        assert made == set(view.TABLES), view.NAME
        assert view.VERSION >= 1


# -- wishes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WISHES, ids=lambda kind: kind.__name__)
def test_a_wish_names_an_action_that_is_for_some_role(kind: type[Wish]) -> None:
    assert kind.ACTION in Action
    assert BY_ROLE[kind.ACTION] or any(kind.ACTION in opened for opened in THROUGH_GLASS.values())


def test_only_common_bases_lack_an_action() -> None:
    for kind in ABSTRACT:
        assert kind in (Command, Question) or kind.__subclasses__(), kind


@pytest.mark.parametrize(
    "kind", [k for k in WISHES if issubclass(k, Command)], ids=lambda kind: kind.__name__
)
def test_a_command_is_reachable_by_a_person_and_by_a_program(kind: type[Command]) -> None:
    if kind.__name__ in BY_THE_SERVICE:
        return
    for routers in (api_routers(), page_routers()):
        modules = {route.endpoint.__module__ for r in routers for route in r.routes}  # type: ignore[attr-defined]
        sources = "\n".join(inspect.getsource(importlib.import_module(name)) for name in modules)
        assert re.search(rf"\b{_named(kind)}\b", sources), "no route asks for it"


def _named(kind: type[Command]) -> str:
    """What routes call it: what is asked of files stands in one table, of which every line has routes."""
    of_files = {asked for one in HOLDERS.values() for asked in (one.attaches, one.withdraws)}
    return "HOLDERS" if kind in of_files else kind.__name__


def test_files_of_every_holder_are_found_by_the_end_of_their_topics() -> None:
    """Their bytes are destroyed, and looked for, by that end (migration 0116, `infrastructure.erasing`)."""
    for kinds, end in ((below(FileAttached), "file-attached.1"), (below(FileWithdrawn), "file-withdrawn.1")):
        assert {kind.TOPIC.partition(".")[2] for kind in kinds} == {end}
    attached = {
        kind for kind in below(FileAttached) if "TOPIC" in vars(kind)
    }  # not a twin that a follower made
    assert {one.attached for one in HOLDERS.values()} == attached


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_an_error_has_a_status_and_a_sentence_in_each_language(kind: type[DomainError]) -> None:
    bare = kind.__new__(kind)
    assert 400 <= status_of(bare) < 600
    assert kind.vi.strip() and kind.en.strip()
    assert kind.vi != kind.en
    assert kind.__doc__


def test_the_table_of_statuses_holds_only_known_errors() -> None:
    assert set(STATUS) <= set(ERRORS)


# -- rooms -----------------------------------------------------------------------------------------------------------

FILES = [file for room in ROOMS for file in Path(room.__path__[0]).rglob("*.py")]


def test_no_two_locks_of_the_database_have_one_number() -> None:
    """Two that mean different things under one number wait for each other for ever."""
    found = [
        (number, name)
        for file in (ROOT / "infrastructure").rglob("*.py")
        for name, number in re.findall(r"^(\w+_LOCK) = (\d+)$", file.read_text(), re.MULTILINE)
    ]
    numbers = [number for number, _ in found]
    assert len(found) >= 12
    assert [one for one in found if numbers.count(one[0]) > 1] == []


def test_no_file_outgrows_its_reader() -> None:
    long = {
        str(f.relative_to(ROOT)): n for f in FILES if (n := len(f.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_the_arrows_between_rooms_are_checked_by_the_linter() -> None:
    contracts = (ROOT / "pyproject.toml").read_text()
    assert 'layers = ["api | infrastructure", "application", "domain"]' in contracts


def test_no_module_takes_what_another_keeps_to_itself() -> None:
    rooms = {room.__name__ for room in ROOMS}
    taken = [
        f"{file.relative_to(ROOT)}: {name.name}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in rooms
        for name in node.names
        if name.name.startswith("_") and not name.name.startswith("__")
    ]
    assert taken == []


def test_the_library_s_own_insert_function_is_switched_on_nowhere() -> None:
    """It assigns positions before the commit, so a follower would skip events (tried: two of 80,000)."""
    word = "POSTGRES_ENABLE_" + "DB_FUNCTIONS"
    places = [*FILES, ROOT / "Makefile", ROOT / "pyproject.toml", *(ROOT / ".ci").iterdir()]
    assert [str(place) for place in places if word in place.read_text()] == []


def test_the_domain_looks_at_no_clock_and_draws_no_lots() -> None:
    forbidden = re.compile(r"datetime\.now|date\.today|time\.time|uuid4\(|random\.")
    inner = [f for f in FILES if f.is_relative_to(Path(domain.__path__[0]))]
    assert [str(f) for f in inner if forbidden.search(f.read_text())] == []


# -- words -----------------------------------------------------------------------------------------------------------


def test_each_test_that_the_page_of_bad_days_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "bad-days.md").read_text()))
    written = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 15
    assert named - set(re.findall(r"^def (test_\w+)\(", written, re.MULTILINE)) == set()
