"""Bad input and bad days: each has a clear answer, nothing is lost, nothing is there twice."""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import Any

import psycopg
import pytest

from infrastructure.follower import Follower
from infrastructure.postgres import Database
from tests.journeys.acts import key_file_held
from tests.journeys.world import Browser, World


def _opened(world: World, **situation: Any) -> tuple[Browser, str]:
    browser = world.sign_in("counsellor")
    answer = browser.api(
        "POST", "/api/v1/cases", json={"situation": {"what": "Trẻ nghỉ học nhiều ngày."} | situation}
    )
    assert answer.status_code == 201, answer.text
    return browser, answer.json()["location"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"situation": {"what": "x", "where": {"unit": "99999"}}}, "unknown_unit"),
        ({"situation": {"what": "x", "danger_now": "maybe"}}, "unknown_code"),
        ({"situation": {"what": "x"}, "details": {"child": {"birth": "31/2/2020"}}}, "no_such_day"),
        ({"situation": {"what": ""}}, "required"),
        ({"situation": {"what": "x", "surprise": "Nguyễn Văn Bí Mật"}}, "extra_forbidden"),
    ],
)
def test_what_does_not_fit_is_named_and_never_repeated(world: World, body: dict[str, Any], code: str) -> None:
    browser = world.sign_in("counsellor")
    answer = browser.api("POST", "/api/v1/cases", json=body)
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == [code]
    for typed in ("99999", "maybe", "31/2/2020", "Bí Mật"):
        assert typed not in answer.text


def test_a_place_that_is_only_spoken_is_kept_as_spoken(world: World) -> None:
    browser, case = _opened(world, where={"spoken": "bãi sau chợ cũ, gần cầu treo"})
    shown = browser.api("GET", case).json()
    assert shown["situation"]["where"] == {"unit": None, "spoken": "bãi sau chợ cũ, gần cầu treo"}


