"""Lists hold what `decide` permits, record by record, for every kind of reader, tie, unit and sensitivity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from application.access import Action, Assignment, Sensitivity
from application.child_case import PlanStep, TakeIn, plan_step, take_in
from application.counselling import Counsellings, StartConsultation, start_consultation
from application.due_work import Whose
from application.duplicates import LikelyDuplicates
from application.emergency import Emergencies, RecordEmergency, record_emergency
from application.follow_up_log import FollowUpLog, Order, SeeLog
from application.today import DueSteps
from domain.account import Role
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Step
from domain.child_case.intake import Child, Circumstances, Details, Situation
from domain.counselling import Consultation, Party
from domain.emergency import Emergency
from domain.lists import Allegation, PartySide, UnitLevel
from domain.units import Place
from infrastructure import duplicates, follow_up_log
from infrastructure.work import PgWork
from tests.journeys.acts import NOW, acting, followed, proved
from tests.journeys.world import World

READERS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "counsellor of the province": ("province", (Role.COUNSELLOR,)),
    "counsellor of a commune": ("commune", (Role.COUNSELLOR,)),
    "supervisor of the province": ("province", (Role.SUPERVISOR,)),
    "supervisor of a commune": ("commune", (Role.SUPERVISOR,)),
    "counsellor and head": ("province", (Role.COUNSELLOR, Role.CHAPTER_HEAD)),
    "counsellor and auditor": ("commune", (Role.COUNSELLOR, Role.AUDITOR)),
    "counsellor and supervisor": ("commune", (Role.COUNSELLOR, Role.SUPERVISOR)),
    "an auditor": ("province", (Role.AUDITOR,)),
    "a head": ("chapter", (Role.CHAPTER_HEAD,)),
    "an administrator": ("province", (Role.ADMINISTRATOR,)),
}
PLACES = ("province", "commune", "ended")
"""The unit of the record: the province, a commune below it, and a commune that ended with the other as successor."""
NAME = "Tô Thị Bình"


class Population:
    """Cases, consultations and emergencies of every unit, sensitivity and tie to the reader; half are in conflict."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.records: dict[str, list[UUID]] = {"case": [], "counselling": [], "emergency": []}
        self.ties: dict[UUID, Assignment] = {}
        self.concerned: set[UUID] = set()

    def settle(self) -> None:
        """Take in a record of each kind for each unit, sensitivity and tie, with a conflict of interest and without."""
        for place, sensitivity, tie, conflict in product(PLACES, Sensitivity, Assignment, (False, True)):
            with self._writing(place) as work:
                made = list(self._made(work))
            self._held(made, sensitivity, tie)
            if conflict:
                self.concerned |= {record for _, record in made}
        followed(self.world)

    @contextmanager
    def _writing(self, place: str) -> Iterator[PgWork]:
        with acting(self.world, f"writer of {place}") as work:
            yield work
            work.commit()

    def _made(self, work: PgWork) -> Iterator[tuple[str, UUID]]:
        told = Details(child=Child(name=NAME), circumstances=Circumstances(allegation=Allegation.RISK))
        case_id = take_in(TakeIn(situation=Situation(what="Kể"), details=told), work)
        yield "case", case_id
        yield "emergency", record_emergency(RecordEmergency(emergency=Emergency(what="Cháu bị bỏ rơi")), work)
        named = (Party(name=NAME, side=PartySide.CLIENT),)
        step = Step(what="Gọi", due_on=vietnam_day(NOW))
        said = Consultation(narrative="Nói", parties=named, next=step)
        yield "counselling", start_consultation(StartConsultation(consultation=said), work)

    def _held(self, made: Iterable[tuple[str, UUID]], sensitivity: Sensitivity, tie: Assignment) -> None:
        with self.world.house.pool.connection() as connection:
            for kind, record in made:
                self.records[kind].append(record)
                self.ties[record] = tie
                connection.execute("DELETE FROM facts.assignments WHERE record = %s", (record,))
                connection.execute(
                    "UPDATE facts.records SET sensitivity = %s WHERE record = %s", (sensitivity.value, record)
                )

    def said_of(self, record: UUID) -> str:
        """What kind of record it is, for a failing test to say."""
        with self.world.house.pool.connection() as connection:
            row = connection.execute(
                "SELECT r.kind, u.name, r.sensitivity FROM facts.records r JOIN facts.units u USING (unit)"
                " WHERE r.record = %s",
                (record,),
            ).fetchone()
        return f"{row}, {self.ties.get(record)}"

    def tied_to(self, account: UUID) -> None:
        """Tie every record to this account in its way, and to nobody else; half of them concern the account."""
        with self.world.house.pool.connection() as connection:
            connection.execute("DELETE FROM facts.assignments")
            connection.execute("DELETE FROM facts.conflicts")
            for record in self.concerned:
                connection.execute(
                    "INSERT INTO facts.conflicts (stream, account, record, unit, standing, kinds)"
                    " SELECT gen_random_uuid(), a.account, %s, a.unit, 'provisional', '{}' FROM facts.accounts a"
                    " WHERE a.account = %s",
                    (record, account),
                )
            for record, tie in self.ties.items():
                if tie is not Assignment.NONE:
                    connection.execute(
                        "INSERT INTO facts.assignments (record, account, relation, active) VALUES (%s, %s, %s, true)",
                        (record, account, tie.value),
                    )


