"""Reports through the real wiring: drafted, approved by another, issued, made again; on pages, by API, as files."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

import psycopg
import pytest
from python_calamine import CalamineWorkbook

import application.report
import application.report.pages
from application.accounts import SetRoles, set_roles
from application.report.figures import figures_of
from domain.account import Role
from domain.calendar import vietnam_day
from domain.lists import UnitLevel
from domain.referral.figures import Quarter
from domain.report.figures import MEASURES_ALONE
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import Program, last, program
from tests.documents.reading import docx_words, page_words, pdf_words, words_of
from tests.journeys.acts import followed, taken_in
from tests.journeys.test_activities import FORUM, OUTREACH
from tests.journeys.test_activities import entered as activity
from tests.journeys.test_opinion import approved as opinion_approved
from tests.journeys.test_opinion import in_review, written
from tests.journeys.test_programme import founded
from tests.journeys.test_referral import case_id, pages
from tests.journeys.test_same_person import one_person
from tests.journeys.world import World

__all__ = ["case_id"]

HEADING = {
    "level": "addressees",
    "provided_to": "Các cơ quan nơi nhận",
    "addressee": "Ủy ban nhân dân tỉnh",
    "copies": "Như trên\nBan kiểm tra",
    "place": "Bắc Giang",
    "signs_as": "CHỦ TỊCH",
    "signatory": "Nguyễn Văn Mẫu",
}
PARTS = {"assessment": "Sáu tháng qua Hội hoạt động đều.", "difficulties": "Thiếu cộng tác viên ở xã xa."}
TYPED = {f"draft.heading.{name}": said for name, said in HEADING.items()} | {
    f"draft.parts.{name}": said for name, said in PARTS.items()
}
SPRING = datetime(2024, 3, 3, 4, tzinfo=UTC)
AUTUMN = datetime(2024, 10, 3, 4, tzinfo=UTC)
HALF = {"kind": "mid_year", "first": "2024-01-01", "last": "2024-06-30"}


def today() -> str:
    return str(vietnam_day(datetime.now(UTC)))


def drafted(by: Program, asked: dict[str, Any], **more: Any) -> str:
    return last(by.made("/reports", {"asked": asked, "draft": {"heading": HEADING, "parts": PARTS}, **more}))


def issued(world: World, asked: dict[str, Any], number: int) -> str:
    """A report that went out today."""
    office = program(world, "office")
    report = drafted(office, asked)
    assert program(world, "supervisor").ask("POST", f"/reports/{report}/approval", {}).status_code == 201
    issue = {"number": number, "issued_on": today()}
    assert office.ask("POST", f"/reports/{report}/issue", issue).status_code == 201
    return report


def shown(by: Program, report: str) -> dict[str, Any]:
    answer: dict[str, Any] = by.ask("GET", f"/reports/{report}").json()
    return answer


def figure(said: dict[str, Any], measure: str) -> int | None:
    found: dict[str, int | None] = {
        one["measure"].rpartition("/")[2]: one["count"] for one in said["figures"]["counts"]
    }
    return found[measure]


@contextmanager
def closed(world: World) -> Iterator[World]:
    """The half-year closed tomorrow, as known today; what it says of children is released by that."""
    span = {"name": "Sáu tháng đầu năm 2024", "first": HALF["first"], "last": HALF["last"]}
    path = program(world, "office").made("/figure-periods", span | {"cut_off": today()})
    with world.after(1) as later:
        program(later, "office").made(f"{path}/closing", None)
        yield later


@pytest.fixture
def counted(world: World) -> Iterator[World]:
    """A year with its programme, four units, six entries of the spring, and one activity; its first half is closed."""
    administrator, office = program(world, "administrator"), program(world, "office")
    for number in range(4):
        founded(world, administrator, number)
    for number in range(6):
        taken_in(world, f"Trẻ {number}", received_at=SPRING)
    activity(world, OUTREACH | {"held_on": "2024-05-10"})
    followed(world)
    office.made("/programmes/2024", None)
    mark = {"indicator": "networks", "until": "2024-06-15", "amount": 3}
    office.made("/programmes/2024/milestones", mark)
    with closed(world) as later:
        yield later


def test_a_report_goes_from_the_draft_to_the_issue_on_pages(counted: World, database: Database) -> None:
    office, leader = pages(counted, "office"), pages(counted, "supervisor")
    office.get("/bao-cao")
    page = office.get("/bao-cao/moi/mid_year")
    assert "không có thời hạn luật định" in html.unescape(page.text).lower()
    days = {"asked.first": "2024-01-01", "asked.last": "2024-06-30"}
    wrong = office.fill_and_submit("report", TYPED | days | {"asked.last": "2023-06-30"}, status=409)
    assert "nằm trong một năm" in html.unescape(wrong.text) and "Thiếu cộng tác viên" in wrong.text
    office.get("/bao-cao/moi/mid_year")
    drafted_page = office.fill_and_submit("report", TYPED | days)
    path = drafted_page.path
    assert "Dự thảo" in drafted_page.text and 'id="approve"' not in drafted_page.text
    leader.get(path)
    leader.fill_and_submit("send-back", {"comment": "Nêu rõ nguyên nhân"})
    assert "Nêu rõ nguyên nhân" in html.unescape(office.get(path).text)
    office.get(f"{path}/sua")
    office.fill_and_submit("report", TYPED | {"draft.parts.causes": "Đường xa"})
    leader.get(path)
    assert "Đã duyệt" in leader.fill_and_submit("approve").text
    office.get(path)
    refused = office.fill_and_submit("issue", {"number": "3", "issued_on": "2024-06-01"}, status=409)
    assert "trước ngày cuối" in html.unescape(refused.text)
    out = office.fill_and_submit("issue", {"number": "3", "issued_on": today()})
    assert "03/BC-HBVQTE" in out.text
    sheet = html.unescape(pages(counted, "auditor").get(f"{path}/van-ban").text)
    for words in ("03/BC-HBVQTE", "Đường xa", "CHỦ TỊCH", "Bắc Giang", "Mốc", "chậm", "Như trên"):
        assert words.lower() in sheet.lower(), words
    assert "DỰ THẢO" not in sheet
    office.get(path)
    revised = office.fill_and_submit("revise", {"why_revised": "Sót một xã"})
    assert "Dự thảo" in revised.text
    assert "03/BC-HBVQTE" in office.get(revised.link(f"{path}/van-ban?ban=4")).text, "the edition stays"
    assert "DỰ THẢO" in office.get(f"{path}/van-ban").text
    office.get(path)
    gone = office.fill_and_submit("withdraw", {"why_withdrawn": "Sai kỳ"})
    assert "Đã thu hồi" in gone.text
    assert "đã bị thu hồi" in html.unescape(office.get(f"{path}/van-ban").text)
    assert all(one.only_live == one.only_rebuilt == 0 for one in compare(database.follower_dsn))


def test_an_issued_report_stays_what_it_was_and_is_made_again(counted: World) -> None:
    office, auditor = program(counted, "office"), program(counted, "auditor")
    report = issued(counted, HALF, 1)
    before = shown(auditor, report)
    assert figure(before, "received") == 6 and figure(before, "units_founded") == 4
    assert before["later"] == []
    files = {
        kind: auditor.ask("GET", f"/reports/{report}/documents/bao-cao.{kind}").content
        for kind in ("pdf", "docx", "xlsx")
    }
    for number in range(7):
        taken_in(counted, f"Trẻ thêm {number}", received_at=SPRING)
    founded(counted, program(counted, "administrator"), 9)
    followed(counted)
    with counted.after(400) as later:
        again = program(later, "auditor")
        after = shown(again, report)
        assert after["figures"] == before["figures"] and after["digest"] == before["digest"]
        changed = {one["measure"].rpartition("/")[2]: one["difference"] for one in after["later"]}
        assert changed == {"units_founded": 1, "units_difficult": 1}, "of children releases tell"
        made = again.ask("GET", f"/reports/{report}/again").json()
        assert made["agrees"] is True and made["kept"] == made["again"] == before["digest"]
        for kind, content in files.items():
            same = again.ask("GET", f"/reports/{report}/documents/bao-cao.{kind}").content
            assert same == content, kind
        page = html.unescape(pages(later, "auditor").get(f"/bao-cao/{report}/lam-lai").text)
        assert "Khớp" in page and before["digest"] in page
        assert program(later, "supervisor").ask("GET", f"/reports/{report}/again").json()["agrees"] is None
    year = {"kind": "mid_year", "first": "2024-07-01", "last": "2024-12-31"}
    following = shown(office, drafted(office, year))
    earlier = following["figures"]["earlier"]
    assert (earlier["report"], earlier["number"]) == (report, 1)
    said = {one["measure"].rpartition("/")[2]: one["difference"] for one in earlier["changed"]}
    assert said == changed
    sheet = html.unescape(pages(counted, "office").get(f"/bao-cao/{following['report']}/van-ban").text)
    assert "có điều biết thêm hoặc đính chính" in sheet and "+1" in sheet


def test_a_report_of_the_first_rules_is_made_again_by_those(
    counted: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written before recommendations, children's situation and closed periods were part of a report."""
    with monkeypatch.context() as before:
        before.setattr(application.report, "figures_of", partial(figures_of, rules=MEASURES_ALONE))
        report = issued(counted, HALF, 1)
    auditor = program(counted, "auditor")
    kept = shown(auditor, report)
    assert MEASURES_ALONE in kept["figures"]["rules"] and not kept["figures"]["recommended"]
    assert auditor.ask("GET", f"/reports/{report}/again").json()["agrees"] is True
    later = issued(counted, HALF, 2)
    assert shown(auditor, later)["figures"]["recommended"], "a new one is written by the rules of today"
    assert shown(auditor, later)["digest"] != kept["digest"]
    monkeypatch.setattr(application.report.pages, "MEASURES_ALONE", "report/0")
    assert auditor.ask("GET", f"/reports/{report}/again").json()["agrees"] is False


