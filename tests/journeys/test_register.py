"""Registers closed by month, half-year and year; what comes later is a correction; a closed book stays the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.book import BookColumn
from application.child_case import (
    CloseCase,
    ForwardCase,
    SetDetails,
    close_case,
    forward_case,
    set_details,
)
from application.counselling import StartConsultation, start_consultation
from application.register import Book, ClosePeriod, OpenBook, close_period, open_book
from application.work import TryAgain
from domain.account import Role
from domain.calendar import Period, PeriodKind, vietnam_day
from domain.child_case.follow_up import Closing, Forwarding
from domain.child_case.intake import Child, Details, Situation
from domain.counselling import Consultation, matter_code
from domain.directory import Recipient, RecipientKind
from domain.kernel import Unknown
from domain.lists import Allegation, Outcome, Sex
from domain.register import PeriodIsClosed, PeriodNotOver, code_of
from infrastructure import caught_up
from infrastructure.follower import compare, rebuild
from infrastructure.ledger import Ledger
from infrastructure.postgres import Database
from infrastructure.views import every_view
from tests.journeys.acts import NOW, acting, do, followed, taken_in
from tests.journeys.world import World

TODAY = vietnam_day(NOW)
THIS = Period.of(TODAY, PeriodKind.MONTH)
LAST = Period.of(THIS.first - timedelta(days=1), PeriodKind.MONTH)
BEFORE = Period.of(LAST.first - timedelta(days=1), PeriodKind.MONTH)


def within(period: Period, day: int = 10) -> datetime:
    return datetime(period.first.year, period.first.month, day, 3, tzinfo=UTC)


def path_of(world: World, period: Period, unit: str = "province") -> str:
    return f"/ket-so/{world.units[unit]}/{period.first.year}/{code_of(period)}"


def closed(world: World, period: Period, who: str = "supervisor", unit: str = "province") -> UUID:
    wish = ClosePeriod(unit=world.units[unit], year=period.first.year, period=code_of(period))
    return do(world, who, partial(close_period, wish))


def book(world: World, period: Period, who: str = "supervisor", unit: str = "province") -> Book:
    wish = OpenBook(unit=world.units[unit], year=period.first.year, period=code_of(period))
    return do(world, who, partial(open_book, wish))


def printed(world: World, period: Period, who: str = "supervisor", language: str = "vi") -> str:
    """The book as it is printed: all of its article, nothing of the frame around it."""
    page = world.sign_in(who).get(f"{path_of(world, period)}?lang={language}")
    assert page.status_code == 200, page.text
    found = re.search(r'<article class="book">.*</article>', page.text, re.S)
    assert found is not None
    return found[0]


def consulted(world: World, held_at: datetime, case_id: UUID | None = None, minutes: int = 20) -> UUID:
    said = Consultation(narrative="Hỏi về giấy khai sinh", held_at=held_at, minutes=minutes)
    return do(
        world,
        "counsellor",
        partial(start_consultation, StartConsultation(case_id=case_id, consultation=said)),
    )


def told_police(world: World, case_id: UUID) -> None:
    police = Forwarding(recipient=Recipient(kind=RecipientKind.COMMUNE_POLICE), reference="15/PC")
    do(world, "counsellor", partial(forward_case, ForwardCase(case_id=case_id, forwarding=police)))


def corrected(world: World, case_id: UUID, name: str, sex: Sex = Sex.FEMALE) -> None:
    details = Details(child=Child(name=name, sex=sex))
    wish = SetDetails(case_id=case_id, situation=Situation(what="Cô giáo kể lại"), details=details)
    do(world, "counsellor", partial(set_details, wish))


def ended(world: World, case_id: UUID) -> None:
    closing = Closing(outcome=Outcome.ADVISED, child_informed=True)
    do(world, "counsellor", partial(close_case, CloseCase(case_id=case_id, closing=closing)))


def test_a_closed_month_shows_what_was_received_in_it_and_later_entries_wait_for_the_next(
    world: World,
) -> None:
    first = taken_in(world, "Vi Thị Một", received_at=within(BEFORE))
    closed(world, BEFORE)
    shown = book(world, BEFORE)
    assert [one.entry.case_id for one in shown.entries] == [first]
    assert shown.matches and shown.later.count == 0
    late = taken_in(world, "Vi Thị Hai", received_at=within(BEFORE, 11))
    taken_in(world, "Vi Thị Ba", received_at=within(LAST))
    assert book(world, BEFORE) == shown
    closed(world, LAST)
    following = book(world, LAST)
    assert [one.entry.name for one in following.entries] == ["Vi Thị Ba"]
    assert [(one.now.entry.case_id, one.before) for one in following.later.entries] == [(late, None)]
    assert following.matches


def test_what_changed_about_a_closed_month_stands_in_the_next_book_old_beside_new(world: World) -> None:
    case_id = taken_in(world, "Vi Thị Một", received_at=within(BEFORE))
    untouched = taken_in(world, "Vi Thị Hai", received_at=within(BEFORE))
    consulted(world, within(BEFORE), case_id)
    consulted(world, within(BEFORE), untouched)
    closed(world, BEFORE)
    consulted(world, NOW - timedelta(hours=1), untouched)
    corrected(world, case_id, "Vi Thị Một")
    told_police(world, case_id)
    ended(world, case_id)
    held = consulted(world, within(BEFORE, 12), minutes=45)
    consulted(world, within(LAST, 12), minutes=30)
    closed(world, LAST)
    shown = book(world, LAST)
    (change,) = shown.later.entries
    assert change.now.entry.case_id == case_id != untouched
    assert change.columns == (
        BookColumn.IDENTITY,
        BookColumn.SEX,
        BookColumn.TOLD,
        BookColumn.STATE,
        BookColumn.OUTCOME,
        BookColumn.CLOSED,
    )
    assert change.before is not None
    assert (change.before.entry.sex, change.now.entry.sex) == (Sex.UNKNOWN, Sex.FEMALE)
    assert [one.matter for one in shown.later.sessions] == [held]
    assert [one.minutes for one in shown.sessions] == [30]
    text = printed(world, LAST)
    assert "→ <strong>Nữ</strong>" in text


def test_the_month_after_does_not_repeat_what_the_last_one_showed(world: World) -> None:
    """Each correction stands in one book of a kind; a half-year's book has those since the half before."""
    earlier = Period.of(BEFORE.first - timedelta(days=1), PeriodKind.MONTH)
    taken_in(world, "Vi Thị Một", received_at=within(earlier))
    closed(world, earlier)
    taken_in(world, "Vi Thị Hai", received_at=within(earlier))
    closed(world, BEFORE)
    assert book(world, BEFORE).later.count == 1
    closed(world, LAST)
    assert book(world, LAST).later.count == 0


