"""What waits for a fresh proof beside the restricted file itself: its name and words on lists, keys destroyed."""

from __future__ import annotations

from datetime import timedelta

from domain.calendar import vietnam_day
from tests.api.given import program
from tests.journeys.acts import NOW, followed
from tests.journeys.test_conflicts import CHILD, taken_in
from tests.journeys.test_erasure import closed_case, requested
from tests.journeys.world import Browser, World

WORDS = "Gọi lại cho cô giáo chủ nhiệm"
COVERED = "Hồ sơ hạn chế: mở ra và xác nhận lại để xem"


def stale(world: World) -> None:
    """Let every proof of who is asking be an hour old."""
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE auth.sessions SET proved_at = now() - %s::interval", (timedelta(hours=1),))


def restricted(world: World) -> tuple[str, Browser]:
    """The code of a restricted case with a step due today, and a page of its counsellor."""
    counsellor = program(world, "counsellor")
    case, code = taken_in(counsellor)
    step = {"what": WORDS, "due_on": f"{vietnam_day(NOW):%Y-%m-%d}"}
    assert counsellor.ask("POST", f"/cases/{case}/next-step", step).status_code == 201
    assert counsellor.ask("POST", f"/cases/{case}/restriction", {"ground": "protection"}).status_code == 201
    followed(world)
    return code, world.sign_in("counsellor")


def found(browser: Browser) -> str:
    browser.get("/so-theo-doi")
    return browser.submit("search", words="dang thi bich ngoc").text


def test_name_and_words_of_a_restricted_case_wait_for_a_fresh_proof_on_every_list(world: World) -> None:
    code, person = restricted(world)
    for path in ("/hom-nay", "/so-theo-doi", "/so-theo-doi?order=name"):
        assert CHILD in person.get(path).text
    assert WORDS in person.get("/hom-nay").text
    assert CHILD in found(person)
    stale(world)
    for path in ("/hom-nay", "/so-theo-doi", "/so-theo-doi?order=name", "/so-theo-doi?order=code"):
        seen = person.get(path).text
        assert code in seen and COVERED in seen, path
        assert CHILD not in seen and WORDS not in seen, path
    answer = person.api("GET", "/api/v1/follow-up-log").text
    assert code in answer and CHILD not in answer and WORDS not in answer


def test_a_search_leaves_restricted_names_out_and_says_how_many(world: World) -> None:
    code, person = restricted(world)
    stale(world)
    seen = found(person)
    assert code not in seen and "1 hồ sơ hạn chế chưa được tìm theo tên" in seen
    assert 'href="/xac-nhan?tiep=/so-theo-doi' in seen
    assert "chưa được tìm theo tên" not in _of_a_stranger(world)


def _of_a_stranger(world: World) -> str:
    """A colleague, to whom the restricted case is not open, learns nothing of it."""
    return found(world.sign_in("colleague"))


def test_likely_duplicates_leave_a_restricted_case_out_until_the_proof_is_fresh(world: World) -> None:
    code, person = restricted(world)
    preview = {"situation.what": "Cháu bị đánh", "details.child.name": CHILD, "preview": "1"}

    def hint() -> str:
        person.get("/tiep-nhan")
        return person.client.post("/tiep-nhan", data=person.form("intake") | preview).text

    assert code in hint()
    stale(world)
    assert code not in hint()


def test_an_ordinary_case_of_one_s_own_waits_for_nothing(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    followed(world)
    person = world.sign_in("counsellor")
    stale(world)
    assert CHILD in person.get("/so-theo-doi").text
    assert code in found(person)


def test_confirming_and_carrying_out_an_erasure_wait_for_a_fresh_proof(world: World, later: World) -> None:
    _, code, _ = closed_case(world)
    requested(world, code)
    supervisor = world.sign_in("supervisor")
    supervisor.get("/xoa-du-lieu")
    stale(world)
    assert supervisor.submit("confirm-1").status_code == 401
    again = world.sign_in("supervisor")
    again.get("/xoa-du-lieu")
    assert "Đã xác nhận" in again.submit("confirm-1").text
    officer = later.sign_in("officer")
    officer.get("/xoa-du-lieu")
    officer.submit("tell-1", way="letter")
    stale(later)
    assert officer.submit("run-1").status_code == 401
    done = later.sign_in("officer")
    done.get("/xoa-du-lieu")
    assert "Đã xóa" in done.submit("run-1").text


def test_whoever_asked_is_never_taken_for_granted_on_the_page(world: World) -> None:
    _, code, _ = closed_case(world)
    officer = world.sign_in("officer")
    officer.get("/xoa-du-lieu")
    assert officer.form("request")["requester"] == ""
    assert officer.submit("request", code=code, basis="term_over").status_code == 422