@pytest.fixture
def population(world: World, monkeypatch: pytest.MonkeyPatch) -> Population:
    monkeypatch.setattr(follow_up_log, "PAGE", 7)
    monkeypatch.setattr(duplicates, "SHOWN", 1000)
    world.found("ended", UnitLevel.COMMUNE, "HC", "Hội xã cũ")
    with world.house.pool.connection() as connection:
        connection.execute(
            "UPDATE facts.units SET successor = %s WHERE unit = %s",
            (world.units["commune"], world.units["ended"]),
        )
    for place in PLACES:
        world.person(f"writer of {place}", "Người viết", place, (Role.COUNSELLOR,))
    for who, (place, roles) in READERS.items():
        world.person(who, "Người đọc", place, roles)
    made = Population(world)
    made.settle()
    return made


def _log_pages(work: PgWork, **asked: object) -> Iterator[UUID]:
    after = ""
    while True:
        question = SeeLog.model_validate({"after": after, **asked})
        rows = work.view(FollowUpLog).page(question, vietnam_day(NOW))  # type: ignore[type-abstract]
        yield from (entry.case_id for entry in rows.entries)
        after = rows.next
        if not after:
            return


Shown = Callable[[PgWork, Population], Iterable[UUID]]


def _log(order: Order) -> Shown:
    return lambda work, population: _log_pages(work, order=order)


def _quality(work: PgWork, population: Population) -> Iterable[UUID]:
    """Not records but their number: as many as the log of the same filters has."""
    view = work.view(FollowUpLog)  # type: ignore[type-abstract]
    counted = sum(quality.entries for _, quality in view.quality(SeeLog(), vietnam_day(NOW)))
    shown = list(_log_pages(work))
    assert counted == len(shown)
    for unit in population.world.units.values():
        of_unit = view.quality(SeeLog(unit=unit), vietnam_day(NOW))
        assert sum(quality.entries for _, quality in of_unit) == len(list(_log_pages(work, unit=unit)))
    return shown


CASES: dict[str, Shown] = {
    **{f"log by {order}": _log(order) for order in Order},
    "search by name": lambda work, _: _log_pages(work, words="binh"),
    "quality": _quality,
    "entries asked for": lambda work, population: work.view(FollowUpLog).of(population.records["case"]),  # type: ignore[type-abstract]
    "not passed on": lambda work, _: [e.case_id for e in work.view(FollowUpLog).not_forwarded(1000)],  # type: ignore[type-abstract]
    "duplicates": lambda work, _: [
        one.case_id
        for one in work.view(LikelyDuplicates).of(Child(name=NAME), Place())  # type: ignore[type-abstract]
    ],
}


def _with_names(work: PgWork, population: Population) -> Iterable[UUID]:
    positions = work.view(Counsellings).with_names(None)  # type: ignore[type-abstract]
    return [recorded.stream for recorded in work.at(positions)]


MATTERS: dict[str, Shown] = {
    "consultations": lambda work, _: [row.matter_id for row in work.view(Counsellings).recent(None, 1000)],  # type: ignore[type-abstract]
    "names on sides": _with_names,
}
EMERGENCIES: dict[str, Shown] = {
    "emergencies": lambda work, _: [call.emergency_id for call in work.view(Emergencies).waiting(1000).rows],  # type: ignore[type-abstract]
}
LISTS = (
    ("case", Action.OPEN_CASE, CASES),
    ("counselling", Action.OPEN_CONSULTATION, MATTERS),
    ("emergency", Action.TAKE_UP_EMERGENCY, EMERGENCIES),
)


def test_a_list_holds_a_record_exactly_when_decide_lets_the_reader_open_it(population: Population) -> None:
    found_some = 0
    for who in READERS:
        population.tied_to(population.world.accounts[who])
        proved(population.world, who)
        for kind, action, lists in LISTS:
            records = population.records[kind]
            with acting(population.world, who) as work:
                permitted = {record for record in records if work.may(action, record)}
            for name, shown in lists.items():
                with acting(population.world, who) as work:
                    listed = list(shown(work, population))
                assert len(listed) == len(set(listed)), (who, name)
                wrong = {population.said_of(record) for record in set(listed) ^ permitted}
                assert not wrong, (who, name)
            found_some += 0 < len(permitted) < len(records)
    assert found_some > len(READERS)


def test_steps_of_the_day_are_those_of_records_that_may_be_opened(population: Population) -> None:
    """A counsellor's own ones, a supervisor's all; a step is shown with its case or consultation, or not at all."""
    world = population.world
    with world.house.pool.connection() as connection:
        connection.execute("DELETE FROM facts.assignments")
    for who, (_, roles) in READERS.items():
        if not {Role.COUNSELLOR, Role.SUPERVISOR} & set(roles):
            continue
        population.tied_to(world.accounts[who])
        step = Step(what="Gọi", due_on=vietnam_day(NOW), responsible=world.accounts[who])
        for case_id in population.records["case"]:
            with world.system() as work:
                plan_step(PlanStep(case_id=case_id, step=step), work)
        followed(world)
        with acting(world, who) as work:
            until = vietnam_day(NOW) + timedelta(days=1)
            whose = Whose.UNIT if Role.SUPERVISOR in roles else Whose.MINE
            due = work.view(DueSteps)  # type: ignore[type-abstract]
            steps = due.between(None, until, most=1000, whose=whose).rows
            cases = {record for record in population.records["case"] if work.may(Action.OPEN_CASE, record)}
            matters = {
                record
                for record in population.records["counselling"]
                if work.may(Action.OPEN_CONSULTATION, record)
            }
        assert {step.stream for step in steps if not step.is_consultation} == cases, who
        of_matters = {step.stream for step in steps if step.is_consultation}
        assert of_matters == (matters if Role.SUPERVISOR in roles else set()), who