def test_months_closed_in_one_act_do_not_repeat_a_correction(world: World) -> None:
    earlier = Period.of(BEFORE.first - timedelta(days=1), PeriodKind.MONTH)
    closed(world, earlier)
    taken_in(world, "Vi Thị Muộn", received_at=within(earlier))
    closed(world, LAST)
    assert (book(world, BEFORE).later.count, book(world, LAST).later.count) == (1, 0)


def test_an_entry_stands_in_the_month_of_its_day_in_viet_nam(world: World) -> None:
    """Half past five in the afternoon of the last day in London is the first day of the next month."""
    midnight = datetime(LAST.first.year, LAST.first.month, LAST.first.day, tzinfo=UTC) - timedelta(hours=7)
    for name, at in (("Vi Thị Trước", midnight - timedelta(minutes=1)), ("Vi Thị Sau", midnight)):
        consulted(world, at, taken_in(world, name, received_at=at))
    closed(world, LAST)
    for period, name in ((BEFORE, "Vi Thị Trước"), (LAST, "Vi Thị Sau")):
        shown = book(world, period)
        assert [one.entry.name for one in shown.entries] == [name]
        assert len(shown.sessions) == 1


STEPS: dict[str, Callable[[World, UUID], object]] = {
    "a late entry": lambda world, _: taken_in(world, "Lò Thị Muộn", received_at=within(BEFORE, 3)),
    "a correction": lambda world, case_id: corrected(world, case_id, "Vi Thị Đã Sửa"),
    "a forwarding": told_police,
    "an ending": ended,
    "a late consultation": lambda world, case_id: consulted(world, within(BEFORE, 20), case_id),
    "the next closing": lambda world, _: closed(world, LAST),
}


