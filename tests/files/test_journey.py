"""A file's way through the running application: added on the page, looked at, given out, taken away, erased."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import psycopg
import pytest
from PIL import Image

from api import uploads
from domain.files.kinds import FileLimits
from infrastructure.checkup.files import files as look_over
from infrastructure.checkup.finding import Finding
from infrastructure.erasing import destroy_again
from infrastructure.keys.reading import key_ids_in_log
from infrastructure.postgres import Database
from infrastructure.work import House
from tests.files import made
from tests.journeys.acts import taken_in
from tests.journeys.serving import serving
from tests.journeys.world import Browser, World

ORIGINAL = "IMG_chau_Gia_Mau_lop_3A.jpg"
"""The name that a telephone, or a person, gave the file."""


def attached(
    browser: Browser, base: str, content: bytes, name: str = ORIGINAL, **changed: Any
) -> httpx2.Response:
    """Fill in the form of the page as a browser does, the file last."""
    browser.get(f"{base}/tep")
    fields = browser.form("file")
    fields.pop("file", None)
    fields |= made.SAID | changed
    sent = {"file": (name, content, "image/svg+xml")}
    browser.page = browser.client.post(f"{base}/tep", data=fields, files=sent)
    return browser.page


def findings(database: Database) -> list[Finding]:
    """What the doctor says of files, every ciphertext read."""
    with psycopg.connect(database.auditor_dsn, autocommit=True) as connection:
        return list(look_over(connection, full=True))


@contextmanager
def _served(world: World, house: House) -> Iterator[World]:
    """The same association under other limits."""
    with serving(house) as app:
        yield World(house, app, world.units, world.accounts)


@pytest.fixture
def case(world: World) -> str:
    return f"/ho-so/{taken_in(world, 'Giả Mẫu')}"


def test_added_on_the_page_shown_and_given_out(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    page = attached(counsellor, case, made.jpeg())
    assert (page.status_code, str(page.url)) == (200, f"http://testserver{case}/tep")
    assert "Trang vở cháu Giả Mẫu đưa" in page.text
    version = re.search(rf'href="{case}/tep/(\d+)"', page.text)
    assert version
    one = counsellor.get(f"{case}/tep/{version[1]}")
    assert ORIGINAL in one.text
    seen = counsellor.get(f"{case}/tep/{version[1]}/trang/1")
    assert seen.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(seen.content)).size == (480, 640), "upright"
    given = counsellor.get(f"{case}/tep/{version[1]}/tai")
    assert re.fullmatch(r'attachment; filename="[A-Z.0-9]+-tep-1\.jpg"', given.headers["content-disposition"])
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["cross-origin-resource-policy"] == "same-origin"
    assert Image.open(io.BytesIO(given.content)).size == (480, 640)
    assert made.PLACE.encode() not in given.content
    assert "Tệp đính kèm (1)" in counsellor.get(case).text


def version_of(browser: Browser, case: str, at: int = 0) -> int:
    files = browser.api("GET", f"/api/v1/cases/{case.rsplit('/', 1)[1]}/files").json()["files"]
    return int(files[at]["version"])


def stored(world: World) -> tuple[int, int]:
    """Files and pieces that are kept."""
    with world.house.pool.connection() as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM files.stored), (SELECT count(*) FROM files.pieces)"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (made.SVG, "Không nhận SVG"),
        (made.HEIC, "Tương thích nhất"),
        (made.pdf(b"<< /S /JavaScript >>"), "lệnh tự chạy"),
        (b"", "Tệp rỗng"),
        (made.jpeg()[:400], "Tệp hỏng"),
    ],
    ids=["svg", "heic", "pdf", "empty", "broken"],
)
def test_a_refused_file_says_why_and_keeps_the_words(
    world: World, case: str, content: bytes, words: str
) -> None:
    counsellor = world.sign_in("counsellor")
    page = attached(counsellor, case, content, description="Ảnh tin nhắn của bác Giả")
    assert page.status_code == 409
    assert words in page.text and 'value="Ảnh tin nhắn của bác Giả"' in page.text
    assert re.search(r'value="notebook" selected', page.text) and re.search(
        r'value="child" checked', page.text
    )
    assert stored(world) == (0, 0)
    fields = counsellor.form("file") | {"description": "Ảnh tin nhắn của bác Giả"}
    fields.pop("file", None)
    again = counsellor.client.post(f"{case}/tep", data=fields, files={"file": ("a.jpg", made.jpeg())})
    assert again.status_code == 200 and "Ảnh tin nhắn của bác Giả" in again.text


def test_missing_words_and_a_missing_file_are_said_and_nothing_is_lost(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    page = attached(counsellor, case, made.jpeg(), description="", purpose="")
    assert page.status_code == 422 and "Chưa lưu" in page.text
    counsellor.get(f"{case}/tep")
    fields = counsellor.form("file") | made.SAID
    fields.pop("file", None)
    without = counsellor.client.post(f"{case}/tep", data=fields)
    assert without.status_code == 409 and "Chưa có tệp nào. Hãy chọn tệp" in without.text
    assert made.SAID["description"] in without.text


def test_a_file_over_its_limit_is_dropped_while_it_comes_and_the_words_are_kept(
    world: World, case: str
) -> None:
    counsellor = world.sign_in("counsellor")
    large = made.jpeg() + bytes(16 << 20)
    page = attached(counsellor, case, large, description="Ảnh to")
    assert page.status_code == 409 and "nhiều nhất 15 MB" in page.text and 'value="Ảnh to"' in page.text
    film = b"\0\0\0\x18ftypavc1" + bytes(9 << 20)
    assert "Không nhận loại tệp này" in attached(counsellor, case, film, description="Phim").text
    assert uploads.ROOM.held == 0


def test_the_same_form_sent_twice_adds_one(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get(f"{case}/tep")
    fields = counsellor.form("file") | made.SAID
    fields.pop("file", None)
    for content in (made.jpeg(), made.jpeg()):
        answer = counsellor.client.post(f"{case}/tep", data=fields, files={"file": ("a.jpg", content)})
        assert answer.status_code == 200
    assert stored(world)[0] == 1
    other = counsellor.client.post(f"{case}/tep", data=fields, files={"file": ("a.jpg", made.png())})
    assert other.status_code == 409 and stored(world)[0] == 1, "the same key with another file"


def test_programs_do_the_same_with_a_key(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    path = f"/api/v1/cases/{case.rsplit('/', 1)[1]}/files"
    sent = {"data": made.SAID, "headers": {"Idempotency-Key": "mot"}}
    for _ in range(2):
        answer = counsellor.api("POST", path, files={"file": ("a.pdf", made.pdf(pages=5))}, **sent)
        assert (answer.status_code, answer.json()["location"]) == (201, path)
    (one,) = counsellor.api("GET", path).json()["files"]
    assert (one["pages"], one["previews"], one["number"]) == (5, 3, 1)
    content = counsellor.api("GET", f"{path}/{one['version']}/content")
    assert content.content == made.pdf(pages=5) and content.headers["content-type"] == "application/pdf"
    assert counsellor.api("GET", f"{path}/{one['version']}/pages/3").status_code == 200
    assert counsellor.api("GET", f"{path}/{one['version']}/pages/4").status_code == 404
    refused = counsellor.api("POST", path, files={"file": ("a.pdf", made.SVG)}, data=made.SAID)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/markup-not-taken")
    invalid = counsellor.api("POST", path, files={"file": ("a.pdf", made.pdf())}, data={"subject": "x"})
    assert invalid.status_code == 422
    assert {"#/description", "#/purpose", "#/subject"} <= {one["pointer"] for one in invalid.json()["errors"]}
    end = {"because": "not_needed"}
    assert counsellor.api("POST", f"{path}/{one['version']}/withdrawal", json=end).status_code == 201
    assert counsellor.api("GET", f"{path}/{one['version']}/content").status_code == 404


def test_a_closed_case_takes_a_file_and_stays_closed(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    closing = {"outcome": "advised", "child_informed": True}
    counsellor.api("POST", f"/api/v1/cases/{case.rsplit('/', 1)[1]}/closing", json=closing)
    assert attached(counsellor, case, made.jpeg()).status_code == 200
    assert "Đã kết thúc theo dõi" in counsellor.get(case).text


def test_a_consultation_that_stands_alone_takes_files(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    said = {"consultation": {"narrative": "Hỏi về nuôi con", "minutes": 20}}
    matter = counsellor.api("POST", "/api/v1/consultations", json=said).json()["location"].rsplit("/", 1)[1]
    assert attached(counsellor, f"/tu-van/{matter}", made.wav(), "giong.wav").status_code == 200
    version = counsellor.api("GET", f"/api/v1/consultations/{matter}/files").json()["files"][0]["version"]
    page = counsellor.get(f"/tu-van/{matter}/tep/{version}")
    assert "chỉ tải về" in page.text
    given = counsellor.get(f"/tu-van/{matter}/tep/{version}/tai")
    assert given.content[:4] == b"RIFF" and made.PLACE.encode() not in given.content
    assert "-tep-1.wav" in given.headers["content-disposition"]


def test_recordings_of_psychological_counselling_are_for_its_counsellor_and_the_supervisor(
    world: World,
) -> None:
    counsellor = world.sign_in("counsellor")
    said = {"consultation": {"kind": "psychological", "health_narrative": "Cháu sợ", "minutes": 20}}
    location = counsellor.api("POST", "/api/v1/consultations", json=said).json()["location"]
    matter = location.rsplit("/", 1)[1]
    assert attached(counsellor, f"/tu-van/{matter}", made.wav()).status_code == 200
    path = f"/api/v1/consultations/{matter}/files"
    version = counsellor.api("GET", path).json()["files"][0]["version"]
    supervisor, colleague = world.sign_in("supervisor"), world.sign_in("colleague")
    assert supervisor.api("GET", f"{path}/{version}/content").status_code == 200
    assert colleague.api("GET", path).json()["files"] == []
    for part in ("", "/content"):
        assert colleague.api("GET", f"{path}/{version}{part}").status_code == 404
    assert made.SAID["description"] not in colleague.get(f"/tu-van/{matter}").text


def test_every_look_and_every_download_is_on_the_record_with_which_file(
    world: World, database: Database, case: str
) -> None:
    counsellor = world.sign_in("counsellor")
    attached(counsellor, case, made.jpeg())
    version = version_of(counsellor, case)
    for part in ("", "/trang/1", "/tai"):
        assert counsellor.get(f"{case}/tep/{version}{part}").status_code == 200
    assert world.sign_in("elsewhere").get(f"{case}/tep/{version}/tai").status_code == 404
    entries = _entries(database)
    assert [one[0] for one in entries] == ["permit", "permit", "permit", "deny"]
    assert {one[1] for one in entries} == {"evidence"} and {one[3] for one in entries} == {
        case.rsplit("/", 1)[1]
    }
    assert len({bytes(one[2]) for one in entries[:3]}) == 1, "the digest of the file's ciphertext"


def _entries(database: Database) -> list[tuple[Any, ...]]:
    query = (
        "SELECT decision, field_class, query_digest, record::text FROM trail.entries"
        " WHERE action = 'file.open' ORDER BY position"
    )
    with psycopg.connect(database.auditor_dsn) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE files.pieces SET bytes = set_byte(bytes, 20, get_byte(bytes, 20) # 1) WHERE part = 0",
        "DELETE FROM files.pieces WHERE part = 0",
        "UPDATE files.pieces SET part = part + 10; UPDATE files.pieces SET part = 1 - (part - 10)",
    ],
    ids=["changed", "missing", "swapped"],
)
def test_bytes_that_were_changed_moved_or_taken_are_noticed(
    world: World, database: Database, case: str, harm: str
) -> None:
    counsellor = world.sign_in("counsellor")
    attached(counsellor, case, made.jpeg())
    version = version_of(counsellor, case)
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute(harm.encode())
    answer = counsellor.get(f"{case}/tep/{version}/tai")
    assert answer.status_code == 409 and "không còn nguyên" in answer.text
    found = [one for one in findings(database) if one.is_wrong]
    assert len(found) == 1 and "1 files lack bytes" in found[0].en


def test_the_doctor_finds_bytes_without_a_fact_and_is_content_otherwise(
    world: World, database: Database, case: str
) -> None:
    attached(world.sign_in("counsellor"), case, made.jpeg())
    assert [one.is_wrong for one in findings(database)] == [False]
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute(
            "INSERT INTO files.stored"
            " SELECT gen_random_uuid(), record, record_key, gen_random_uuid(), 1 FROM files.stored"
        )
    found = findings(database)
    assert "1 files without a fact" in found[0].en and found[0].is_wrong


def test_a_file_that_exposes_somebody_is_destroyed_and_not_told_again(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    attached(counsellor, case, made.jpeg(), description="Giấy khai sinh của Giả Khác")
    version = version_of(counsellor, case)
    counsellor.get(f"{case}/tep/{version}")
    key = _file_key(world)
    done = counsellor.submit("withdraw", because="exposes", note="Nhầm hồ sơ")
    assert done.status_code == 200 and "Nội dung đã hủy" in done.text
    assert stored(world) == (0, 0) and world.house.keys.shelf.get(key) is None
    for path in (case, f"{case}/tep"):
        assert "Giả Khác" not in counsellor.get(path).text
    assert "Giả Khác" not in counsellor.api("GET", f"/api/v1/cases/{case.rsplit('/', 1)[1]}").text
    assert counsellor.get(f"{case}/tep/{version}/tai").status_code == 404


def _file_key(world: World) -> UUID:
    with world.house.pool.connection() as connection:
        row = connection.execute("SELECT file_key FROM files.stored").fetchone()
    assert row is not None
    return UUID(str(row[0]))


def test_a_key_that_comes_back_from_a_backup_is_destroyed_again_at_the_next_start(
    world: World, database: Database, case: str
) -> None:
    counsellor = world.sign_in("counsellor")
    attached(counsellor, case, made.jpeg())
    version = version_of(counsellor, case)
    kept = world.house.keys.shelf.get(_file_key(world))
    assert kept is not None
    counsellor.get(f"{case}/tep/{version}")
    counsellor.submit("withdraw", because="wrong_record")
    world.house.keys.shelf.add([kept])
    assert destroy_again(database.app_dsn, world.house.keys) == 1


def test_a_hold_keeps_what_is_taken_out_of_sight(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    attached(counsellor, case, made.jpeg())
    version = version_of(counsellor, case)
    code = counsellor.api("GET", f"/api/v1/cases/{case.rsplit('/', 1)[1]}").json()["code"]
    held = world.sign_in("officer").api("POST", "/api/v1/holds", json={"code": code, "ground": "complaint"})
    assert held.status_code == 201
    counsellor.get(f"{case}/tep/{version}")
    counsellor.submit("withdraw", because="exposes")
    assert stored(world)[0] == 1
    assert counsellor.get(f"{case}/tep/{version}/tai").status_code == 404


def test_the_reaper_leaves_the_keys_of_files_alone(world: World, database: Database, case: str) -> None:
    attached(world.sign_in("counsellor"), case, made.jpeg())
    with psycopg.connect(database.auditor_dsn) as connection:
        assert _file_key(world) in set(key_ids_in_log(connection))


def test_the_application_deletes_and_changes_no_bytes_itself(
    world: World, database: Database, case: str
) -> None:
    attached(world.sign_in("counsellor"), case, made.jpeg())
    key = _file_key(world)
    with psycopg.connect(database.app_dsn, autocommit=True) as connection:
        for statement in (
            "DELETE FROM files.pieces",
            "DELETE FROM files.stored",
            "UPDATE files.pieces SET bytes = ''",
            "TRUNCATE files.pieces, files.stored",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
        row = connection.execute("SELECT files.forget(%s::uuid[])", ([key],)).fetchone()
    assert row == (0,), "no fact says that this key is destroyed"
    assert stored(world)[0] == 1


def test_an_erased_case_leaves_no_bytes_and_no_key(world: World, database: Database, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    attached(counsellor, case, made.jpeg())
    key, version = _file_key(world), version_of(counsellor, case)
    case_id = case.rsplit("/", 1)[1]
    code = counsellor.api("GET", f"/api/v1/cases/{case_id}").json()["code"]
    closing = {"outcome": "advised", "child_informed": True}
    counsellor.api("POST", f"/api/v1/cases/{case_id}/closing", json=closing)
    officer, supervisor = world.sign_in("officer"), world.sign_in("supervisor")
    erasure = officer.api("POST", "/api/v1/erasures", json={"code": code, "basis": "term_over"})
    path = erasure.json()["location"]
    assert supervisor.api("POST", f"{path}/confirmation").status_code == 201
    officer.api("POST", f"{path}/notice", json={"way": "nobody"})
    with world.after(8) as later:
        again = later.sign_in("officer")
        assert again.api("POST", f"{path}/run").status_code == 201
    assert stored(world) == (0, 0) and world.house.keys.shelf.get(key) is None
    assert counsellor.get(f"{case}/tep/{version}/tai").status_code == 409, "a tombstone"
    assert [one.is_wrong for one in findings(database)] == [False]


def test_a_full_store_refuses_files_and_keeps_words(world: World, case: str) -> None:
    small = replace(world.house, files=FileLimits(in_all_bytes=100, in_record=200))
    with _served(world, small) as other:
        page = attached(other.sign_in("counsellor"), case, made.jpeg(), description="Ảnh")
    assert page.status_code == 409 and "Kho tệp đã đầy" in page.text and 'value="Ảnh"' in page.text
    assert stored(world) == (0, 0)


def test_a_record_with_as_many_files_as_it_may_hold_says_so(world: World, case: str) -> None:
    few = replace(world.house, files=FileLimits(in_record=1))
    with _served(world, few) as other:
        counsellor = other.sign_in("counsellor")
        assert attached(counsellor, case, made.jpeg()).status_code == 200
        assert "đã có 1 tệp" in attached(counsellor, case, made.png()).text
    assert stored(world)[0] == 1


def test_a_stranger_s_words_are_kept_and_the_file_is_read_past(world: World, case: str) -> None:
    browser = world.browser()
    said = made.SAID | {"description": "Chữ của người đã hết phiên"}
    browser.client.cookies.set("sid", "het-phien")
    answer = browser.client.post(f"{case}/tep", data=said, files={"file": ("a.jpg", made.jpeg())})
    assert answer.status_code in (401, 409) and "Chữ của người đã hết phiên" in answer.text
    assert uploads.ROOM.held == 0


def test_a_file_where_none_is_taken_is_read_past(world: World, case: str) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get(f"{case}/ghi-chep")
    form = re.search(
        r'<form[^>]*id="([^"]+)"[^>]*action="[^"]*ghi-chep', counsellor.page.text if counsellor.page else ""
    )
    fields = counsellor.form(form[1] if form else "note") | {"note": "Gọi cho cô"}
    answer = counsellor.client.post(f"{case}/ghi-chep", data=fields, files={"file": ("a.jpg", made.jpeg())})
    assert answer.status_code == 200 and "Gọi cho cô" in answer.text
    assert stored(world) == (0, 0)