def test_impossible_dates_are_kept_and_warned_about(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    page = browser.submit(
        "intake",
        situation__what="Ngày sinh ghi theo lời kể.",
        details__child__birth__day="1",
        details__child__birth__month="1",
        details__child__birth__year="2040",
    )
    assert page.status_code == 200
    assert "01/01/2040" in page.text
    assert "tương lai" in page.text


def test_decomposed_text_is_kept_composed(world: World) -> None:
    browser, case = _opened(world, what=unicodedata.normalize("NFD", "Trẻ bị đuối nước ở ao làng"))
    assert browser.api("GET", case).json()["situation"]["what"] == "Trẻ bị đuối nước ở ao làng"


def test_a_narrative_of_200_kilobytes_is_kept_whole(world: World) -> None:
    story = "Cháu kể lại từng việc một. " * 7_000
    browser, case = _opened(world, what=story)
    assert browser.api("GET", case).json()["situation"]["what"] == story.strip()


def test_control_characters_become_blanks(world: World) -> None:
    browser, case = _opened(world, what="dòng một\u0000\u0007\ndòng hai")
    assert browser.api("GET", case).json()["situation"]["what"] == "dòng một  \ndòng hai"


@pytest.mark.parametrize("name", ["", "Sùng", "Nguyễn Thị A."])
def test_any_name_or_none_opens_an_entry(world: World, name: str) -> None:
    browser = world.sign_in("counsellor")
    body = {"situation": {"what": "Trẻ lang thang ở bến xe."}, "details": {"child": {"name": name}}}
    case = browser.api("POST", "/api/v1/cases", json=body).json()["location"]
    assert browser.api("GET", case).json()["details"]["child"]["name"] == name


def test_two_people_adding_at_once_are_both_kept(world: World) -> None:
    browser, case = _opened(world)
    colleague = world.sign_in("colleague")
    notes = [(browser, f"lần {n} của Hạnh") for n in range(6)] + [
        (colleague, f"lần {n} của Thuận") for n in range(6)
    ]
    statuses: list[int] = []

    def add(who: Browser, note: str) -> None:
        statuses.append(who.api("POST", f"{case}/notes", json={"note": note}).status_code)

    threads = [threading.Thread(target=add, args=pair) for pair in notes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 12
    kept = [
        fact["fact"]["note"] for fact in browser.api("GET", case).json()["history"] if "note" in fact["fact"]
    ]
    assert sorted(kept) == sorted(note for _, note in notes)


def test_two_people_changing_the_same_value_the_second_is_shown_what_changed(world: World) -> None:
    browser, case = _opened(world)
    colleague = world.sign_in("colleague")
    page = case.replace("/api/v1/cases", "/ho-so") + "/chi-tiet"
    browser.get(page)
    colleague.get(page)
    assert browser.submit("details", details__child__name="Lý Thị Mai").status_code == 200
    stale = colleague.submit("details", details__child__name="Lý Thị Mây", details__child__school="Trường xã")
    assert stale.status_code == 412
    assert "Lý Thị Mai" in stale.text
    again = colleague.submit("retry")
    assert again.status_code == 200
    assert browser.api("GET", case).json()["details"]["child"]["name"] == "Lý Thị Mây"


def test_save_pressed_five_times_saves_once_and_answers_five_times(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    fields = browser.form("intake") | {"situation.what": "Trẻ bị bỏ lại ở chợ."}
    places: list[str] = []

    def press() -> None:
        answer = browser.client.post("/tiep-nhan", data=fields, follow_redirects=False)
        places.append(f"{answer.status_code} {answer.headers.get('location')}")

    threads = [threading.Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 5
    assert len(set(places)) == 1 and places[0].startswith("303 /ho-so/")
    with world.system() as work:
        row = work.connection.execute("SELECT count(*) FROM es.events WHERE topic = 'case.opened.1'")
        assert row.fetchone() == (1,)


def test_an_emergency_waits_for_no_follower_key_file_or_access_log(
    world: World, follower: Follower, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, case = _opened(world)
    colleague = world.sign_in("colleague")
    browser.get("/khan-cap?ho_so=" + case.rsplit("/", 1)[1])
    follower.stop()
    with key_file_held(world), psycopg.connect(database.app_dsn) as other:
        other.execute("SELECT pg_advisory_xact_lock(7205412)")  # the access log's
        saving = threading.Thread(
            target=colleague.api, args=("POST", f"{case}/notes"), kwargs={"json": {"note": "x"}}
        )
        saving.start()
        fields = browser.form("emergency") | {"what": "Trẻ ở một mình trong nhà cháy.", "told": "114"}
        answers: list[int] = []
        urgent = threading.Thread(
            target=lambda: answers.append(
                browser.client.post("/khan-cap", data=fields, follow_redirects=False).status_code
            )
        )
        urgent.start()
        urgent.join(60)
        assert not urgent.is_alive(), "the emergency waited for a lock that is still held"
        assert answers == [303]
    saving.join(60)


def test_an_emergency_of_a_case_stays_on_the_page_of_the_day_until_someone_takes_it_up(world: World) -> None:
    browser, case = _opened(world)
    case_id = case.rsplit("/", 1)[1]
    browser.get(f"/khan-cap?ho_so={case_id}")
    browser.submit("emergency", what="Cháu bị nhốt trong nhà kho.")
    today = browser.get("/hom-nay")
    assert "Cháu bị nhốt trong nhà kho." in today.text
    browser.submit("take-up-1")
    assert "Cháu bị nhốt trong nhà kho." not in browser.get("/hom-nay").text


def test_when_the_database_is_away_the_form_comes_back_with_what_was_typed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    fields = browser.form("intake") | {"situation.what": "Nội dung không được mất"}
    pool = world.house.pool
    monkeypatch.setattr(type(pool), "getconn", _no_connection)
    away = browser.client.post("/tiep-nhan", data=fields)
    assert away.status_code == 503
    assert "Nội dung không được mất" in away.text
    monkeypatch.undo()
    browser.page = away
    saved = browser.submit("retry")
    assert "Nội dung không được mất" in saved.text
    assert saved.status_code == 200


def _no_connection(*_: object, **__: object) -> Any:
    from psycopg_pool import PoolTimeout

    raise PoolTimeout("away")


def test_an_answer_that_was_lost_is_found_again_under_the_same_key(world: World) -> None:
    browser = world.sign_in("counsellor")
    body = {"situation": {"what": "Câu trả lời bị mất trên đường."}}
    first = browser.api("POST", "/api/v1/cases", json=body, headers={"Idempotency-Key": "k1"})
    second = browser.api("POST", "/api/v1/cases", json=body, headers={"Idempotency-Key": "k1"})
    assert first.json() == second.json()
    other = browser.api(
        "POST", "/api/v1/cases", json={"situation": {"what": "khác"}}, headers={"Idempotency-Key": "k1"}
    )
    assert other.status_code == 409


def test_sexual_abuse_told_to_a_school_is_still_to_be_passed_on(world: World) -> None:
    browser = world.sign_in("counsellor")
    body = {
        "situation": {"what": "Cháu kể bị người quen dụ dỗ."},
        "details": {"circumstances": {"allegation": "abuse", "abuse_types": ["sexual_abuse"]}},
    }
    case = browser.api("POST", "/api/v1/cases", json=body).json()["location"]
    page = case.replace("/api/v1/cases", "/ho-so")
    browser.api("POST", f"{case}/forwardings", json={"recipient": {"kind": "school"}})
    assert page in browser.get("/so-theo-doi?not_forwarded=true").text
    browser.api("POST", f"{case}/forwardings", json={"recipient": {"kind": "commune_police"}})
    assert page not in browser.get("/so-theo-doi?not_forwarded=true").text


@pytest.mark.parametrize(
    "path",
    [
        "/so-theo-doi?year=10000",
        "/so-theo-doi?since=0001-01-01",
        "/so-theo-doi?until=9999-12-31",
        "/so-theo-doi?place=99999",
        "/dieu-92?year=-1",
        "/dieu-92/mo?measure=received&year=2025&month=13",
        "/ngon-ngu/en?tiep=http://[",
        "/tiep-nhan?khan_cap=xx",
    ],
)
def test_an_address_that_cannot_be_is_answered_kindly(world: World, path: str) -> None:
    browser = world.sign_in("counsellor")
    browser.client.follow_redirects = False
    assert browser.get(path).status_code in {200, 303, 404, 422}


def test_duplicates_show_no_child_of_another_unit(world: World) -> None:
    elsewhere = world.sign_in("elsewhere")
    elsewhere.get("/tiep-nhan")
    elsewhere.submit("intake", situation__what="x", details__child__name="Hoàng Thị Thu Thảo")
    counsellor = world.sign_in("counsellor")
    counsellor.get("/tiep-nhan")
    typed = {"situation__what": "y", "details__child__name": "hoang thi thu thao", "preview": "1"}
    assert "Hoàng Thị Thu Thảo" not in counsellor.submit("intake", **typed).text
    supervisor = world.sign_in("supervisor")
    supervisor.get("/tiep-nhan")
    assert "Hoàng Thị Thu Thảo" in supervisor.submit("intake", **typed).text


def test_what_is_shown_to_be_sent_again_is_what_was_written_not_what_was_chosen(world: World) -> None:
    browser = world.sign_in("counsellor")
    browser.get("/tiep-nhan")
    first = browser.form("intake") | {"situation.what": "Bố đánh cháu"}
    first.pop("preview", None)
    assert browser.client.post("/tiep-nhan", data=first).status_code == 200
    again = browser.client.post("/tiep-nhan", data=first | {"situation.what": "Bố dượng đánh cháu"})
    assert again.status_code == 409
    shown = re.search(r'<details class="more">.*?</details>', again.text, re.S)
    assert shown is not None
    assert re.findall(r"<li>(.*?)</li>", shown[0], re.S) == ["Bố dượng đánh cháu"]
    browser.page = again
    assert browser.form("retry")["details.child.sex"] == first["details.child.sex"], "it is sent all the same"


def test_an_emergency_asks_for_no_version(world: World) -> None:
    """The file it names was changed meanwhile: it is saved all the same, from the page and by a program."""
    browser, case = _opened(world)
    browser.get("/khan-cap?ho_so=" + case.rsplit("/", 1)[1])
    fields = browser.form("emergency") | {"what": "Cháu bị nhốt.", "_version": "0"}
    changed = {"situation": {"what": "Trẻ nghỉ học."}, "details": {"child": {"name": "Lý Thị Mây"}}}
    assert browser.api("PUT", f"{case}/details", json=changed, headers={"If-Match": '"0"'}).status_code < 300
    assert browser.client.post("/khan-cap", data=fields, follow_redirects=False).status_code == 303
    body = {"emergency": {"what": "Cháu gọi lại."}, "case_id": case.rsplit("/", 1)[1]}
    stale = browser.api("POST", "/api/v1/emergencies", json=body, headers={"If-Match": '"0"'})
    assert stale.status_code == 201
    page = browser.get(f"/ho-so/{case.rsplit('/', 1)[1]}").text
    assert "Cháu bị nhốt." in page and "Cháu gọi lại." in page