def test_a_closed_book_prints_the_same_whatever_is_entered_later(world: World) -> None:
    case_id = taken_in(world, "Vi Thị Một", received_at=within(BEFORE))
    consulted(world, within(BEFORE), case_id)
    alone = consulted(world, within(BEFORE, 14))
    closed(world, BEFORE)
    before = {language: printed(world, BEFORE, language=language) for language in ("vi", "en")}
    path = f"/api/v1/registers/{world.units['province']}/{BEFORE.first.year}/books/{code_of(BEFORE)}"
    data = world.sign_in("supervisor").api("GET", path).json()
    assert "Vi Thị Một" in before["vi"] and data["matches"] is True
    assert before["vi"] != before["en"]
    for what, step in STEPS.items():
        step(world, case_id)
        for language, text in before.items():
            assert printed(world, BEFORE, language=language) == text, what
        assert world.sign_in("supervisor").api("GET", path).json() == data, what
    code = world.sign_in("counsellor").api("GET", f"/api/v1/cases/{case_id}").json()["code"]
    linked = world.sign_in("counsellor").api(
        "POST", f"/api/v1/consultations/{alone}/link", json={"code": code}
    )
    assert linked.status_code == 201, linked.text
    followed(world)
    assert printed(world, BEFORE) == before["vi"]


def erased(world: World, later: World, case_id: UUID) -> None:
    code = world.sign_in("counsellor").api("GET", f"/api/v1/cases/{case_id}").json()["code"]
    officer, supervisor = world.sign_in("officer"), world.sign_in("supervisor")
    asked = officer.api("POST", "/api/v1/erasures", json={"code": code, "basis": "term_over"})
    path = asked.json()["location"]
    assert supervisor.api("POST", f"{path}/confirmation").status_code == 201
    assert officer.api("POST", f"{path}/notice", json={"way": "nobody"}).status_code == 201
    done = later.sign_in("officer").api("POST", f"{path}/run")
    assert done.status_code == 201, done.text
    followed(world)


def test_after_an_erasure_only_the_tombstone_differs(world: World, later: World) -> None:
    case_id = taken_in(world, "Vi Thị Một", received_at=within(BEFORE))
    taken_in(world, "Vi Thị Hai", received_at=within(BEFORE, 12))
    closed(world, BEFORE)
    corrected(world, case_id, "Vi Thị Đã Sửa")
    ended(world, case_id)
    closed(world, LAST)
    before = {period: printed(world, period) for period in (BEFORE, LAST)}
    erased(world, later, case_id)
    mark = re.compile(r"<strong>đã xóa theo quyết định, ngày \d\d/\d\d/\d{4}</strong>")
    for period, name in ((BEFORE, "Vi Thị Một"), (LAST, "Vi Thị Đã Sửa")):
        after = printed(world, period)
        assert name in before[period] and name not in after
        assert len(mark.findall(after)) == 1
        assert mark.sub(name, after) == before[period]
        assert book(world, period).matches


def test_a_rebuilt_view_prints_the_same_book(world: World, database: Database) -> None:
    case_id = taken_in(world, "Vi Thị Một", received_at=within(BEFORE))
    consulted(world, within(BEFORE), case_id)
    closed(world, BEFORE)
    corrected(world, case_id, "Vi Thị Đã Sửa")
    taken_in(world, "Vi Thị Hai", received_at=within(BEFORE))
    closed(world, LAST)
    before = [printed(world, period) for period in (BEFORE, LAST)]
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        rebuild(connection, every_view(), Ledger(keys=None))
    assert [printed(world, period) for period in (BEFORE, LAST)] == before
    assert all(book(world, period).matches for period in (BEFORE, LAST))