def test_a_figure_that_is_not_in_the_log_any_more_is_told_by_the_digest(
    counted: World, database: Database
) -> None:
    report = issued(counted, HALF, 1)
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("DELETE FROM v_article92.facts WHERE measure = 'outreach'")
        owner.execute("UPDATE v_article92.facts SET delta = 2 WHERE measure = 'units_founded'")
    auditor = program(counted, "auditor")
    assert auditor.ask("GET", f"/reports/{report}/again").json()["agrees"] is False
    page = html.unescape(pages(counted, "auditor").get(f"/bao-cao/{report}/lam-lai").text)
    assert "Không khớp dù cùng quy tắc tính" in page
    assert figure(shown(auditor, report), "units_founded") == 4, "what went out does not change"


def test_whoever_wrote_it_under_any_account_does_not_approve_it(counted: World) -> None:
    office = program(counted, "office")
    report = drafted(office, HALF)
    one_person(counted, "office", "supervisor")
    answer = program(counted, "supervisor").ask("POST", f"/reports/{report}/approval", {})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/second-person-needed")
    roles, unit = (Role.OFFICE, Role.SUPERVISOR), counted.units["province"]
    with counted.system() as work:
        set_roles(SetRoles(account=counted.accounts["office"], roles=roles, unit=unit), work)
    own = program(counted, "office").ask("POST", f"/reports/{report}/approval", {})
    assert own.status_code == 409


