"""The walk of docs/auditor.md, as written, in a browser, and on another machine: who changed a date of birth?"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr
from typer.testing import CliRunner

from api.cli_audit import audit_commands
from application.demo import DemoYear
from application.demo.auditors import birth_date
from application.demo.chance import Chance
from application.demo.moments import END
from application.demo.staff import Cast
from application.demo.stage import play
from application.demo.year import july, set_up
from infrastructure import accounts
from infrastructure.demo import open_stage
from infrastructure.house import open_house
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from tests.browser.harness import look, served, signed_in
from tests.conftest import Cluster
from tests.journeys.serving import following, serving
from tests.journeys.settled import CHEAP
from tests.journeys.world import PASSWORD

pytestmark = pytest.mark.long
PAGE = Path(__file__).parents[2] / "docs" / "auditor.md"
SEED = 2025
WHO, REASON = "Triệu Văn Phấu", "Người báo nói nhầm ngày sinh, đã đối chiếu giấy khai sinh."
BEFORE, AFTER = "03/10/2011", "02/10/2011"
LOOKED_IN = "Nguyễn Thị Minh Hòa"
RIGHT = "ĐÚNG: không có gì bị sửa trong phần đã ký."
NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser", "typing_extensions")
Command = Callable[..., str]


@pytest.fixture
def played(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Database, Settings]]:
    """The demo as far as the walk needs it: its units and people, and the file whose birth date was changed."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
    database, settings = cluster.clone(), Settings(home=tmp_path, require_second_factor="nobody", workers=1)
    year, cast = DemoYear(seed=SEED, password=SecretStr(PASSWORD)), Cast()
    try:
        with open_stage(database, settings, SEED) as stage:
            play((set_up(year, cast, stage),), stage, END, lambda at, done: None)
            stories = (july(year, cast, stage), birth_date(cast, Chance(f"{SEED}/birth")))
            play(stories, stage, END, lambda at, done: None)
        yield database, settings
    finally:
        cluster.drop(database.name)


@pytest.fixture
def served_demo(played: tuple[Database, Settings]) -> Iterator[str]:
    database, settings = played
    with (
        open_house(database, settings) as house,
        following(database.follower_dsn),
        serving(house) as app,
        served(app) as address,
    ):
        yield address


@pytest.fixture
def lachan_audit(played: tuple[Database, Settings]) -> Command:
    """`lachan audit …` of the operator, on the server."""

    @contextmanager
    def opened() -> Iterator[tuple[Database, Settings]]:
        yield played

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(audit_commands(opened), arguments)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def test_the_walk_of_the_auditors_page(
    browser: Browser, served_demo: str, lachan_audit: Command, tmp_path: Path
) -> None:
    written = PAGE.read_text(encoding="utf-8")
    for said in (WHO, REASON, BEFORE, AFTER, LOOKED_IN, RIGHT):
        assert said in written, f"the page does not say what is seen: {said}"
    page = signed_in(browser, served_demo, "kiemtra.1")
    code = _from_the_finding(page)
    _who_changed_it(page, code)
    _what_it_was(page, code)
    _who_read_it(page, code)
    _elsewhere(code, lachan_audit, tmp_path / "may-khac")


def _from_the_finding(page: Page) -> str:
    page.get_by_role("link", name="Bàn kiểm tra", exact=True).first.click()
    page.get_by_role("link", name="Kiến nghị của Ban kiểm tra").click()
    page.locator("main tbody a", has_text="Ghi chép sai, thiếu").first.click()
    page.wait_for_url("**/kien-nghi/*-*")
    look(page, "walk-finding")
    return page.locator("dt", has_text="Mã hồ sơ").locator("xpath=following-sibling::dd[1]").inner_text()


def _who_changed_it(page: Page, code: str) -> None:
    page.get_by_role("link", name="Nhật ký sự kiện").click()
    page.get_by_label("Chỉ những lần sửa, che, chuyển, bỏ").check()
    page.get_by_role("button", name="Lọc").click()
    page.wait_for_url("**corrections=true*")
    expect(page.locator("main tbody tr")).to_have_count(1)
    for seen in (WHO, "08:15 ngày 13/11/2025", code):
        expect(page.locator("main tbody")).to_contain_text(seen)
    look(page, "walk-changes")
    page.locator("main").get_by_role("link", name="Lịch sử hồ sơ").click()
    page.get_by_role("link", name="Vì sao từng ô ghi như vậy").click()
    birth = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Ngày sinh", exact=True))
    for seen in ("(đã che)", "Bổ sung, sửa thông tin của hồ sơ", "hoặc trước đó"):
        expect(birth).to_contain_text(seen)
    expect(page.locator("main")).not_to_contain_text(AFTER)
    look(page, "walk-covered-cell")