def test_a_line_that_was_changed_in_the_view_is_told(world: World, database: Database) -> None:
    """The view is folded from the log; whoever changes its rows is found by the digest of the closing."""
    case_id = taken_in(world, "Vi Thị Một", received_at=within(BEFORE))
    closed(world, BEFORE)
    assert "Khớp với lúc kết sổ" in world.sign_in("supervisor").get(path_of(world, BEFORE)).text
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        connection.execute("UPDATE v_follow_up_log.entries SET sex = 'male' WHERE case_id = %s", (case_id,))
    page = world.sign_in("supervisor").get(path_of(world, BEFORE))
    assert "Không khớp với lúc kết sổ" in page.text
    assert book(world, BEFORE).matches is False


def test_what_is_not_for_a_reader_stands_as_a_used_number_and_the_whole_still_matches(world: World) -> None:
    world.person("second", "Lò Thị Hai", "province", (Role.SUPERVISOR,))
    hidden = taken_in(world, "Vi Thị Kín", received_at=within(BEFORE))
    taken_in(world, "Vi Thị Hai", received_at=within(BEFORE, 12))
    held = consulted(world, within(BEFORE), hidden)
    closed(world, BEFORE)
    corrected(world, hidden, "Vi Thị Đã Sửa")
    closed(world, LAST)
    whole, code = book(world, BEFORE), book(world, BEFORE).entries[0].entry.code
    stood_aside(world, "second", code)
    mine, after = book(world, BEFORE, "second"), book(world, LAST, "second")
    assert [one.entry.name for one in mine.entries] == ["Vi Thị Hai"]
    assert mine.used == (code,) and mine.unseen_sessions == 1
    assert mine.matches and after.matches
    assert after.later.entries == () and after.later.used == (code,)
    assert (mine.totals.entries, whole.totals.entries) == (1, 2)
    text = printed(world, BEFORE, "second") + printed(world, LAST, "second")
    for word in ("Vi Thị Kín", "Đã Sửa", str(hidden), matter_code(held)):
        assert word not in text
    assert "số đã dùng" in text
    assert book(world, BEFORE) == whole


def stood_aside(world: World, who: str, code: str) -> None:
    said = {"code": code, "declaration": {"interest": "relative"}}
    answer = world.sign_in(who).api("POST", "/api/v1/interests", json=said)
    assert answer.status_code == 201, answer.text


def test_a_month_is_closed_once_after_its_end_by_the_supervisor_alone(world: World) -> None:
    with pytest.raises(PeriodNotOver):
        closed(world, THIS)
    closed(world, LAST)
    with pytest.raises(PeriodIsClosed):
        closed(world, LAST)
    for who in ("counsellor", "commune_supervisor", "auditor", "officer", "administrator", "office"):
        with pytest.raises(Unknown):
            closed(world, BEFORE, who)
    page = world.sign_in("counsellor").get(path_of(world, LAST))
    assert page.status_code == 200
    assert world.sign_in("elsewhere").get(path_of(world, LAST)).status_code == 404
    closed(world, LAST, "commune_supervisor", "commune")
    assert world.sign_in("supervisor").get(path_of(world, LAST, "commune")).status_code == 200


def test_closing_a_half_year_takes_its_open_months_along(world: World) -> None:
    past = Period.of(date(TODAY.year - 1, 12, 1), PeriodKind.HALF_YEAR)
    taken_in(world, "Vi Thị Một", received_at=within(Period.of(past.last, PeriodKind.MONTH)))
    closed(world, past)
    shown = world.sign_in("supervisor").api(
        "GET", f"/api/v1/registers/{world.units['province']}/{past.first.year}"
    )
    open_still = [one["period"] for one in shown.json()["periods"] if one["closed_at"] is None]
    assert open_still == ["y"]
    assert book(world, past).entries == book(world, Period.of(past.last, PeriodKind.MONTH)).entries


def test_two_people_close_the_same_month_at_once_and_it_is_closed_once(world: World) -> None:
    wish = ClosePeriod(unit=world.units["province"], year=LAST.first.year, period=code_of(LAST))

    def second() -> object:
        try:
            return do(world, "supervisor", partial(close_period, wish))
        except PeriodIsClosed as refusal:
            return refusal

    with ThreadPoolExecutor(1) as other, acting(world, "supervisor") as first:
        close_period(wish, first)
        answer = other.submit(second)
        with pytest.raises(TimeoutError):
            answer.result(0.3)
        first.commit()
        assert isinstance(answer.result(5), PeriodIsClosed)
    followed(world)
    assert book(world, LAST).matches