def test_a_number_is_given_out_once_in_a_year(counted: World) -> None:
    issued(counted, HALF, 5)
    office = program(counted, "office")
    other = drafted(office, HALF)
    assert program(counted, "supervisor").ask("POST", f"/reports/{other}/approval", {}).status_code == 201
    taken = office.ask("POST", f"/reports/{other}/issue", {"number": 5, "issued_on": today()})
    assert taken.status_code == 409 and "Số tiếp theo: 6" in taken.text
    assert 'value="6"' in pages(counted, "office").get(f"/bao-cao/{other}").html


def test_no_report_holds_a_small_figure_about_children_whoever_reads_it(world: World) -> None:
    for number in range(3):
        taken_in(world, f"Trẻ {number}", received_at=SPRING)
    followed(world)
    with closed(world) as later:
        report = issued(later, HALF, 1)
        for who in ("office", "supervisor", "auditor"):
            said = shown(program(later, who), report)
            assert figure(said, "received") is None and said["figures"]["late_entries"] is None
            assert said["figures"]["trends"] == []
            sheet = html.unescape(pages(later, who).get(f"/bao-cao/{report}/van-ban").text)
            assert "giữ kín" in sheet
        unit = HALF | {"covers": str(world.units["commune"])}
        of_unit = shown(program(later, "office"), drafted(program(later, "office"), unit))
        assert figure(of_unit, "received") is None and of_unit["figures"]["release"] is None
        page = pages(later, "office")
        assert "chưa phát hành" in page.get(f"/bao-cao/{of_unit['report']}/van-ban").text
        assert "Chưa phát hành số liệu về trẻ em" in page.get(f"/bao-cao/{of_unit['report']}").text


