"""A recommendation from the child's words to the end: on the pages and for programs, through the real wiring."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.journeys.world import World

API = "/api/v1/recommendations"
WORDS = "Con sợ đi qua cái ao cạnh trường vì không có rào."
COLLECTED: dict[str, Any] = {
    "origin": "child",
    "subject": "matter",
    "title": "Làm rào quanh ao cạnh trường",
    "content": "Đề nghị làm rào và biển báo quanh ao cạnh trường tiểu học.",
    "collected_on": "2025-08-04",
}
VOICE = {"words": WORDS, "age": 10, "explained": True, "child": "yes", "guardian": "yes"}
LETTER: dict[str, Any] = {
    "addressee": "Ủy ban nhân dân xã Ví Dụ",
    "subject": "kiến nghị làm rào quanh ao cạnh trường",
    "body": "Ao sâu, học sinh đi qua mỗi ngày.",
    "asks": "Làm rào và biển báo trước năm học mới.",
}


def ok(answer: httpx2.Response, status: int = 201) -> httpx2.Response:
    assert answer.status_code == status, answer.text
    return answer


def collected(world: World, who: str = "counsellor", **more: Any) -> str:
    return str(ok(world.sign_in(who).api("POST", API, json=COLLECTED | more)).json()["location"])


def approved(world: World, path: str, by: str = "supervisor", **more: Any) -> str:
    ok(world.sign_in("counsellor").api("PUT", f"{path}/letter", json=LETTER | more), 200)
    ok(world.sign_in(by).api("POST", f"{path}/approval", json={}))
    return path


def conveyed(world: World, path: str, on: str = "2025-08-10", kind: str = "commune_committee") -> None:
    entry = {"what": "conveyance", "agency": {"kind": kind}, "on": on, "reference": "15/KN-HBVQTE"}
    ok(world.sign_in("counsellor").api("POST", f"{path}/entries", json=entry))


def detail(world: World, path: str, who: str = "counsellor") -> dict[str, Any]:
    return dict(ok(world.sign_in(who).api("GET", path), 200).json())


def test_from_a_child_s_words_to_the_feedback_on_the_pages(world: World) -> None:
    counsellor, supervisor = world.sign_in("counsellor"), world.sign_in("supervisor")
    counsellor.get("/kien-nghi/moi")
    voice = {f"voice__{name}": str(said).lower() if said is True else said for name, said in VOICE.items()}
    page = counsellor.submit("recommendation", **COLLECTED, **voice)
    path = page.url.path
    assert "BG.KN.0001.2025" in page.text or ".KN.0001.2025" in page.text
    assert WORDS in page.text and "Điều 52 khoản 3" in page.text
    counsellor.get(f"{path}/van-ban")
    page = counsellor.submit("letter", **LETTER, quotes_child="true")
    assert "chờ người khác duyệt" in page.text and 'id="approve"' not in page.text
    supervisor.get(path)
    assert "Đã duyệt, chờ chuyển" in supervisor.submit("approve").text
    counsellor.get(f"{path}/ghi/chuyen")
    page = counsellor.submit("entry", agency__kind="commune_committee", on="2025-08-10", reference="15/KN")
    assert "Đã chuyển, chờ trả lời" in page.text and "09/09/2025" in page.text
    for what, said in (
        ("xac-nhan", {"on": "2025-08-12"}),
        ("don-doc", {"on": "2025-09-10"}),
        ("tra-loi", {"on": "2025-09-20", "verdict": "partly", "content": "Làm biển báo trước."}),
        ("phan-hoi", {"on": "2025-09-22", "way": "in_person", "told": "Xã sẽ làm biển báo trước."}),
        ("ket-thuc", {"how": "answered"}),
    ):
        counsellor.get(f"{path}/ghi/{what}")
        page = counsellor.submit("entry", **said)
        assert page.url.path == path, page.text
    assert "Đã kết thúc" in page.text and "Tiếp thu một phần" in page.text
    sheet = counsellor.get(f"{path}/cong-van")
    assert WORDS in sheet.text and "Điều 92 khoản 2" in sheet.text and "Điều 52 khoản 3" in sheet.text
    assert "Làm rào quanh ao" in counsellor.get("/kien-nghi").text
    figures = counsellor.get("/kien-nghi/so-lieu?year=2025").text
    assert "100\xa0%" in figures