def test_a_closing_waits_for_the_views_and_is_not_made_while_they_lag(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(world, "Vi Thị Một", received_at=within(LAST))
    monkeypatch.setattr(caught_up, "FOLLOWER_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(caught_up, "_position", lambda work: 1)
    with pytest.raises(TryAgain):
        closed(world, LAST)
    monkeypatch.undo()
    closed(world, LAST)
    assert len(book(world, LAST).entries) == 1


def test_entries_are_saved_while_a_closing_is_under_way(world: World) -> None:
    wish = ClosePeriod(unit=world.units["province"], year=LAST.first.year, period=code_of(LAST))
    with acting(world, "supervisor") as first:
        close_period(wish, first)
        late = taken_in(world, "Vi Thị Giữa", received_at=within(LAST))
        first.commit()
    followed(world)
    assert book(world, LAST).entries == ()
    waiting = world.sign_in("supervisor").api(
        "GET", f"/api/v1/registers/{world.units['province']}/{LAST.first.year}"
    )
    assert [one["now"]["case_id"] for one in waiting.json()["waiting"]["entries"]] == [str(late)]


def test_a_closed_period_holds_up_no_entry_and_the_pages_say_where_it_will_stand(world: World) -> None:
    closed(world, LAST)
    counsellor = world.sign_in("counsellor")
    assert f"Đã kết sổ đến hết ngày {LAST.last:%d/%m/%Y}" in counsellor.get("/tiep-nhan").text
    page = counsellor.submit(
        "intake",
        situation__what="Cháu kể với cô giáo",
        reception__received_at=f"{LAST.first:%Y-%m}-05T09:00",
        details__child__name="Vi Thị Muộn",
    )
    assert page.status_code == 200
    assert "Vi Thị Muộn" in page.text and "Kỳ tiếp nhận của hồ sơ này đã kết sổ" in page.text
    followed(world)
    register = world.sign_in("supervisor").get("/ket-so")
    assert "Vi Thị Muộn" in register.text and "Vào sổ sau khi kỳ đã kết" in register.text
    fresh = taken_in(world, "Vi Thị Mới")
    assert "đã kết sổ" not in counsellor.get(f"/ho-so/{fresh}").text


def test_a_book_is_closed_from_its_preview_without_scripts(world: World) -> None:
    case_id = taken_in(world, "Vi Thị Một", received_at=within(LAST), allegation=Allegation.ABUSE)
    supervisor = world.sign_in("supervisor")
    preview = supervisor.get(f"{path_of(world, LAST)}/xem-truoc")
    code = book_code(world, case_id)
    assert f"mà chưa ghi lần chuyển thông tin: {code}" in preview.text
    assert "còn thiếu thông tin" in preview.text and "Vi Thị Một" in preview.text
    page = supervisor.submit("close")
    assert page.status_code == 200 and "Khớp với lúc kết sổ" in page.text
    again = supervisor.get(f"{path_of(world, LAST)}/xem-truoc")
    assert again.status_code == 409


def book_code(world: World, case_id: UUID) -> str:
    return str(world.sign_in("counsellor").api("GET", f"/api/v1/cases/{case_id}").json()["code"])


def test_the_access_log_keeps_which_records_a_book_showed(world: World) -> None:
    case_id = taken_in(world, "Vi Thị Một", received_at=within(LAST))
    closed(world, LAST)
    shown = book(world, LAST)
    with world.house.pool.connection() as connection:
        row: Any = connection.execute(
            "SELECT records, field_class FROM trail.entries WHERE action = 'book.see' ORDER BY position DESC LIMIT 1"
        ).fetchone()
        number = connection.execute("SELECT record_no FROM facts.records WHERE record = %s", (case_id,))
        assert row == ([number.fetchone()[0]], "identity")  # type: ignore[index]
    assert shown.entries[0].entry.record_no == row[0][0]
