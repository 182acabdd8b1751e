"""Bulk exports with two people: built at the download, committed first, kept nowhere, silent about what is hidden."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx2
import psycopg
import pytest
from click.exceptions import Abort
from typer.testing import CliRunner, Result

from api.operator_export import FileIsThere, Works, exports
from application.accounts import WrongSignIn
from application.sign_in import WrongProof
from domain.account import Role
from domain.export import CONFIDENTIALITY
from domain.kernel import Unknown
from infrastructure.follower import Follower, compare
from infrastructure.postgres import Database
from infrastructure.work import Caller, PgWork
from tests.journeys.acts import followed, taken_in
from tests.journeys.world import PASSWORD, World
from tests.sign_in.given import enrolled

EXPORTS = "/api/v1/exports"
ASKED: dict[str, Any] = {
    "purpose": "report",
    "legal_basis": "same_organisation",
    "why": "Báo cáo sáu tháng",
    "recipient": "Văn phòng Hội",
}
NAME, OTHER = "Đặng Thị Bích Ngọc", "Lò Văn Ví Dụ"


def requested(world: World, who: str = "supervisor", **more: Any) -> str:
    made = world.sign_in(who).api("POST", EXPORTS, json=ASKED | more)
    assert made.status_code == 201, made.text
    return str(made.json()["location"])


def approved(world: World, who: str = "supervisor", by: str = "officer", **more: Any) -> str:
    path = requested(world, who, **more)
    answer = world.sign_in(by).api("POST", f"{path}/approval")
    assert answer.status_code == 201, answer.text
    return path


def downloaded(world: World, path: str, kind: str = "csv", who: str = "supervisor") -> httpx2.Response:
    return world.sign_in(who).api("POST", f"{path}/file", json={"format": kind})


def lines(answer: httpx2.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def entries(answer: httpx2.Response) -> list[list[str]]:
    """The rows below the head of the table."""
    found = lines(answer)
    return found[found.index([]) + 2 :]


def problem(answer: httpx2.Response) -> str:
    return str(answer.json()["type"]).rsplit("/", 1)[1]


def test_from_the_request_to_the_file_on_the_pages(world: World) -> None:
    taken_in(world, NAME)
    supervisor, officer = world.sign_in("supervisor"), world.sign_in("officer")
    supervisor.get("/xuat-du-lieu")
    page = supervisor.submit("export", **ASKED, parts=["", "name"])
    assert "Chờ người thứ hai duyệt" in page.text
    assert 'id="approve"' not in page.text and 'id="download-csv"' not in page.text
    officer.get(str(page.url).removeprefix("http://testserver"))
    assert 'id="download-csv"' not in officer.submit("approve").text
    supervisor.get(str(page.url).removeprefix("http://testserver"))
    file = supervisor.submit("download-csv")
    assert file.headers["content-disposition"].startswith('attachment; filename="xuat-du-lieu-')
    assert file.headers["cache-control"] == "no-store"
    first = lines(file)
    assert first[0] == [f"Mức độ bảo mật: {CONFIDENTIALITY[0]}"]
    assert first[1][0].startswith("Phạm vi cung cấp: Văn phòng Hội.")
    assert [row[1] for row in entries(file)] == [NAME]
    again = supervisor.get(str(page.url).removeprefix("http://testserver"))
    assert "Còn 2 lần tải" in again.text
    assert sha256(file.content).hexdigest() in again.text


def test_names_and_references_are_there_only_if_they_were_chosen(world: World) -> None:
    case = taken_in(world, NAME)
    counsellor = world.sign_in("counsellor")
    told = {"recipient": {"kind": "commune_police"}, "reference": "77/CV"}
    answer = counsellor.api("POST", f"/api/v1/cases/{case}/forwardings", json=told)
    assert answer.status_code == 201, answer.text
    followed(world)
    plain = downloaded(world, approved(world)).text
    assert NAME not in plain and "77/CV" not in plain
    whole = downloaded(world, approved(world, parts=["name", "references"])).text
    assert NAME in whole and "77/CV" in whole
    assert "Cô giáo kể lại" not in whole


def test_two_people_are_needed_and_whoever_asked_downloads(world: World) -> None:
    path = requested(world)
    supervisor = world.sign_in("supervisor")
    assert problem(supervisor.api("POST", f"{path}/file", json={"format": "csv"})) == "export-not-approved"
    assert problem(supervisor.api("POST", f"{path}/approval")) == "second-person-needed"
    for who in ("commune_supervisor", "counsellor", "auditor", "office", "administrator", "head"):
        assert world.sign_in(who).api("POST", f"{path}/approval").status_code == 404, who
    world.person("deputy", "Chu Văn Hải", "province", (Role.SUPERVISOR,))
    assert world.sign_in("deputy").api("POST", f"{path}/approval").status_code == 201
    assert problem(downloaded(world, path, who="deputy")) == "export-of-another"
    assert downloaded(world, path).status_code == 200
    for who in ("counsellor", "auditor", "office", "officer", "administrator"):
        assert world.sign_in(who).api("POST", EXPORTS, json=ASKED).status_code == 404, who
        assert downloaded(world, path, who=who).status_code == 404, who


def test_an_approval_lasts_a_day_and_three_downloads(world: World) -> None:
    path = approved(world)
    for kind in ("csv", "xlsx", "csv"):
        assert downloaded(world, path, kind).status_code == 200
    assert problem(downloaded(world, path)) == "export-used-up"
    late = approved(world)
    with world.after(2) as then:
        assert problem(downloaded(then, late)) == "export-has-expired"
        page = then.sign_in("supervisor").get(late.removeprefix("/api/v1").replace("exports", "xuat-du-lieu"))
        assert "hết hạn tải" in page.text and 'id="download-csv"' not in page.text


def test_the_same_form_sent_twice_gives_the_file_once(world: World) -> None:
    path, supervisor = approved(world), world.sign_in("supervisor")
    key = {"Idempotency-Key": "once"}
    first = supervisor.api("POST", f"{path}/file", json={"format": "csv"}, headers=key)
    second = supervisor.api("POST", f"{path}/file", json={"format": "csv"}, headers=key)
    assert first.headers["content-type"].startswith("text/csv")
    assert second.json() == {"location": path}
    assert supervisor.api("GET", path).json()["export"]["downloads"] == 1


def test_count_numbers_and_digest_are_committed_with_the_fact(world: World) -> None:
    taken_in(world, NAME), taken_in(world, OTHER)
    file = downloaded(world, approved(world, parts=["name"]), "xlsx")
    with world.system() as work:
        logged = work.connection.execute(
            "SELECT t.records, t.query_digest, t.field_class, t.decision, e.coded, t.request_id = e.request_id"
            " FROM trail.entries t JOIN es.events e ON e.topic = 'export.delivered.1'"
            " WHERE t.action = 'export.download'"
        ).fetchall()
        numbers = work.connection.execute(
            "SELECT array_agg(record_no::integer ORDER BY record_no) FROM facts.records WHERE kind = 'case'"
        ).fetchone()
    assert numbers is not None and len(logged) == 1
    records, digest, field_class, decision, coded, same_request = logged[0]
    assert (sorted(records), bytes(digest)) == (numbers[0], sha256(file.content).digest())
    assert (field_class, decision, same_request) == ("identity", "permit", True)
    said = json.loads(bytes(coded))
    assert (said["digest"], said["entries"]) == (sha256(file.content).hexdigest(), 2)


def test_nothing_is_given_out_when_the_access_log_cannot_be_written(world: World, database: Database) -> None:
    taken_in(world, NAME)
    path, supervisor = approved(world, parts=["name"]), world.sign_in("supervisor")
    supervisor.get("/hom-nay")
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("LOCK TABLE trail.entries IN ACCESS EXCLUSIVE MODE")
        answer = supervisor.api("POST", f"{path}/file", json={"format": "csv"})
    assert answer.status_code == 503
    assert NAME.encode() not in answer.content
    assert supervisor.api("GET", path).json()["export"]["downloads"] == 0


def test_a_workbook_holds_the_same_as_text_and_no_formula(world: World) -> None:
    taken_in(world, '=HYPERLINK("http://x.example";"y")')
    path = approved(world, parts=["name"])
    text, book = downloaded(world, path), downloaded(world, path, "xlsx")
    assert entries(text)[0][1] == '\'=HYPERLINK("http://x.example";"y")'
    sheet = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(book.content)).read("xl/worksheets/sheet1.xml"))
    kinds = {one.tag.rpartition("}")[2] for one in sheet.iter()}
    assert kinds.isdisjoint({"f", "hyperlink", "hyperlinks"})
    *_, last = sheet.iter(f"{sheet.tag.removesuffix('worksheet')}row")
    shown = ["".join(cell.itertext()) for cell in last]
    assert shown == [one for one in entries(text)[0] if one]


def test_text_for_other_programs_has_no_mark_and_lines_are_for_programs(world: World) -> None:
    """Text is harmless for spreadsheets in every text format; JSON lines hold codes, and what a name says as it is."""
    taken_in(world, "=1+1"), taken_in(world, NAME)
    path = approved(world, parts=["name"])
    marked, plain = downloaded(world, path), downloaded(world, path, "csv_plain")
    assert marked.content.startswith(b"\xef\xbb\xbf") and not plain.content.startswith(b"\xef\xbb\xbf")
    assert entries(marked) == entries(plain) and entries(plain)[0][1] == "'=1+1"
    assert plain.headers["content-disposition"].endswith('.csv"')
    lines_ = downloaded(world, path, "jsonl")
    assert lines_.headers["content-type"].startswith("application/jsonl")
    about, *rows = map(json.loads, lines_.text.splitlines())
    assert about["about"]["confidentiality"] == CONFIDENTIALITY[0]
    assert about["about"]["scope"].startswith("Văn phòng Hội.") and about["about"]["entries"] == "2"
    assert [row["name"] for row in rows] == ["=1+1", NAME]
    assert rows[0]["state"] == "entry-state/1/open"


FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"allegation": "abuse"},
    {"abuse": "violence"},
    {"priority": "accident_injury"},
    {"accident": True},
    {"not_forwarded": True},
    {"state": "closed"},
    {"overdue": True},
    {"year": 2026, "allegation": "risk"},
    {"since": "2026-11-01"},
)


def test_from_the_log_with_its_filters_to_the_request(world: World) -> None:
    taken_in(world, NAME)
    supervisor = world.sign_in("supervisor")
    found = re.search(
        r'href="(/xuat-du-lieu\?[^"]*)"', supervisor.get("/so-theo-doi?state=open&year=2026&order=code").text
    )
    assert found and html.unescape(found[1]) == "/xuat-du-lieu?state=open&year=2026"
    supervisor.get(html.unescape(found[1]))
    page = supervisor.submit("export", **ASKED, parts=[""])
    path = str(page.url).removeprefix("http://testserver").replace("/xuat-du-lieu", EXPORTS)
    asked = supervisor.api("GET", path).json()["asked"]["filters"]
    assert (asked["state"], asked["year"]) == ("entry-state/1/open", 2026)
    assert "/xuat-du-lieu?" not in world.sign_in("counsellor").get("/so-theo-doi?state=open").text


def test_a_file_holds_exactly_what_the_filter_shows(world: World) -> None:
    for number, told in enumerate(
        (
            {"allegation": "abuse", "abuse_types": ["violence"]},
            {"allegation": "risk"},
            {"priority": ["accident_injury"]},
            {},
        )
        * 2
    ):
        body = {
            "situation": {"what": "x"},
            "details": {"child": {"name": f"Lò Văn {number}"}, "circumstances": told},
        }
        who = "counsellor" if number < 4 else "elsewhere"
        assert world.sign_in(who).api("POST", "/api/v1/cases", json=body).status_code == 201
    followed(world)
    supervisor = world.sign_in("supervisor")
    sizes = []
    for filters in FILTERS:
        shown, after = [], ""
        while True:
            page = supervisor.api(
                "GET", "/api/v1/follow-up-log", params=filters | ({"after": after} if after else {})
            ).json()
            shown += [one["code"] for one in page["items"]]
            after = page.get("next") or ""
            if not after:
                break
        given = json.loads(json.dumps(filters))
        file = downloaded(world, approved(world, filters=given))
        assert sorted(row[0] for row in entries(file)) == sorted(shown), filters
        sizes.append(len(shown))
    assert len(set(sizes)) > 3, sizes


def test_the_file_is_kept_nowhere(world: World, tmp_path: Any) -> None:
    taken_in(world, NAME)
    file = downloaded(world, approved(world, parts=["name"]), "csv")
    assert NAME in file.text
    for kept in tmp_path.rglob("*"):
        assert not kept.is_file() or NAME.encode() not in kept.read_bytes(), kept


def test_scope_is_that_of_the_approved_unit_and_of_the_reader(world: World) -> None:
    taken_in(world, NAME), taken_in(world, OTHER, "elsewhere")
    names = [row[1] for row in entries(downloaded(world, approved(world, parts=["name"])))]
    assert sorted(names) == sorted([NAME, OTHER])
    commune = {"unit": str(world.units["commune"])}
    only = entries(downloaded(world, approved(world, parts=["name"], filters=commune)))
    assert [row[1] for row in only] == [OTHER]
    path = approved(world, "commune_supervisor", "supervisor", parts=["name"])
    assert [row[1] for row in entries(downloaded(world, path, who="commune_supervisor"))] == [OTHER]
    other = {"unit": str(world.units["province"])}
    refused = world.sign_in("commune_supervisor").api("POST", EXPORTS, json=ASKED | {"filters": other})
    assert refused.status_code == 404


def test_a_case_that_lies_above_the_approved_unit_is_not_in_the_file_though_the_reader_has_it(
    world: World,
) -> None:
    """Whoever approves answers for a unit and what lies below it; a tie of the reader elsewhere was not approved."""
    case = taken_in(world, NAME)
    taken_in(world, OTHER, "elsewhere")
    with world.system() as work:
        work.connection.execute(
            "INSERT INTO facts.assignments (record, account, relation, active, unit)"
            " VALUES (%s, %s, 'counsellor', true, %s)",
            (case, world.accounts["commune_supervisor"], world.units["commune"]),
        )
        work.connection.commit()
    reader = world.sign_in("commune_supervisor")
    assert {one["name"] for one in reader.api("GET", "/api/v1/follow-up-log").json()["items"]} == {
        NAME,
        OTHER,
    }
    path = approved(world, "commune_supervisor", "supervisor", parts=["name"])
    assert [row[1] for row in entries(downloaded(world, path, who="commune_supervisor"))] == [OTHER]


def test_fifty_hidden_cases_change_no_byte_of_a_file(world: World) -> None:
    """Z-6: the export's own id and its moment are held still; only hidden cases are added in between."""
    taken_in(world, OTHER)
    supervisor, counsellor = world.sign_in("supervisor"), world.sign_in("counsellor")
    kin = {"name": "Thân Đức Minh", "telephone": "0912 000 345"}
    assert supervisor.api("PUT", "/api/v1/own-kin", json=kin).status_code == 201
    paths = {kind: approved(world, parts=["name", "references"]) for kind in ("csv", "xlsx")}
    moment = datetime.now(UTC)
    with world.under(lambda: moment) as still:
        before = {kind: downloaded(still, path, kind).content for kind, path in paths.items()}
        for _ in range(50):
            child = {"name": NAME, "telephone": "0912 000 345"}
            body = {"situation": {"what": "x"}, "details": {"child": child}}
            assert counsellor.api("POST", "/api/v1/cases", json=body).status_code == 201
        followed(world)
        assert _hidden(world) == 50
        assert before == {kind: downloaded(still, path, kind).content for kind, path in paths.items()}
        control = {"situation": {"what": "x"}, "details": {"child": {"name": NAME}}}
        assert counsellor.api("POST", "/api/v1/cases", json=control).status_code == 201
        followed(world)
        assert before["csv"] != downloaded(still, paths["csv"], "csv").content
    with world.system() as work:
        sizes = work.connection.execute(
            "SELECT cardinality(records) FROM trail.entries WHERE action = 'export.download'"
            " AND decision = 'permit' ORDER BY position"
        ).fetchall()
    assert [size for (size,) in sizes] == [1, 1, 1, 1, 2]


