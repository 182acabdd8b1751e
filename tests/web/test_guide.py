"""Help: every topic in both languages, for every role, with pictures that are there and links that lead somewhere."""

from __future__ import annotations

import re
from html import unescape
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from api.guide import TOPICS, content, for_roles, found
from api.texts import LANGUAGES
from domain.account import Role


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_both_languages_say_the_same_in_as_many_steps(topic: object) -> None:
    said = [str(content(topic.slug, language)) for language in LANGUAGES]  # type: ignore[attr-defined]
    shapes = [re.findall(r"<(h2|ol|ul|li|p|a href=\"[^\"]*\"|img)", one) for one in said]
    assert shapes[0] == shapes[1]
    assert said[0] != said[1]


def test_every_template_is_a_topic_and_the_other_way_round() -> None:
    kept = {one.name.removesuffix(".html") for one in files("api").joinpath("templates/guide").iterdir()}
    assert kept == {topic.slug for topic in TOPICS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_that_a_topic_names_is_there(language: str) -> None:
    for topic in TOPICS:
        source = files("api").joinpath("templates/guide", f"{topic.slug}.html").read_text(encoding="utf-8")
        named = set(re.findall(r"picture\('([^']+)'\)", source))
        shown = set(re.findall(rf"guide/([^\".]+)\.{language}\.webp", str(content(topic.slug, language))))
        assert shown == named, f"{topic.slug}: make guide"


def test_no_picture_is_left_over() -> None:
    sources = "".join(
        files("api").joinpath("templates/guide", f"{topic.slug}.html").read_text(encoding="utf-8")
        for topic in TOPICS
    )
    for picture in files("api").joinpath("static/guide").iterdir():
        assert f"picture('{picture.name.split('.')[0]}')" in sources, picture.name


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_own_work_first(role: Role) -> None:
    own, others = for_roles({role})
    assert {"bat-dau", "khan-cap", "xung-dot"} <= {topic.slug for topic in own}
    assert len(own) > 3 or role in {Role.AUDITOR, Role.OFFICE, Role.ADMINISTRATOR}
    assert len(own) + len(others) == len(TOPICS)
    if role is not Role.COUNSELLOR:
        assert own != for_roles({Role.COUNSELLOR})[0] or role is Role.SUPERVISOR


@pytest.mark.parametrize(
    ("words", "first"),
    (
        ("hộp chờ", "mat-mang"),
        ("hop cho", "mat-mang"),
        ("OUTBOX", "khan-cap"),
        ("lien lac an toan", "lien-he-an-toan"),
    ),
)
def test_words_are_found_with_and_without_marks_in_both_languages(words: str, first: str) -> None:
    assert first in [topic.slug for topic in found(words)]


def test_what_is_not_there_is_not_found() -> None:
    assert found("tàu vũ trụ") == found("   ") == []


PRESS = {"vi": re.compile(r"[Bb]ấm “([^”]+)”"), "en": re.compile(r"[Pp]ress “([^”]+)”")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_help_tells_to_press_is_called_so_on_the_pages(language: str) -> None:
    catalogue = read_po(files("api").joinpath("locale/en.po").open("rb"))
    words = {
        one
        for message in catalogue
        for said in (message.id if language == "vi" else message.string,)
        for one in (said if isinstance(said, tuple | list) else (said,))
    }
    named = {
        (topic.slug, button)
        for topic in TOPICS
        for button in PRESS[language].findall(unescape(str(content(topic.slug, language))))
    }
    assert len(named) > 10
    assert {one for one in named if one[1] not in words} == set()
