"""English texts are complete, and templates hold together."""

import re
from pathlib import Path

import pytest

from api.locale_update import missing, stale, stored
from api.pages import ENVIRONMENTS
from api.texts import translated

TEMPLATES = sorted(ENVIRONMENTS["vi"].list_templates())
PLACES = re.compile(r"%\(\w+\)s")


def test_each_text_of_pages_and_code_has_an_english_one() -> None:
    assert missing(stored()) == [], "run `python -m api.locale_update` and fill in api/locale/en.po"


def test_no_english_text_is_left_over() -> None:
    assert stale(stored()) == [], "run `python -m api.locale_update`"


def test_an_english_text_names_the_same_places() -> None:
    for message in stored():
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        first = message.id[0] if isinstance(message.id, tuple | list) else message.id
        assert all(set(PLACES.findall(text or "")) == set(PLACES.findall(first)) for text in texts), first


VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
NAMES = ("Lá Chắn", "Thông tư 10/2022/TT-BNV, Điều 5", "NĐ-CP", "(Họ và tên)", "(Loại)")
"""What an English sentence names in Vietnamese."""


def test_an_english_text_has_no_vietnamese_words() -> None:
    for message in stored():
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        for text in texts:
            said = text or ""
            for name in NAMES:
                said = said.replace(name, "")
            assert not VIETNAMESE.search(said), text


def test_one_of_something_is_not_told_as_many_in_english() -> None:
    for message in stored():
        if isinstance(message.string, tuple | list) and message.string[0] == message.string[1]:
            assert not re.search(
                r"%\(num\)s (days|entries|files|rows|pieces|weeks|things)\b", message.string[0]
            )


def test_vietnamese_is_its_own_text() -> None:
    assert translated("Thoát nhanh", "vi") == "Thoát nhanh"
    assert translated("Thoát nhanh", "en") == "Quick exit"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_and_holds_no_script_or_style(name: str) -> None:
    for environment in ENVIRONMENTS.values():
        environment.get_template(name)
    source = (Path(__file__).parents[2] / "api" / "templates" / name).read_text(encoding="utf-8")
    assert not re.search(r"<style|<script(?! src=)|\sstyle=|\son[a-z]+=|\|\s*safe\b|https?://", source)


def test_a_call_link_of_what_was_typed_holds_digits_alone() -> None:
    """Whatever stands around the number: words, a second number, markup."""
    written = ENVIRONMENTS["vi"].from_string('<a href="tel:{{ said | dialled }}">{{ said }}</a>')
    for said in ("mẹ: +84 912 345 678 (buổi tối); hoặc 111", '0912 345 678"><script>', "0912.345.678"):
        assert 'href="tel:0912345678"' in written.render(said=said)
