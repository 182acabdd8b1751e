"""The day's work with everything on it, the log with what came back, a hand-over: looked at, at both widths."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from application import today
from application.accounts import CloseAccount, close_account
from application.child_case import (
    ForwardCase,
    NoteAnswer,
    NoteKnown,
    PlanStep,
    forward_case,
    note_answer,
    note_known,
    plan_step,
)
from application.counselling import StartConsultation, start_consultation
from application.emergency import RecordEmergency, record_emergency
from domain.account import Role
from domain.calendar import vietnam_day
from domain.child_case.follow_up import AlreadyKnown, Answer, Forwarding, Step
from domain.counselling import Consultation
from domain.directory import Recipient, RecipientKind
from domain.emergency import Emergency
from domain.lists import Allegation, ConsultationKind, ReplyKind
from domain.units import Place, register
from tests.browser.harness import look, window
from tests.journeys.acts import NOW, do, followed, taken_in
from tests.journeys.world import World

DAY = vietnam_day(NOW)


def _step(world: World, name: str, days: int, who: str = "counsellor") -> UUID:
    case_id = taken_in(world, name, who=who)
    step = Step(what="Gọi lại cho bà ngoại, hỏi giấy khai sinh", due_on=DAY + timedelta(days=days))
    do(world, who, partial(plan_step, PlanStep(case_id=case_id, step=step)))
    return case_id


def _passed_on(world: World) -> UUID:
    case_id = _step(world, "Đặng Thị Bích Ngọc", -3)
    police = Recipient(kind=RecipientKind.COMMUNE_POLICE)
    sent = Forwarding(recipient=police, reference="15/PC-CAX")
    do(world, "counsellor", partial(forward_case, ForwardCase(case_id=case_id, forwarding=sent)))
    answer = Answer(forwarding=2, kind=ReplyKind.UNDER_WAY, reference="7/CAX-TL")
    do(world, "counsellor", partial(note_answer, NoteAnswer(case_id=case_id, answer=answer)))
    hotline = Forwarding(recipient=Recipient(kind=RecipientKind.HOTLINE_111))
    do(world, "counsellor", partial(forward_case, ForwardCase(case_id=case_id, forwarding=hotline)))
    known = AlreadyKnown(recipient=Recipient(kind=RecipientKind.HEALTH_SECTOR), since=date(2025, 1, 2))
    do(world, "counsellor", partial(note_known, NoteKnown(case_id=case_id, known=known)))
    said = Consultation(
        kind=ConsultationKind.PSYCHOLOGICAL,
        narrative="Cháu sợ ngủ một mình",
        next=Step(what="Gặp lại", due_on=DAY + timedelta(days=2)),
    )
    do(
        world,
        "counsellor",
        partial(start_consultation, StartConsultation(case_id=case_id, consultation=said)),
    )
    return case_id


def _busy(world: World) -> UUID:
    case_id = _passed_on(world)
    for days in (-2, -1, 0, 3):
        _step(world, f"Triệu Văn {('Hai', 'Một', 'Không', 'Ba')[abs(days) % 4]}", days)
    commune = Place(unit=register().options_on(DAY)[0].as_written)
    for name in ("Lò Thị Mai", "Lò Văn Pánh", "Lò Thị Sao"):
        taken_in(world, name, allegation=Allegation.ABUSE, where=commune)
    do(
        world,
        "counsellor",
        partial(record_emergency, RecordEmergency(emergency=Emergency(what="Cháu bị nhốt"))),
    )
    world.person("leaver", "Đinh Thị Nghỉ", "commune", (Role.COUNSELLOR,))
    _step(world, "Bàn Thị Giao", 5, who="leaver")
    for gone in ("leaver", "commune_supervisor"):
        with world.system() as work:
            close_account(CloseAccount(account=world.accounts[gone]), work)
    followed(world)
    return case_id


@pytest.mark.long
def test_lists_with_everything_on_them(
    browser: Browser, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "MOST_SHOWN", 2)
    case_id = _busy(world)
    opened = window(browser, world, "supervisor", address)
    page = opened.new_page()
    for name, path in {
        "lists-today": "/hom-nay",
        "lists-today-part": "/hom-nay?phan=overdue",
        "lists-log": "/so-theo-doi?order=code",
        "lists-case": f"/ho-so/{case_id}",
        "lists-hand-over": f"/ho-so/{case_id}/ban-giao",
        "lists-article-92": "/dieu-92",
        "lists-figure": f"/dieu-92/mo?measure=forwarded&year={DAY.year}",
    }.items():
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, name
        look(page, name)
    page.goto("/hom-nay")
    page.get_by_role("link", name="Bàn giao BG").or_(
        page.get_by_role("link", name="Bàn giao SD")
    ).first.click()
    page.get_by_label("Giao cho").select_option(label="Giáp Văn Thuận – Hội Bảo vệ quyền trẻ em tỉnh")
    page.get_by_role("button", name="Bàn giao").click()
    page.wait_for_url("**/ho-so/*")
    page.goto("/hom-nay")
    assert page.get_by_role("heading", name="Chờ bàn giao").count() == 0
    opened.close()