def _what_it_was(page: Page, code: str) -> None:
    page.get_by_role("link", name="Hồ sơ vào lúc ấy").click()
    page.get_by_role("link", name="Cần xem nội dung: mở khẩn, có lý do").click()
    page.fill("[name=code]", code)
    page.get_by_label("Kiểm tra có căn cứ").check()
    page.fill("[name='breaking.reason']", "Kiểm tra việc đổi ngày sinh")
    page.get_by_role("button", name="Mở trong 60 phút").click()
    page.wait_for_url("**/ho-so/*-*")
    page.get_by_role("link", name="Vì sao từng ô ghi như vậy").click()
    birth = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Ngày sinh", exact=True))
    for seen in (AFTER, "Bổ sung, sửa thông tin của hồ sơ", WHO, "08:15 ngày 13/11/2025"):
        expect(birth).to_contain_text(seen)
    expect(birth).not_to_contain_text("hoặc trước đó")
    page.get_by_role("link", name="Hồ sơ vào lúc ấy").click()
    page.fill("[name=day]", date(2025, 11, 11).isoformat())
    page.locator("#when summary").click()
    page.fill("[name=to_day]", date(2025, 11, 14).isoformat())
    page.get_by_role("button", name="Xem lúc ấy").click()
    page.wait_for_url("**to_day=2025-11-14*")
    expect(page.locator("ul.changes del")).to_have_text(BEFORE)
    expect(page.locator("ul.changes ins")).to_have_text(AFTER)
    for seen in (REASON, "sửa, bổ sung"):
        expect(page.locator("main")).to_contain_text(seen)
    look(page, "walk-birth-date-then")


def _who_read_it(page: Page, code: str) -> None:
    page.get_by_role("link", name="Bàn kiểm tra", exact=True).first.click()
    page.locator("#case input[name=code]").fill(code)
    page.locator("#case button").click()
    page.wait_for_url("**/nhat-ky?case=*")
    page.fill("[name=since]", date(2025, 11, 10).isoformat())
    page.fill("[name=until]", date(2025, 11, 16).isoformat())
    page.get_by_role("button", name="Lọc").click()
    page.wait_for_url("**until=2025-11-16*")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text(LOOKED_IN)
    for number in (1, 2):
        expect(rows.nth(number)).to_contain_text(WHO)
    look(page, "walk-who-read")


def _elsewhere(code: str, lachan_audit: Command, machine: Path) -> None:
    """What the operator hands over, checked in an empty folder by a Python that has `cryptography` and nothing else."""
    machine.mkdir()
    key = lachan_audit("keys").splitlines()[0]
    lachan_audit("kit", "--to", str(machine / "lachan-verify.pyz"))
    lachan_audit("checkpoint")
    lachan_audit("prove", code, "--to", str(machine / "ho-so.json"))
    proof = machine / "ho-so.json"
    right = _verified(machine, "ho-so.json", "--key", key, "--page", "ket-qua.html")
    assert right.returncode == 0 and RIGHT in right.stdout, right.stdout + right.stderr
    assert f"Hồ sơ {code}: 3 trên 3 mục" in right.stdout and (machine / "ket-qua.html").exists()
    proof.write_text(proof.read_text(encoding="utf-8").replace('"counsellor"', '"supervisor"', 1), "utf-8")
    wrong = _verified(machine, "ho-so.json", "--key", key)
    assert wrong.returncode == 1 and "SAI" in wrong.stdout, "the control must fail"


def _verified(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    packages = machine / "packages"
    if not packages.exists():
        packages.mkdir()
        for kept in Path(sysconfig.get_paths()["purelib"]).iterdir():
            if kept.name.partition(".")[0].partition("-")[0] in NEEDED:
                (packages / kept.name).symlink_to(kept)
    start = (
        "import runpy, sys; sys.path.insert(0, 'packages');"
        "sys.argv = ['lachan-verify.pyz', *sys.argv[1:]]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    command = [sys.executable, "-I", "-S", "-c", start, *arguments]
    bare = {"PATH": os.fspath(machine / "nothing")}
    return subprocess.run(
        command, cwd=machine, env=bare, capture_output=True, text=True, timeout=120, check=False
    )
