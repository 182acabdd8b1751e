"""The follow-up log, the day's work and Article 92, through pages and API on a real database."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from api.screens.article92 import TOPICS
from application.child_case import (
    AddNote,
    AssessCase,
    CloseCase,
    FinishStep,
    ForwardCase,
    NoteKnown,
    PlanStep,
    SetDetails,
    add_note,
    assess_case,
    close_case,
    finish_step,
    forward_case,
    note_known,
    plan_step,
    set_details,
)
from application.counselling import StartConsultation, start_consultation
from application.emergency import RecordEmergency, record_emergency
from application.follow_up_log import FollowUpLog, LogEntry, SeeLog, TooManyNames, see_log
from domain.calendar import vietnam_day
from domain.child_case.follow_up import AlreadyKnown, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Child, Details, Situation
from domain.counselling import Consultation
from domain.directory import Recipient, RecipientKind
from domain.emergency import Emergency
from domain.follow_up_log import Blank, EntryState
from domain.lists import AbuseType, Allegation, ConsultationKind, Outcome, SpecialGroup, TriageLevel
from domain.units import AdminLevel, Place, register
from infrastructure import follow_up_log
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import NOW, acting, do, taken_in
from tests.journeys.world import World


def _planned(world: World, case_id: UUID, step: Step) -> None:
    do(world, "counsellor", lambda work: plan_step(PlanStep(case_id=case_id, step=step), work))


def _entry(world: World, case_id: UUID, who: str = "counsellor") -> LogEntry:
    with acting(world, who) as work:
        return work.view(FollowUpLog).of([case_id])[case_id]  # type: ignore[type-abstract]


def _names(world: World, question: SeeLog, who: str = "counsellor") -> list[str]:
    with acting(world, who) as work:
        page = see_log(question, work)
        work.commit()
        return [entry.name for entry in page.rows.entries]


# -- rows ------------------------------------------------------------------------------------------------------------


def test_a_row_follows_its_entry_from_receipt_to_closing_and_back(world: World) -> None:
    case_id = taken_in(world, "Giáp Thị Ánh", allegation=Allegation.RISK)
    row = _entry(world, case_id)
    assert (row.state, row.must_be_forwarded, row.name) == (EntryState.OPEN, True, "Giáp Thị Ánh")
    assert Blank.FORWARDED in row.missing

    hotline = Recipient(kind=RecipientKind.HOTLINE_111)
    due = vietnam_day(NOW) - timedelta(days=1)
    acts = (
        lambda w: forward_case(ForwardCase(case_id=case_id, forwarding=Forwarding(recipient=hotline)), w),
        lambda w: note_known(NoteKnown(case_id=case_id, known=AlreadyKnown(recipient=hotline)), w),
        lambda w: assess_case(AssessCase(case_id=case_id, triage=Triage(level=TriageLevel.HIGH)), w),
        lambda w: plan_step(PlanStep(case_id=case_id, step=Step(what="Gọi lại", due_on=due)), w),
    )
    for act in acts:
        do(world, "counsellor", act)
    row = _entry(world, case_id)
    assert row.state is EntryState.FOLLOWING
    assert row.forwarded_to == row.known_to == (RecipientKind.HOTLINE_111,)
    assert (row.triage, row.due_on) == (TriageLevel.HIGH, due)
    assert row.responsible == row.counsellor == world.accounts["counsellor"]
    assert Blank.FORWARDED not in row.missing and Blank.NEXT_STEP not in row.missing

    do(world, "counsellor", lambda w: finish_step(FinishStep(case_id=case_id), w))
    assert _entry(world, case_id).due_on is None
    closing = Closing(outcome=Outcome.SAFE, child_informed=True)
    do(world, "counsellor", lambda w: close_case(CloseCase(case_id=case_id, closing=closing), w))
    row = _entry(world, case_id)
    assert (row.state, row.outcome) == (EntryState.CLOSED, Outcome.SAFE)
    do(world, "counsellor", lambda w: add_note(AddNote(case_id=case_id, note="Cháu quay lại"), w))
    row = _entry(world, case_id)
    assert (row.state, row.outcome, row.closed_at) == (EntryState.REOPENED, None, None)


def test_a_corrected_name_is_found_and_the_old_one_is_not(world: World) -> None:
    case_id = taken_in(world, "Nguyễn Văn Sai")
    corrected = SetDetails(
        case_id=case_id, situation=Situation(what="x"), details=Details(child=Child(name="Đỗ Thị Hòa"))
    )
    do(world, "counsellor", lambda w: set_details(corrected, w))
    assert _names(world, SeeLog(words="do hoa")) == ["Đỗ Thị Hòa"]
    assert _names(world, SeeLog(words="hoà")) == ["Đỗ Thị Hòa"]
    assert _names(world, SeeLog(words="van sai")) == []


def test_consultations_count_in_the_entry_also_when_the_matter_is_linked_later(world: World) -> None:
    from application.counselling import LinkConsultation, link_consultation

    case_id = taken_in(world, "Vi Văn Khôi")
    due = vietnam_day(NOW) + timedelta(days=2)
    said = Consultation(narrative="Đã giải thích quyền của cháu", next=Step(what="Gọi mẹ cháu", due_on=due))
    direct = StartConsultation(case_id=case_id, consultation=Consultation(narrative="Nói chuyện"))
    do(world, "counsellor", lambda w: start_consultation(direct, w))
    alone = do(world, "counsellor", lambda w: start_consultation(StartConsultation(consultation=said), w))
    assert _entry(world, case_id).consultations == 1
    code = _entry(world, case_id).code
    linking = LinkConsultation(matter_id=alone, code=code)
    do(world, "counsellor", lambda w: link_consultation(linking, w))
    row = _entry(world, case_id)
    assert (row.consultations, row.due_on, row.state) == (2, due, EntryState.FOLLOWING)


def test_rebuilt_views_equal_the_live_ones(world: World, database: Database) -> None:
    for number in range(3):
        taken_in(world, f"Lý Thị Mẫu {'ABC'[number]}", allegation=Allegation.ABUSE)
    test_a_row_follows_its_entry_from_receipt_to_closing_and_back(world)
    test_consultations_count_in_the_entry_also_when_the_matter_is_linked_later(world)
    found = [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt]
    assert found == []


# -- lists -----------------------------------------------------------------------------------------------------------


def test_names_are_in_vietnamese_order_and_the_nameless_last(world: World) -> None:
    for name in ("Trần Văn Ân", "", "Lê Thị Ánh", "Bùi An", "Đặng Đào", "Đặng Dung"):
        taken_in(world, name)
    ordered = _names(world, SeeLog.model_validate({"order": "name"}))
    assert ordered == ["Bùi An", "Lê Thị Ánh", "Trần Văn Ân", "Đặng Dung", "Đặng Đào", ""]


def test_pages_show_every_entry_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up_log, "PAGE", 2)
    for number in range(5):
        taken_in(world, f"Thân Văn {'ABCDE'[number]}", received_at=NOW - timedelta(days=number % 2))
    for order in ("due", "received", "code", "name"):
        seen, after = [], ""
        while True:
            question = SeeLog.model_validate({"order": order, "after": after})
            with acting(world, "counsellor") as work:
                page = see_log(question, work)
                work.commit()
            seen += [entry.case_id for entry in page.rows.entries]
            after = page.rows.next
            if not after:
                break
        assert len(seen) == len(set(seen)) == 5, order


def test_an_old_district_and_its_new_communes_find_the_same_entry(world: World) -> None:
    district = next(u for u in register().units if u.level is AdminLevel.DISTRICT)
    old = register().communes(district)[0]
    new = register().successors(old)[0]
    taken_in(world, "Nông Thị Vân", where=Place(unit=old.as_written))
    taken_in(world, "Dương Văn Xa")
    for key in (old.key, new.key, district.key):
        assert _names(world, SeeLog(place=key)) == ["Nông Thị Vân"], key


def test_filters_by_codes(world: World) -> None:
    taken_in(world, "Một", allegation=Allegation.ABUSE, abuse_types=(AbuseType.VIOLENCE,))
    taken_in(world, "Hai", received_at=NOW - timedelta(days=400))
    assert _names(world, SeeLog(abuse=AbuseType.VIOLENCE)) == ["Một"]
    assert _names(world, SeeLog(allegation=Allegation.ABUSE)) == ["Một"]
    assert _names(world, SeeLog(not_forwarded=True)) == ["Một"]
    assert _names(world, SeeLog(year=vietnam_day(NOW - timedelta(days=400)).year)) == ["Hai"]
    assert _names(world, SeeLog(since=vietnam_day(NOW - timedelta(days=3)))) == ["Một"]
    assert _names(world, SeeLog(overdue=True)) == []
    assert _names(world, SeeLog(state=EntryState.CLOSED)) == []


def test_hiv_is_in_no_list_and_no_filter(world: World) -> None:
    case_id = taken_in(world, "Ẩn Danh", groups=(SpecialGroup.HIV,))
    assert _entry(world, case_id).groups == ()
    browser = world.sign_in("counsellor")
    page = browser.get("/so-theo-doi")
    assert SpecialGroup.HIV.vi not in page.text and "HIV" not in page.text


def test_another_unit_sees_nothing_of_it_and_a_supervisor_does(world: World) -> None:
    case_id = taken_in(world, "Lục Thị Nga", who="elsewhere")
    assert _names(world, SeeLog(), "counsellor") == []
    assert _names(world, SeeLog(), "supervisor") == ["Lục Thị Nga"]
    assert _names(world, SeeLog(unit=world.units["province"]), "supervisor") == []
    with acting(world, "counsellor") as work:
        assert work.view(FollowUpLog).of([case_id]) == {}  # type: ignore[type-abstract]


def test_too_wide_a_scope_is_asked_to_be_narrowed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up_log, "MOST_NAMES", 2)
    for number in range(3):
        taken_in(world, f"Hà Thị {number}")
    with acting(world, "counsellor") as work, pytest.raises(TooManyNames):
        see_log(SeeLog(words="ha"), work)
    browser = world.sign_in("counsellor")
    browser.get("/so-theo-doi")
    page = browser.submit("search", words="ha")
    assert page.status_code == 409
    assert "Hãy chọn một đơn vị hoặc một năm" in page.text
    assert "Hà Thị 1" in page.text


# -- pages -----------------------------------------------------------------------------------------------------------


def test_a_name_without_marks_is_found_by_post_and_never_by_address(world: World) -> None:
    taken_in(world, "Đặng Thị Bích Ngọc")
    taken_in(world, "Hoàng Văn Tú")
    browser = world.sign_in("counsellor")
    browser.get("/so-theo-doi")
    page = browser.submit("search", words="dang ngoc")
    assert "Đặng Thị Bích Ngọc" in page.text and "Hoàng Văn Tú" not in page.text
    assert "Tìm thấy 1 mục" in page.text
    listed = browser.get("/so-theo-doi?words=dang")
    assert "Hoàng Văn Tú" in listed.text
    with world.system() as work:
        row = work.connection.execute(
            "SELECT records, query_digest FROM trail.entries WHERE query_digest IS NOT NULL"
        ).fetchone()
    assert row is not None and len(row[0]) == 1 and len(row[1]) == 32


@pytest.mark.parametrize(
    "query", ["after=abc", "after=WyJ4IiwgInkiXQ", "order=x", "unit=1", "mau=1", "year=x"]
)
def test_a_broken_address_is_answered_kindly(world: World, query: str) -> None:
    browser = world.sign_in("counsellor")
    page = browser.get(f"/so-theo-doi?{query}")
    assert page.status_code in {409, 422}
    assert "<h1>Sổ theo dõi</h1>" in page.text


def test_today_begins_with_what_is_most_urgent(world: World) -> None:
    overdue = taken_in(world, "Chu Thị Tâm")
    today = vietnam_day(NOW)
    for case_id, days in (
        (overdue, -3),
        (taken_in(world, "Chu Văn Nay"), 0),
        (taken_in(world, "Chu Sau"), 5),
    ):
        step = Step(what=f"Việc {days}", due_on=today + timedelta(days=days))
        _planned(world, case_id, step)
    taken_in(world, "Chưa Chuyển", allegation=Allegation.ABUSE)
    emergency = RecordEmergency(emergency=Emergency(what="Trẻ bị nhốt trong nhà"))
    do(world, "counsellor", lambda w: record_emergency(emergency, w))
    page = world.sign_in("counsellor").get("/hom-nay").text
    places = [
        page.index(text) for text in ("Trẻ bị nhốt", "Chưa Chuyển", "Chu Thị Tâm", "Chu Văn Nay", "Chu Sau")
    ]
    assert places == sorted(places)
    colleague = world.sign_in("colleague").get("/hom-nay").text
    assert "Chu Thị Tâm" not in colleague and "Chưa Chuyển" in colleague


@pytest.mark.parametrize("who", ["counsellor", "supervisor", "head", "reviewer", "auditor", "administrator"])
def test_the_first_page_opens_for_every_role(world: World, who: str) -> None:
    page = world.sign_in(who).get("/hom-nay")
    assert page.status_code == 200
    assert "<h1>Việc hôm nay</h1>" in page.text
    english = world.sign_in(who).get("/hom-nay?lang=en")
    assert english.status_code == 200


# -- article 92 ------------------------------------------------------------------------------------------------------


def test_each_figure_opens_its_events_and_last_years_is_produced_again(world: World) -> None:
    first = taken_in(world, "Một")
    taken_in(world, "Hai", received_at=NOW - timedelta(days=2))
    forwarding = Forwarding(recipient=Recipient(kind=RecipientKind.HOTLINE_111))
    do(world, "counsellor", lambda w: forward_case(ForwardCase(case_id=first, forwarding=forwarding), w))
    consultation = StartConsultation(consultation=Consultation(narrative="Nói chuyện"))
    do(world, "counsellor", lambda w: start_consultation(consultation, w))
    browser = world.sign_in("counsellor")
    page = browser.get("/dieu-92")
    assert page.status_code == 200 and "Cả năm" in page.text
    table = browser.api("GET", "/api/v1/article-92").json()
    total = table["total"]
    assert (total["received"], total["in_time"], total["forwarded"], total["consultations"]) == (2, 1, 1, 1)
    assert not table["mark"].isdecimal()
    taken_in(world, "Ba")
    again = browser.api("GET", f"/api/v1/article-92?as_of={table['mark']}").json()
    assert again["total"] == total
    assert browser.api("GET", "/api/v1/article-92").json()["total"]["received"] == 3
    events = browser.api("GET", f"/api/v1/article-92/events?measure=received&year={table['year']}").json()
    assert events["count"] == len(events["events"]) == 3
    assert {event["topic"] for event in events["events"]} <= set(TOPICS)
    link = re.search(r'href="(/dieu-92/mo\?[^"]*measure=received[^"]*)"', browser.get("/dieu-92").text)
    assert link is not None
    opened = browser.get(link[1].replace("&amp;", "&"))
    assert "Mở hồ sơ" in opened.text


def test_an_auditor_sees_positions_and_opens_no_case(world: World) -> None:
    taken_in(world, "Một", who="elsewhere")
    browser = world.sign_in("auditor")
    table = browser.api("GET", "/api/v1/article-92").json()
    assert table["mark"].isdecimal() and table["total"]["received"] == 1
    page = browser.get(f"/dieu-92/mo?measure=received&year={table['year']}")
    assert page.status_code == 200
    assert "Tiếp nhận, vào sổ" in page.text and "/ho-so/" not in page.text
    assert world.sign_in("counsellor").api("GET", "/api/v1/article-92").json()["total"]["received"] == 0


def test_without_entries_the_share_in_time_is_not_applicable(world: World) -> None:
    assert (
        world.sign_in("counsellor").api("GET", "/api/v1/article-92").json()["total"]["in_time_percent"]
        is None
    )
    assert "không áp dụng" in world.sign_in("supervisor").get("/dieu-92").text


@pytest.mark.parametrize("path", ["/dieu-92?as_of=abc", "/dieu-92?year=x", "/dieu-92/mo?measure=x&year=2025"])
def test_a_broken_address_of_figures_is_answered_kindly(world: World, path: str) -> None:
    assert world.sign_in("auditor").get(path).status_code == 422


# -- programs --------------------------------------------------------------------------------------------------------


def test_programs_read_the_log_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up_log, "PAGE", 2)
    for number in range(3):
        taken_in(world, f"Ma Văn {number}", allegation=Allegation.RISK)
    browser = world.sign_in("counsellor")
    first = browser.api("GET", "/api/v1/follow-up-log?order=code&allegation=risk")
    assert first.status_code == 200 and len(first.json()["items"]) == 2
    link = re.match(r'<([^>]*)>; rel="next"', first.headers["link"])
    assert link is not None
    second = browser.api("GET", link[1]).json()
    assert len(second["items"]) == 1 and second["next"] is None
    assert second["items"][0]["allegation"] == "allegation/1/risk"
    assert browser.api("GET", "/api/v1/follow-up-log?words=ma").status_code == 422
    found = browser.api("POST", "/api/v1/follow-up-log/search", json={"words": "van 1"}).json()
    assert [item["name"] for item in found["items"]] == ["Ma Văn 1"]
    today = browser.api("GET", "/api/v1/today").json()
    assert len(today["to_forward"]) == 3 and today["overdue"] == []


def test_a_row_shows_the_columns_of_the_register(world: World) -> None:
    """Source: LAW 4.4; what a program reads stands on the page too."""
    taken_in(world, "Kim Thị Cúc")
    browser = world.sign_in("counsellor")
    (entry,) = browser.api("GET", "/api/v1/follow-up-log").json()["items"]
    page = browser.get("/so-theo-doi").text
    assert entry["source"] == "source-type/1/other"
    for words in ("Không biết · Không biết tuổi", "vào sổ ", "Điện thoại · Người khác"):
        assert words in page, words


def test_a_row_says_what_is_to_be_done_next_but_no_word_of_psychological_counselling(world: World) -> None:
    due = vietnam_day(NOW) + timedelta(days=3)
    planned, told = taken_in(world, "Vi Văn Khôi"), taken_in(world, "Nông Thị Én")
    _planned(world, planned, Step(what="Gọi lại cho bà ngoại", due_on=due))
    step = Step(what="Làm lại bài vẽ", due_on=due)
    heard = Consultation(kind=ConsultationKind.PSYCHOLOGICAL, narrative="Cháu kể", next=step)
    do(
        world,
        "counsellor",
        lambda work: start_consultation(StartConsultation(case_id=told, consultation=heard), work),
    )
    page = world.sign_in("counsellor").get("/so-theo-doi").text
    assert "Gọi lại cho bà ngoại" in page
    assert page.count(f"{due:%d/%m/%Y}") >= 2
    assert "Làm lại bài vẽ" not in page
    answer = world.sign_in("counsellor").api("GET", "/api/v1/follow-up-log").json()
    assert {item["next_step"] for item in answer["items"]} == {"Gọi lại cho bà ngoại", ""}
