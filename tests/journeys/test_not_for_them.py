"""What does not open though its neighbour does: forms behind broken glass, conflicts that are not theirs to judge."""

from __future__ import annotations

from tests.api.given import Program, program
from tests.journeys.test_conflicts import JUDGEMENT, taken_in
from tests.journeys.world import World

ALONE_BY_RIGHT = ("chi-tiet", "lien-he", "nhan-dinh", "ket-thuc", "tu-van", "de-nghi-chi-hoi")


def test_a_form_opens_to_those_alone_who_may_send_it(world: World) -> None:
    case, code = taken_in(program(world, "counsellor"))
    through_glass = world.sign_in("elsewhere")
    program(world, "elsewhere").made("/broken-glass", {"code": code, "breaking": {"ground": "danger"}})
    own = world.sign_in("counsellor")
    for form in ALONE_BY_RIGHT:
        assert own.get(f"/ho-so/{case}/{form}").status_code == 200, form
        assert through_glass.get(f"/ho-so/{case}/{form}").status_code == 404, form


def test_a_judge_sees_what_is_theirs_to_judge_and_nothing_once_it_is_settled(world: World) -> None:
    _, code = taken_in(program(world, "counsellor"))
    declared = {"code": code, "declaration": {"interest": "close"}}
    program(world, "colleague").ask("POST", "/interests", declared)
    one = _listed(program(world, "head"))[0]
    page, path = f"/xung-dot/{one}", f"/conflicts/{one}/judgements"
    assert _listed(program(world, "supervisor")) == []
    assert world.sign_in("supervisor").get(page).status_code == 404, "of the same unit"
    for judge in ("head", "commune_supervisor"):
        assert world.sign_in(judge).get(page).status_code == 200
        assert program(world, judge).ask("POST", path, JUDGEMENT).status_code == 201
    assert _listed(program(world, "head")) == []
    assert world.sign_in("head").get(page).status_code == 200, "what one has judged"
    assert _listed(program(world, "officer")) == [one], "whoever answers for data protection sees the settled"


def _listed(person: Program) -> list[str]:
    return [one["id"] for one in person.ask("GET", "/conflicts").json()["conflicts"]]
