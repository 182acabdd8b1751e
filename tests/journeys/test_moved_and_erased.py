"""Files that something was moved to, or out of, are erased: what is left is readable where it belongs alone."""

from __future__ import annotations

import re

import pytest

from infrastructure.postgres import Database
from tests.journeys.acts import followed
from tests.journeys.test_corrected_sessions import differences, session
from tests.journeys.test_corrections import PAGES, break_glass, leaks, taken_in
from tests.journeys.test_erasure import carried_out, requested
from tests.journeys.test_moving import closed
from tests.journeys.world import Browser, World

pytestmark = pytest.mark.long
NO_ABUSE = {"details__circumstances__allegation": "none"}
OF_B = ("Ghi chép về cháu Bê", "Buổi của cháu Bê", "Khẩn cấp của cháu Bê")
OF_C = ("Ghi chép về cháu Xê", "Buổi của cháu Xê", "Khẩn cấp của cháu Xê")


def wrongly_entered(browser: Browser, wrong: str, code: str, words: tuple[str, str, str]) -> None:
    """Enter a note, a session and an emergency in the wrong file, and move each to the right one."""
    note, talk, call = words
    browser.get(f"/ho-so/{wrong}/ghi-chep")
    page = browser.submit("note", note=note)
    entry = max(re.findall(rf"/ho-so/{wrong}/sua/(\d+)", page.text), key=int)
    browser.get(f"/ho-so/{wrong}/sua/{entry}")
    assert note not in browser.submit("move", code=code).text
    matter, logged = session(browser, f"/ho-so/{wrong}/tu-van", consultation__narrative=talk)
    browser.get(f"/tu-van/{matter}/sua/{logged}")
    assert talk not in browser.submit("move", code=code).text
    browser.get(f"/khan-cap?ho_so={wrong}")
    page = browser.submit("emergency", what=call)
    calls = re.findall(rf"/ho-so/{wrong}/khan-cap/[0-9a-f-]{{36}}", browser.get(f"/ho-so/{wrong}").text)
    browser.get(calls[0])
    assert call not in browser.submit("move", code=code).text


def erase(world: World, later: World, code: str) -> None:
    requested(world, code)
    carried_out(world, later)


def hidden_of(world: World, case_id: str, code: str) -> str:
    """Return all that an auditor who broke the glass of a case can read of it."""
    auditor = world.sign_in("auditor")
    break_glass(auditor, code)
    paths = [path.format(case=case_id, matter="none") for path in PAGES]
    return "".join(auditor.get(path).text for path in paths)


def test_what_was_moved_goes_with_the_file_that_it_belongs_to(
    world: World, later: World, database: Database
) -> None:
    browser, wrong, wrong_code = taken_in(world, **NO_ABUSE)
    _, erased, code = taken_in(world, details__child__name="Lò Thị Bê", **NO_ABUSE)
    _, kept, kept_code = taken_in(world, details__child__name="Lò Văn Xê", **NO_ABUSE)
    wrongly_entered(browser, wrong, code, OF_B)
    wrongly_entered(browser, wrong, kept_code, OF_C)
    followed(world)
    page = browser.get(f"/ho-so/{kept}").text
    assert all(words in page for words in OF_C)
    assert all(words in hidden_of(world, wrong, wrong_code) for words in (*OF_B[:2], *OF_C[:2]))
    # the file that it was moved to is erased: no copy of it is read anywhere, in the file that it left neither
    closed(browser, erased)
    erase(world, later, code)
    followed(world)
    for words in OF_B:
        for case in (wrong, erased, kept):
            assert leaks(world, words, case, roles=("counsellor", "supervisor", "officer", "auditor")) == []
        assert words not in hidden_of(world, wrong, wrong_code)
    assert all(words in hidden_of(world, wrong, wrong_code) for words in OF_C[:2])
    assert differences(world, database) == []
    # the file that it left is erased: what was moved away is read where it belongs
    closed(browser, wrong)
    erase(world, later, wrong_code)
    followed(world)
    assert browser.get(f"/ho-so/{wrong}").status_code == 409
    page = browser.get(f"/ho-so/{kept}").text
    assert all(words in page for words in OF_C)
    auditor = world.sign_in("auditor")
    assert all(words not in auditor.get(f"/lich-su/{wrong}/da-che").text for words in (*OF_B, *OF_C))
    assert differences(world, database) == []