def test_a_further_edition_tells_of_children_what_was_released_and_no_more(counted: World) -> None:
    report = issued(counted, HALF, 1)
    before = shown(program(counted, "office"), report)["figures"]
    for number in range(2):
        taken_in(counted, f"Trẻ thêm {number}", received_at=SPRING)
    founded(counted, program(counted, "administrator"), 9)
    followed(counted)
    office = program(counted, "office")
    assert office.ask("POST", f"/reports/{report}/revision", {"reason": "Sót"}).status_code == 201
    said = shown(office, report)
    assert figure(said, "received") == 6, "8 less 6 would say 2"
    assert said["figures"]["release"] == before["release"]
    assert figure(said, "units_founded") == 5, "units are no children"
    assert program(counted, "supervisor").ask("POST", f"/reports/{report}/approval", {}).status_code == 201
    issue = {"number": 2, "issued_on": today()}
    assert office.ask("POST", f"/reports/{report}/issue", issue).status_code == 201
    assert program(counted, "auditor").ask("GET", f"/reports/{report}/again").json()["agrees"] is True
    assert [one["number"] for one in shown(office, report)["editions"]] == [1, 2]


def test_a_forum_s_report_takes_its_days_warnings_and_term(world: World) -> None:
    forum = activity(world, FORUM)
    followed(world)
    office = program(world, "office")
    asked = {"kind": "forum", "first": today(), "last": today(), "forum": forum}
    said = shown(office, drafted(office, asked))
    assert (said["first"], said["due_on"]) == ("2025-09-01", "2025-09-16")
    assert "13 khoản 2" in said["due_source"]
    line = said["figures"]["forum"]
    assert line["children"] == 40 and "forum-warning/1/few_children" in line["warnings"]
    sheet = html.unescape(pages(world, "office").get(f"/bao-cao/{said['report']}/van-ban").text)
    for words in ("An toàn trên môi trường mạng", "16/09/2025", "Số trẻ em ít hơn mức tối thiểu"):
        assert words in sheet, words
    other = activity(world, OUTREACH)
    followed(world)
    refused = office.ask(
        "POST", "/reports", {"asked": asked | {"forum": other}, "draft": {"heading": HEADING}}
    )
    assert refused.status_code == 409 and refused.json()["type"] == "/problems/forum-needed"