def _hidden(world: World) -> int:
    with world.system() as work:
        row = work.connection.execute(
            "SELECT count(*) FROM facts.conflicts WHERE account = %s AND standing <> 'lifted'",
            (world.accounts["supervisor"],),
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_how_many_entries_a_file_held_is_for_whoever_asked_and_the_auditor(world: World) -> None:
    """A count could betray a case that is hidden from the second person (Z-6)."""
    path = approved(world)
    assert downloaded(world, path).status_code == 200
    page = path.removeprefix("/api/v1").replace("exports", "xuat-du-lieu")
    world.person("deputy", "Chu Văn Hải", "province", (Role.SUPERVISOR,))
    for who, sees in (("supervisor", True), ("auditor", True), ("officer", False), ("deputy", False)):
        shown = world.sign_in(who).get(page)
        assert shown.status_code == 200
        assert ("SHA-256" in shown.text) is sees, who


def test_more_than_one_export_holds_is_refused_and_never_cut(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what is left after the cut to the approved unit would fit."""
    taken_in(world, NAME), taken_in(world, OTHER)
    path = approved(world)
    monkeypatch.setattr("application.export.MOST_ROWS", 1)
    answer = downloaded(world, path)
    assert problem(answer) == "too-many-to-export"
    assert world.sign_in("supervisor").api("GET", path).json()["export"]["downloads"] == 0
    monkeypatch.setattr("application.export.MOST_ROWS", 2)
    assert len(entries(downloaded(world, path))) == 2


def test_an_erased_case_is_a_tombstone(world: World) -> None:
    case = taken_in(world, NAME)
    taken_in(world, OTHER)
    path = approved(world, parts=["name"])
    with world.system() as work:
        work.connection.execute(
            "INSERT INTO facts.erasures VALUES (%s, %s, %s, 'done', 'requested', NULL, now(), NULL, NULL,"
            " '2026-03-02T09:00:00+07:00')",
            (world.accounts["officer"], case, world.units["province"]),
        )
        work.connection.commit()
    rows = entries(downloaded(world, path))
    erased = [row for row in rows if len(row) == 2]
    assert [row[1] for row in erased] == ["Đã xóa dữ liệu cá nhân ngày 2026-03-02"]
    assert re.fullmatch(r"HT\.TN\.0001\.\d{4}", erased[0][0])
    assert [row[1] for row in rows if len(row) > 2] == [OTHER]


def test_a_file_that_held_the_case_is_among_what_was_told_when_a_consent_is_withdrawn(world: World) -> None:
    case = taken_in(world, NAME)
    other = taken_in(world, OTHER, "elsewhere")
    downloaded(world, approved(world, "commune_supervisor", "supervisor"), who="commune_supervisor")
    downloaded(world, approved(world, filters={"unit": str(world.units["province"])}))
    counsellor = world.sign_in("counsellor")
    consent = {"purpose": "counselling", "by": "representative", "form": "paper", "name": "Lò Thị Mẹ"}
    path = f"/api/v1/cases/{case}/consents"
    assert counsellor.api("POST", path, json=consent).status_code == 201
    assert "Đã tải dữ liệu xuất" in counsellor.get(f"/ho-so/{case}/dong-y").text
    version = counsellor.api("GET", path).json()["consents"][0]["version"]
    assert (
        counsellor.api("POST", f"{path}/{version}/withdrawal", json={"by": "representative"}).status_code
        == 201
    )
    told = counsellor.api("GET", path).json()["consents"][0]["told_before"]
    assert [(one["topic"], one["purpose"]) for one in told] == [("export.delivered.1", "export")]
    others = world.sign_in("elsewhere").api("GET", f"/api/v1/cases/{other}/consents").json()["disclosures"]
    assert len(others) == 1


def at_the_command_line(world: World, *said: str, typed: str = f"{PASSWORD}\n") -> Result:
    @contextmanager
    def opened() -> Iterator[Works]:
        yield lambda token: PgWork(world.house, Caller(token=token))

    return CliRunner().invoke(exports(opened), list(said), input=typed)


def test_whoever_asked_downloads_at_the_command_line_too(world: World, tmp_path: Path) -> None:
    taken_in(world, NAME)
    path = approved(world, parts=["name"])
    one, file = path.rsplit("/", 1)[1], tmp_path / "so.csv"
    said = ("download", one, "--to", str(file), "--format", "csv", "--as")
    listed = at_the_command_line(world, "list", "--as", "supervisor")
    assert one in listed.output and "Đã duyệt / Approved" in listed.output
    wrong = at_the_command_line(world, *said, "supervisor", typed="không phải câu này\n")
    assert isinstance(wrong.exception, WrongSignIn)
    other = at_the_command_line(world, *said, "officer")
    assert isinstance(other.exception, Unknown)
    assert not file.exists()
    done = at_the_command_line(world, *said, "supervisor")
    assert done.exit_code == 0, done.exception
    assert NAME in file.read_text("utf-8-sig") and NAME not in done.output
    assert file.stat().st_mode & 0o077 == 0
    assert isinstance(at_the_command_line(world, *said, "supervisor").exception, FileIsThere)
    assert world.sign_in("supervisor").api("GET", path).json()["export"]["downloads"] == 1
    with world.system() as work:
        denied = work.connection.execute(
            "SELECT count(*) FROM trail.entries WHERE action = 'export.download' AND decision = 'deny'"
        ).fetchone()
        left = work.connection.execute(
            "SELECT count(*) FROM auth.sessions WHERE account = %s", (world.accounts["officer"],)
        ).fetchone()
    assert (denied, left) == ((1,), (1,)), (
        "the session at the command line ends with it; the officer's page stays"
    )


def test_a_wrong_code_at_the_command_line_leaves_no_session_behind(world: World) -> None:
    enrolled(world.sign_in("supervisor"))
    before = _sessions(world)
    for typed, refusal in ((f"{PASSWORD}\n000000\n", WrongProof), (f"{PASSWORD}\n", Abort)):
        done = at_the_command_line(world, "list", "--as", "supervisor", typed=typed)
        assert done.exit_code != 0 and isinstance(done.exception, refusal | SystemExit), done.exception
        assert _sessions(world) == before


def _sessions(world: World) -> object:
    with world.system() as work:
        return work.connection.execute("SELECT count(*) FROM auth.sessions").fetchone()


def test_the_fact_rows_are_what_the_log_says(world: World, follower: Follower, database: Database) -> None:
    downloaded(world, approved(world))
    world.sign_in("officer").api("POST", f"{requested(world)}/rejection", json={"note": "Không cần tên"})
    world.sign_in("supervisor").api("POST", f"{requested(world)}/withdrawal")
    followed(world)
    different = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert different == []
