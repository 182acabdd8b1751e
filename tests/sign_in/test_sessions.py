"""Sessions: listed, ended, locked, over for good; what ends them ends them at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest
from pydantic import SecretStr

from application.accounts import (
    CloseAccount,
    ResetPassword,
    Secrets,
    SetRoles,
    close_account,
    reset_password,
    set_roles,
)
from domain.account import Role
from infrastructure.postgres import Database
from infrastructure.work import PgWork
from tests.journeys.world import PASSWORD, Browser, World
from tests.sign_in.given import aged, enrolled, sql, text_of

CHROME = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 Chrome/124.0.6367.82 Mobile Safari/537.36"
)


def test_one_s_own_sessions_are_listed_by_kind_of_device_and_ended(world: World) -> None:
    telephone = world.browser()
    telephone.client.headers["User-Agent"] = CHROME
    telephone.get("/dang-nhap")
    telephone.submit("sign-in", name="counsellor", password=PASSWORD)
    desk, colleague = world.sign_in("counsellor"), world.sign_in("colleague")
    page = desk.get("/phien")
    assert "Chrome · Android" in page.text
    assert text_of(page).count("<tr>") == 3
    for telling in ("SM-A135F", "124.0", "testclient"):
        assert telling not in str(sql(world, "SELECT * FROM auth.sessions"))
    desk.submit("end-2")
    assert telephone.get("/hom-nay").url.path == "/dang-nhap"
    assert colleague.get("/hom-nay").url.path == "/hom-nay"


def test_all_other_sessions_are_ended_at_once(world: World) -> None:
    others = [world.sign_in("counsellor") for _ in range(3)]
    desk = world.sign_in("counsellor")
    desk.get("/phien")
    desk.submit("end-others")
    assert [other.get("/hom-nay").url.path for other in others] == ["/dang-nhap"] * 3
    assert desk.get("/hom-nay").url.path == "/hom-nay"


def test_nobody_ends_the_session_of_someone_else(world: World) -> None:
    colleague, counsellor = world.sign_in("colleague"), world.sign_in("counsellor")
    (session,) = sql(world, "SELECT id FROM auth.sessions WHERE account = %s", world.accounts["colleague"])
    counsellor.api("DELETE", f"/api/v1/sessions/by-id/{session[0]}")
    assert colleague.get("/hom-nay").url.path == "/hom-nay"


def test_after_a_quarter_of_an_hour_the_screen_locks_and_the_session_goes_on(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    aged(world, "counsellor", "seen_at", 16)
    page = counsellor.get("/so-theo-doi?year=2025")
    assert page.url.path == "/xac-nhan"
    assert counsellor.get("/").url.path == "/xac-nhan"
    assert counsellor.api("GET", "/api/v1/today").json()["type"] == "/problems/screen-locked"
    counsellor.get("/so-theo-doi?year=2025")
    assert str(counsellor.submit("proof", password=PASSWORD).url).endswith("/so-theo-doi?year=2025")


def test_what_was_typed_before_the_lock_is_offered_again_after_it(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get("/tiep-nhan")
    aged(world, "counsellor", "seen_at", 16)
    locked = counsellor.submit("intake", situation__what="Trẻ kể: «con không muốn về nhà»")
    assert locked.status_code == 401
    assert counsellor.submit("proof", password="không phải câu này").status_code == 401
    counsellor.submit("proof", password=PASSWORD)
    saved = counsellor.submit("retry")
    assert "Trẻ kể: «con không muốn về nhà»" in text_of(saved)
    assert saved.url.path.startswith("/ho-so/")
    assert sql(world, "SELECT count(*) FROM es.events WHERE topic = 'case.opened.1'") == [(1,)]


def test_no_password_and_no_code_travels_with_what_was_typed(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get("/xac-thuc")
    aged(world, "counsellor", "seen_at", 16)
    locked = counsellor.submit("begin", password="mật khẩu đã gõ vào đây")
    assert locked.status_code == 401
    assert "mật khẩu đã gõ vào đây" not in text_of(locked)
    counsellor.get("/xac-thuc")
    wrong = counsellor.submit("proof", password="một câu sai đã gõ", answer="135790")
    assert "một câu sai đã gõ" not in text_of(wrong)
    assert "135790" not in wrong.text


def test_looking_and_typing_do_not_unlock_and_typing_keeps_open(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get("/tiep-nhan")
    ping = {"_csrf": counsellor.form("sign-out")["_csrf"]}
    aged(world, "counsellor", "seen_at", 14)
    assert counsellor.client.post("/phien/con-day", data=ping).status_code == 204
    aged(world, "counsellor", "seen_at", 14)
    assert counsellor.get("/tiep-nhan").url.path == "/tiep-nhan"
    aged(world, "counsellor", "seen_at", 16)
    for _ in range(3):
        assert counsellor.client.post("/phien/con-day", data=ping).status_code == 401
        assert counsellor.get("/tiep-nhan").url.path == "/xac-nhan"


def test_an_emergency_is_saved_from_a_locked_screen_and_before_the_second_proof(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    aged(world, "counsellor", "seen_at", 16)
    counsellor.get("/khan-cap")
    counsellor.submit("emergency", what="Cháu đang ở một mình, có khói.")
    assert counsellor.get("/hom-nay").url.path == "/xac-nhan", "it unlocks nothing"
    enrolled(colleague := world.sign_in("colleague"))
    assert colleague.page is not None
    half_way = world.sign_in("colleague")
    half_way.get("/khan-cap")
    half_way.submit("emergency", what="Cháu gọi từ trong tủ.")
    assert sql(world, "SELECT count(*) FROM es.events WHERE topic LIKE 'emergency.%%' AND version = 0") == [
        (2,)
    ]


def test_a_locked_screen_can_be_left_for_good(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    aged(world, "counsellor", "seen_at", 16)
    counsellor.get("/hom-nay")
    counsellor.submit("sign-out")
    assert sql(world, "SELECT count(*) FROM auth.sessions") == [(0,)]


def test_a_locked_screen_of_an_account_with_a_factor_takes_password_or_code(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    telephone = enrolled(counsellor)
    for answer in ({"password": PASSWORD}, {"answer": telephone.code()}):
        aged(world, "counsellor", "seen_at", 16)
        counsellor.get("/hom-nay")
        assert counsellor.submit("proof", **answer).url.path == "/hom-nay"


def test_a_session_gets_a_new_token_with_each_proof(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    stolen = world.browser()
    stolen.client.cookies.update(counsellor.client.cookies)
    aged(world, "counsellor", "seen_at", 16)
    counsellor.get("/hom-nay")
    counsellor.submit("proof", password=PASSWORD)
    assert counsellor.get("/hom-nay").url.path == "/hom-nay"
    assert stolen.get("/hom-nay").url.path == "/dang-nhap"


def test_after_ten_hours_a_session_is_over(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    lasts = "SELECT extract(epoch FROM ends_at - opened_at) / 3600 FROM auth.sessions"
    assert [round(float(row[0]), 2) for row in sql(world, lasts)] == [10.0]
    aged(world, "counsellor", "ends_at", 601)
    assert counsellor.get("/hom-nay").url.path == "/dang-nhap"


def test_a_clock_set_back_revives_nothing(world: World, database: Database) -> None:
    """The latest moment that was seen is kept: here it is a day ahead of the clock, as after a step back."""
    counsellor, colleague = world.sign_in("counsellor"), world.sign_in("colleague")
    assert counsellor.get("/hom-nay").url.path == "/hom-nay"
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("UPDATE auth.clock SET last = last + interval '9 hours'")
        assert counsellor.get("/hom-nay").url.path == "/xac-nhan", "until it is found, it counts as the time"
        owner.execute("UPDATE auth.clock SET last = last + interval '24 hours'")
        assert counsellor.get("/hom-nay").url.path == "/dang-nhap"
        world.sign_in("colleague")
        found = owner.execute(
            "SELECT extract(epoch FROM it_was - it_is) / 3600 FROM auth.set_backs"
        ).fetchall()
    assert [round(float(hours)) for (hours,) in found] == [9, 24]
    assert counsellor.get("/hom-nay").url.path == "/dang-nhap", "what had ended stays ended"
    assert colleague.get("/hom-nay").url.path == "/dang-nhap"


WITHDRAWN: dict[str, Callable[[World, PgWork], None]] = {
    "disabling": lambda world, work: close_account(CloseAccount(account=world.accounts["colleague"]), work),
    "roles": lambda world, work: set_roles(
        SetRoles(account=world.accounts["colleague"], unit=world.units["commune"], roles=(Role.COUNSELLOR,)),
        work,
    ),
    "password": lambda world, work: reset_password(
        ResetPassword(account=world.accounts["colleague"], password=SecretStr("a1b2c3-d4e5f6-0a9b8c")), work
    ),
}


@pytest.mark.parametrize("kind", sorted(WITHDRAWN))
def test_every_session_ends_in_the_transaction_of_what_ended_it(world: World, kind: str) -> None:
    colleague = world.sign_in("colleague")
    assert colleague.get("/hom-nay").url.path == "/hom-nay"
    with world.system() as work:
        WITHDRAWN[kind](world, work)
    assert colleague.get("/hom-nay").url.path == "/dang-nhap"
    assert sql(
        world, "SELECT count(*) FROM auth.sessions WHERE account = %s", world.accounts["colleague"]
    ) == [(0,)]


def reads_after(world: World, trials: int, withdraw: Callable[[], None]) -> int:
    """Count the pages shown that were asked for after the withdrawal was committed, while four readers keep asking."""
    shown = 0
    for _ in range(trials):
        sql(
            world,
            "UPDATE facts.accounts SET state = 'active' WHERE account = %s",
            world.accounts["colleague"],
        )
        readers = [world.sign_in("colleague") for _ in range(3)]
        over, late = threading.Event(), list[int]()

        def keep_reading(reader: Browser, over: threading.Event = over, late: list[int] = late) -> None:
            reader.client.follow_redirects = False
            for _ in range(60):
                is_late = over.is_set()
                status = reader.client.get("/so-theo-doi").status_code
                if is_late:
                    late.append(status)
                    return

        threads = [threading.Thread(target=keep_reading, args=(reader,)) for reader in readers]
        for thread in threads:
            thread.start()
        withdraw()
        over.set()
        for thread in threads:
            thread.join()
        assert len(late) == len(readers)
        shown += sum(status == 200 for status in late)
    return shown


def test_no_page_is_shown_after_a_revocation_was_committed(world: World) -> None:
    def ended() -> None:
        with world.system() as work:
            work.view(Secrets).end_all(world.accounts["colleague"])  # type: ignore[type-abstract]

    assert reads_after(world, 8, ended) == 0


def test_the_control_of_the_test_before_sees_what_a_late_revocation_lets_through(world: World) -> None:
    """Were sessions ended by someone else a moment later, pages would be shown: the test above can fail."""
    assert reads_after(world, 2, lambda: None) > 0


def test_one_s_own_new_password_asks_for_the_old_one_and_ends_every_other_session(world: World) -> None:
    telephone, desk = world.sign_in("counsellor"), world.sign_in("counsellor")
    desk.get("/mat-khau")
    desk.submit("password", old="một câu sai hoàn toàn", new="con trâu trắng ăn cỏ ven đê")
    assert telephone.get("/hom-nay").url.path == "/hom-nay"
    desk.get("/mat-khau")
    desk.submit("password", old=PASSWORD, new="con trâu trắng ăn cỏ ven đê")
    assert desk.get("/hom-nay").url.path == "/hom-nay"
    assert telephone.get("/hom-nay").url.path == "/dang-nhap"
    again = world.browser()
    again.get("/dang-nhap")
    again.submit("sign-in", name="counsellor", password="con trâu trắng ăn cỏ ven đê")
    assert again.get("/hom-nay").url.path == "/hom-nay"


def test_the_cookie_of_a_session_that_was_left_opens_nothing(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    cookie = counsellor.client.cookies["sid"]
    counsellor.get("/hom-nay")
    counsellor.submit("sign-out")
    thief = world.browser()
    thief.client.cookies.set("sid", cookie)
    assert thief.get("/hom-nay").url.path == "/dang-nhap"


def test_signing_in_again_ends_the_session_that_was_there(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    cookie = counsellor.client.cookies["sid"]
    counsellor.get("/dang-nhap")
    counsellor.submit("sign-in", name="counsellor", password=PASSWORD)
    assert counsellor.client.cookies["sid"] != cookie
    assert counsellor.get("/hom-nay").url.path == "/hom-nay"
    thief = world.browser()
    thief.client.cookies.set("sid", cookie)
    assert thief.get("/hom-nay").url.path == "/dang-nhap"
