"""A counsellor's day with one child, from the first call to the end of the follow-up and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from api import timeline
from domain.child_case.intake import Details, SafeContact, Situation
from domain.identity import PartialDate
from domain.units import AdminUnit
from tests.journeys.acts import followed
from tests.journeys.world import World

NAME = "Đặng Thị Bích Ngọc"


def _taken_in(world: World, who: str = "counsellor", **more: str) -> tuple[object, str]:
    browser = world.sign_in(who)
    browser.get("/tiep-nhan")
    fields = {
        "situation__what": "Cháu bị bố dượng đánh, có vết bầm ở tay.",
        "situation__when": "tối qua",
        "details__child__name": NAME,
    } | more
    page = browser.submit("intake", **fields)
    assert page.status_code == 200, page.text[:2000]
    case_id = re.search(r"/ho-so/([0-9a-f-]{36})", str(page.url))
    assert case_id is not None
    return browser, case_id[1]


def test_four_fields_open_an_entry_and_its_page_tells_it(world: World) -> None:
    browser, _ = _taken_in(world)
    page = browser.page  # type: ignore[attr-defined]
    assert NAME in page.text
    assert re.search(r"HT\.TN\.0001\.20\d\d", page.text)
    assert "Tiếp nhận, vào sổ số" in page.text
    assert "Cháu bị bố dượng đánh" in page.text


def test_closing_waits_for_a_forwarding_and_says_which_article(world: World) -> None:
    browser, case_id = _taken_in(world, details__circumstances__allegation="abuse")
    browser.get(f"/ho-so/{case_id}/ket-thuc")  # type: ignore[attr-defined]
    refused = browser.submit("closing", outcome="safe", child_informed="true")  # type: ignore[attr-defined]
    assert refused.status_code == 409
    assert "Điều 51 khoản 1" in refused.text
    browser.get(f"/ho-so/{case_id}/chuyen")  # type: ignore[attr-defined]
    browser.submit("forward", recipient__kind="hotline_111")  # type: ignore[attr-defined]
    browser.get(f"/ho-so/{case_id}/ket-thuc")  # type: ignore[attr-defined]
    closed = browser.submit("closing", outcome="safe", child_informed="true")  # type: ignore[attr-defined]
    assert "Đã kết thúc theo dõi" in closed.text


def test_logging_on_a_closed_case_reopens_it(world: World) -> None:
    browser, case_id = _taken_in(world, details__circumstances__allegation="none")
    browser.get(f"/ho-so/{case_id}/ket-thuc")  # type: ignore[attr-defined]
    browser.submit("closing", outcome="safe", child_informed="true")  # type: ignore[attr-defined]
    browser.get(f"/ho-so/{case_id}/ghi-chep")  # type: ignore[attr-defined]
    page = browser.submit("note", note="Cháu quay lại, xin được gặp cô tư vấn.")  # type: ignore[attr-defined]
    assert "Mở lại hồ sơ vì có thông tin mới" in page.text
    assert "Cháu quay lại" in page.text


def test_save_pressed_five_times_is_one_entry(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    fields = browser.form("intake") | {"situation.what": "Trẻ bỏ học, đi làm thuê."}
    answers = [browser.client.post("/tiep-nhan", data=fields) for _ in range(5)]
    assert len({str(answer.url) for answer in answers}) == 1
    assert browser.client.post("/tiep-nhan", data=fields | {"situation.what": "khác"}).status_code == 409


def test_another_unit_finds_nothing_there(world: World) -> None:
    _, case_id = _taken_in(world)
    stranger = world.sign_in("elsewhere")
    foreign = stranger.get(f"/ho-so/{case_id}")
    absent = stranger.get("/ho-so/00000000-0000-4000-8000-000000000000")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.text.replace(case_id, "") == absent.text.replace(
        "00000000-0000-4000-8000-000000000000", ""
    )


def test_an_emergency_saves_blind_and_reopens_a_closed_case(world: World) -> None:
    browser, case_id = _taken_in(world, details__circumstances__allegation="none")
    browser.get(f"/ho-so/{case_id}/ket-thuc")  # type: ignore[attr-defined]
    page = browser.submit("closing", outcome="safe", child_informed="true")  # type: ignore[attr-defined]
    code = re.search(r"HT\.TN\.\d+\.\d+", page.text)
    assert code is not None
    stranger = world.sign_in("elsewhere")
    stranger.get("/khan-cap")
    saved = stranger.submit(
        "emergency", what="Cháu đang bị nhốt ngoài sân.", told="Công an xã", file_code=code[0]
    )
    assert "Đã lưu tin khẩn cấp" in saved.text
    followed(world)
    again = browser.get(f"/ho-so/{case_id}")  # type: ignore[attr-defined]
    assert "Cháu đang bị nhốt ngoài sân." in again.text
    assert "Mở lại hồ sơ vì có tin khẩn cấp" in again.text


def test_a_form_without_its_token_is_offered_again(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    fields = browser.form("intake") | {"situation.what": "Nội dung đã gõ", "_csrf": "forged"}
    answer = browser.client.post("/tiep-nhan", data=fields)
    assert answer.status_code == 409
    assert "Nội dung đã gõ" in answer.text
    assert 'id="retry"' in answer.text


def test_a_foreign_origin_is_refused(world: World) -> None:
    browser = world.sign_in("counsellor")
    answer = browser.client.post(
        "/tiep-nhan", data={"situation.what": "x"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403


def test_each_field_of_a_case_has_a_name_in_both_languages() -> None:
    def paths(kind: type[BaseModel], above: str) -> Iterator[str]:
        for name, field in kind.model_fields.items():
            inner = next((k for k in (field.annotation, *get_args(field.annotation)) if _is_value(k)), None)
            if inner is None or inner is AdminUnit:
                yield f"{above}.{name}"
            else:
                yield from paths(inner, f"{above}.{name}")

    known = (("situation", Situation), ("details", Details), ("contact", SafeContact))
    for path in (path for above, kind in known for path in paths(kind, above)):
        for language in ("vi", "en"):
            assert timeline.field_name(path, language), path


def _is_value(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not PartialDate