def test_the_chapter_s_quarter_is_its_own_figure(world: World, case_id: str) -> None:
    referral = in_review(world, case_id)
    written(world, referral)
    opinion_approved(world, referral)
    followed(world)
    quarter = vietnam_day(datetime.now(UTC))
    first = quarter.replace(month=3 * ((quarter.month - 1) // 3) + 1, day=1)
    with world.after(100) as later:
        office = program(later, "office")
        end = {1: "03-31", 4: "06-30", 7: "09-30", 10: "12-31"}[first.month]
        asked = {"kind": "chapter_quarter", "first": str(first), "last": f"{first.year}-{end}"}
        said = shown(office, drafted(office, asked))
        lines = {one["measure"].rpartition("/")[2]: one["count"] for one in said["figures"]["chapter"]}
        assert lines == {"received": None, "returned": None, "overdue": 0, "recused": 0}
        assert said["covers"] == str(world.units["chapter"]), "where there is one, it is that"
        assert "chapter-quarter/1" in said["figures"]["rules"]
        assert office.ask("GET", f"/reports/{said['report']}/again").json()["agrees"] is True


def test_each_chapter_reports_its_own_quarter_and_leaders_are_reminded_until_it_went_out(
    world: World, case_id: str
) -> None:
    in_review(world, case_id)
    world.found("other_chapter", UnitLevel.LEGAL_CHAPTER, "CK", "Chi hội luật sư Bố Hạ")
    followed(world)
    quarter = Quarter.of(vietnam_day(datetime.now(UTC)))
    asked = {"kind": "chapter_quarter", "first": str(quarter.first), "last": str(quarter.last)}
    days = (quarter.last - vietnam_day(datetime.now(UTC))).days + 1
    address = f"/bang-chi-hoi/quy?year={quarter.year}&quarter={quarter.number}"
    with world.after(days) as later:
        office = program(later, "office")
        unsaid = office.ask("POST", "/reports", {"asked": asked, "draft": {"heading": HEADING}})
        assert (unsaid.status_code, unsaid.json()["type"]) == (409, "/problems/chapter-needed")
        counts = []
        for unit in ("chapter", "other_chapter"):
            of = str(world.units[unit])
            page = office.ask(
                "GET", f"/referral-board/quarter?{address.partition('?')[2]}&chapter={of}"
            ).json()
            counts.append(page["counts"]["received"])
            assert shown(office, drafted(office, asked | {"covers": of}))["covers"] == of
        assert counts == [1, 0], "each counts what it was asked"
        both = html.unescape(later.sign_in("office").get(address).text)
        assert "Đang tính chung các Chi hội" in both and "Chi hội luật sư Bố Hạ" in both
        for name, waits in (("Chi hội luật sư, hội thẩm", True), ("Chi hội luật sư Bố Hạ", True)):
            assert _is_reminded(later, name) is waits
        report = drafted(office, asked | {"covers": str(world.units["other_chapter"])})
        assert program(later, "supervisor").ask("POST", f"/reports/{report}/approval", {}).status_code == 201
        issue = {"number": 1, "issued_on": str(vietnam_day(datetime.now(UTC)) + timedelta(days=days))}
        assert office.ask("POST", f"/reports/{report}/issue", issue).status_code == 201
        assert _is_reminded(later, "Chi hội luật sư, hội thẩm") and not _is_reminded(
            later, "Chi hội luật sư Bố Hạ"
        )


def _is_reminded(world: World, name: str) -> bool:
    page = html.unescape(world.sign_in("office").get("/hom-nay").text)
    lines = [
        line for line in page.splitlines() if "Báo cáo quý của Chi hội" in line and "chưa ban hành" in line
    ]
    assert all("nhắc nội bộ" in line for line in lines)
    return any(f">{name} ·" in line for line in lines)


def test_page_pdf_docx_and_workbook_say_the_same(counted: World) -> None:
    report = issued(counted, HALF | {"kind": "article_92"}, 2)
    browser = pages(counted, "auditor")
    sheet = browser.get(f"/bao-cao/{report}/van-ban").html
    auditor = program(counted, "auditor")
    files = {
        kind: auditor.ask("GET", f"/reports/{report}/documents/bao-cao.{kind}").content
        for kind in ("pdf", "docx", "xlsx", "txt")
    }
    text = files["txt"].decode()
    footer = text.strip().splitlines()[-1]
    assert "mốc sổ sự kiện" in footer and "quy tắc dieu-92/" in footer and "mã kiểm" in footer
    expected = sorted(words_of(text.replace(" | ", " ")))
    assert sorted(docx_words(files["docx"], footer)) == expected
    assert sorted(page_words(sheet)) == expected
    missing = Counter(expected) - Counter(pdf_words(files["pdf"], footer))
    assert not missing, "heads of tables are repeated on each page, and nothing is left out"
    book = CalamineWorkbook.from_filelike(BytesIO(files["xlsx"]))
    assert book.sheet_names[0] == "Báo cáo"
    tables = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[1:]]
    rows = [row for table in tables for row in table]
    assert ["Thông tin đã tiếp nhận, vào sổ", "Tiếp nhận, thu thập thông tin (Điều 92 khoản 2)", 6.0] in rows
    assert any("Cuộc truyền thông trực tiếp" in str(row) for row in rows), "the activity of May is listed"
