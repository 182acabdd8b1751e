"""A second factor: enrolled, asked, never accepted twice, recovered, taken off."""

from __future__ import annotations

import threading

import pytest

from domain.account import FactorKind
from infrastructure.second_factor import ADAPTERS
from tests.journeys.world import PASSWORD, Browser, World
from tests.sign_in.given import Telephone, aged, enrolled, secret_on, sql, topics


def half_way(world: World, who: str) -> Browser:
    """A browser in which the password was right and the second proof is outstanding."""
    browser = world.sign_in(who)
    assert browser.page is not None
    assert browser.page.url.path == "/xac-nhan"
    return browser


def test_enrolment_shows_a_picture_and_a_text_and_then_ten_codes_once(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get("/xac-thuc")
    page = counsellor.submit("begin", password=PASSWORD)
    assert "<svg" in page.text
    telephone = Telephone(secret_on(page.text))
    wrong = counsellor.submit("confirm", answer="000000")
    assert wrong.status_code == 422
    assert secret_on(wrong.text) == telephone.secret
    codes = counsellor.submit("confirm", answer=telephone.code())
    assert codes.text.count("<li><code>") == 10
    assert topics(world, "counsellor") == ["account.opened.1", "account.second-factor-enrolled.1"]
    again = counsellor.get("/xac-thuc").text
    assert telephone.secret not in again.replace(" ", "")
    assert "<code>" not in again


def test_enrolment_needs_the_password(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    counsellor.get("/xac-thuc")
    page = counsellor.submit("begin", password="một câu khác hẳn")
    assert page.status_code == 422
    assert "<svg" not in page.text


def test_no_secret_of_a_factor_lies_open_in_the_database_or_the_log(world: World) -> None:
    telephone = enrolled(world.sign_in("counsellor"))
    stored = str(sql(world, "SELECT * FROM auth.factors")) + str(
        sql(world, "SELECT * FROM auth.recovery_codes")
    )
    stored += str(sql(world, "SELECT coded, personal FROM es.events"))
    assert telephone.secret not in stored
    assert not any(code.replace("-", "") in stored for code in telephone.recovery)


def test_a_password_alone_shows_nothing_once_a_factor_is_enrolled(world: World) -> None:
    enrolled(world.sign_in("counsellor"))
    browser = half_way(world, "counsellor")
    for path in ("/hom-nay", "/so-theo-doi", "/phien", "/xac-thuc", "/mat-khau", "/ma-truy-cap", "/"):
        assert browser.get(path).url.path == "/xac-nhan", path
    assert browser.api("GET", "/api/v1/today").status_code == 401


def test_the_second_proof_cannot_be_skipped_with_the_password(world: World) -> None:
    enrolled(world.sign_in("counsellor"))
    browser = half_way(world, "counsellor")
    fields = browser.form("proof") | {"password": PASSWORD, "answer": ""}
    browser.client.post("/xac-nhan", data=fields)
    assert browser.get("/hom-nay").url.path == "/xac-nhan"


@pytest.mark.parametrize("ahead", [0, 1])
def test_a_code_is_right_once(world: World, ahead: int) -> None:
    telephone = enrolled(world.sign_in("counsellor"))
    code = telephone.code(ahead)
    assert half_way(world, "counsellor").submit("proof", answer=code).url.path == "/hom-nay"
    assert half_way(world, "counsellor").submit("proof", answer=code).status_code == 401


@pytest.mark.parametrize("ahead", [-3, 3])
def test_a_telephone_far_off_the_time_is_refused(world: World, ahead: int) -> None:
    telephone = enrolled(world.sign_in("counsellor"))
    assert half_way(world, "counsellor").submit("proof", answer=telephone.code(ahead)).status_code == 401


def test_the_code_that_confirmed_the_enrolment_is_used_up(world: World) -> None:
    telephone = enrolled(world.sign_in("counsellor"))
    assert half_way(world, "counsellor").submit("proof", answer=telephone.code(-1)).status_code == 401


def test_of_eight_who_send_the_same_code_at_once_one_gets_in(world: World) -> None:
    telephone = enrolled(world.sign_in("counsellor"))
    browsers = [half_way(world, "counsellor") for _ in range(4)]
    code, statuses = telephone.code(), list[int]()

    def send(browser: Browser) -> None:
        fields = browser.form("proof") | {"answer": code}
        statuses.append(browser.client.post("/xac-nhan", data=fields, follow_redirects=False).status_code)

    threads = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 401, 401, 401]


@pytest.mark.bar
def test_a_thousand_replays_are_refused_thousand_times() -> None:
    """The replay memory itself, without the slow-down that would stop them earlier."""
    import pyotp

    from infrastructure.second_factor import Held, Totp

    secret, now, accepted = pyotp.random_base32(32), 1_800_000_000.0, 0
    first = Totp().counter(Held(secret, 0), pyotp.TOTP(secret).at(int(now)), now)
    assert first is not None
    for n in range(1000):
        code = pyotp.TOTP(secret).at(int(now) - 30 * (n % 3))
        accepted += Totp().counter(Held(secret, first), code, now + n % 30) is not None
    assert accepted == 0
    print("\nN-2: 0 of 1,000 replays accepted")


def test_a_recovery_code_is_right_once_and_is_in_the_log_without_itself(world: World) -> None:
    telephone = enrolled(world.sign_in("counsellor"))
    code = telephone.recovery[3]
    assert half_way(world, "counsellor").submit("proof", answer=code.lower()).url.path == "/hom-nay"
    assert half_way(world, "counsellor").submit("proof", answer=code).status_code == 401
    assert topics(world, "counsellor")[-1] == "account.recovery-code-used.1"
    assert sql(world, "SELECT count(*) FROM auth.recovery_codes WHERE used_at IS NULL") == [(9,)]


def test_new_recovery_codes_void_the_old_ones(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    telephone = enrolled(counsellor)
    counsellor.get("/xac-thuc")
    counsellor.submit("renew")
    assert half_way(world, "counsellor").submit("proof", answer=telephone.recovery[0]).status_code == 401


def test_enrolment_ends_every_other_session(world: World) -> None:
    other, counsellor = world.sign_in("counsellor"), world.sign_in("counsellor")
    enrolled(counsellor)
    assert other.get("/hom-nay").url.path == "/dang-nhap"
    assert counsellor.get("/hom-nay").url.path == "/hom-nay"


def test_an_administrator_takes_a_factor_off_with_a_reason_and_every_session_ends(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    admin = world.sign_in("administrator")
    enrolled(admin)
    page = admin.get("/tai-khoan").text
    form = next(
        n for n in range(1, 20) if f"/tai-khoan/{world.accounts['counsellor']}/go-xac-thuc" in _form(page, n)
    )
    admin.submit(f"factor-{form}", because="lost_device")
    assert topics(world, "counsellor")[-1] == "account.second-factor-reset.1"
    assert counsellor.get("/hom-nay").url.path == "/dang-nhap"
    assert world.sign_in("counsellor").get("/hom-nay").url.path == "/hom-nay"
    assert sql(
        world, "SELECT count(*) FROM auth.recovery_codes WHERE account = %s", world.accounts["counsellor"]
    ) == [(0,)]


def test_an_operator_takes_off_the_factor_of_the_only_administrator(world: World) -> None:
    from application.sign_in import ResetFactor, reset_factor
    from domain.account import FactorResetReason

    admin = world.sign_in("administrator")
    enrolled(admin)
    with world.system() as work:
        cmd = ResetFactor(account=world.accounts["administrator"], because=FactorResetReason.LOST_DEVICE)
        reset_factor(cmd, work)
    assert admin.get("/tai-khoan").url.path == "/dang-nhap"
    assert world.sign_in("administrator").get("/tai-khoan").url.path == "/xac-thuc"


def _form(page: str, number: int) -> str:
    _, found, _rest = page.partition(f'id="factor-{number}"')
    return page[page.index(found) - 200 : page.index(found)] if found else ""


def test_one_s_own_factor_is_taken_off_only_after_a_fresh_proof(world: World) -> None:
    counsellor = world.sign_in("counsellor")
    enrolled(counsellor)
    aged(world, "counsellor", "proved_at", 11)
    counsellor.get("/xac-thuc")
    assert counsellor.submit("remove").status_code == 401
    assert topics(world, "counsellor")[-1] == "account.second-factor-enrolled.1"


def test_every_kind_of_factor_has_an_adapter_and_its_parts_of_the_pages() -> None:
    from api.pages import ENVIRONMENTS

    assert set(ADAPTERS) == set(FactorKind)
    for kind in FactorKind:
        for part in (f"factors/{kind.value}.html", f"factors/{kind.value}_new.html"):
            assert ENVIRONMENTS["vi"].get_template(part).name == part


def test_no_route_and_no_use_case_knows_a_kind_of_factor() -> None:
    from pathlib import Path

    import api
    import application

    rooms = [Path(room.__path__[0]) for room in (api, application)]
    names = [str(file) for room in rooms for file in room.rglob("*.py") if "pyotp" in file.read_text()]
    assert names == []


def test_digits_of_another_script_are_the_same_digits() -> None:
    """A keyboard may write full-width or other digits; letters and superscripts are none."""
    import pyotp

    from infrastructure.second_factor import Held, Totp

    now, secret = 1_800_000_000.0, Totp().new_secret()
    code = pyotp.TOTP(secret).at(int(now))
    wide = "".join(chr(0xFF10 + int(digit)) for digit in code)
    assert (
        Totp().counter(Held(secret, 0), wide, now) == Totp().counter(Held(secret, 0), code, now) is not None
    )
    assert Totp().counter(Held(secret, 0), "²" + code[1:], now) is None
    assert Totp().counter(Held(secret, 0), "một câu \U0001d7cf\U0001d7d0", now) is None
