"""1,000 random teams and parties: nobody with a tie opens a file, and to them the request might as well not be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from domain.account import Role
from infrastructure import referral_ties
from infrastructure.follower import Follower
from infrastructure.work import House
from tests.api.given import Program, program
from tests.chapter.trials import Chance, Counted, Somebody
from tests.conftest import Cluster
from tests.journeys.conftest import follower as follower
from tests.journeys.serving import serving
from tests.journeys.settled import settled
from tests.journeys.test_referral import lines
from tests.journeys.world import PASSWORD, World

REVIEWERS, TEAM, TRIALS, SOME = 12, 4, 1_000, 12
WAYS = ("", "/conflict-sheet", "/file", "/ties")
REQUEST: dict[str, Any] = {"question": "Ai nuôi cháu?", "facts": "Cha mẹ ly hôn."}


@pytest.fixture
def served(cluster: Cluster, house: House, follower: Follower) -> Iterator[World]:
    """The association with many reviewers, its API, and the follower, of whose view the lists read their terms."""
    with serving(house) as app:
        found = settled(cluster).world(house, app)
        found.person("second_head", "Chu Văn Bình", "province", (Role.CHAPTER_HEAD,))
        for number in range(REVIEWERS):
            found.person(f"r{number}", f"Luật sư {number}", "chapter", (Role.REVIEWER,))
        yield found


class Trials:
    """One association, and trial after trial in it."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.counted = world, Chance(random.Random(seed)), Counted()
        self.team = [f"r{number}" for number in range(REVIEWERS)]
        self.programs = {
            who: program(world, who) for who in (*self.team, "head", "second_head", "counsellor")
        }
        self.people: dict[str, list[Somebody]] = {}
        for who in (*self.team, "head"):
            own, *relatives = (self.chance.somebody() for _ in range(self.chance.random.randint(1, 4)))
            self.people[who] = [own, *relatives]
            said = self.programs[who].ask("PUT", "/own-kin", self.chance.kin(own, relatives))
            assert said.status_code == 201, said.text
        self.chapter = str(world.units["chapter"])

    def run(self, trials: int) -> Counted:
        for number in range(trials):
            if number == trials // 2:
                self._let_proofs_age()
            self.one()
            if number % 100 == 99:
                print(self.counted)
        return self.counted

    def one(self) -> None:
        """Ask about random parties; each of a random team is proposed, declares no conflict and tries to open."""
        draw = self.chance.random
        team = draw.sample(self.team, TEAM)
        about = [who for who in (*team, "head") if draw.random() < 0.25]
        written = [(who, self.chance.party(draw.choice(self.people[who]))) for who in about]
        written.append(("", self.chance.party(None)))
        tied = {who for who, (_, found) in written if found}
        witness_only = {
            who
            for who in tied
            if all(p["role"] == "witness" for w, (p, found) in written if w == who and found)
        }
        before = {who: self._lists(who) for who in tied - witness_only}
        request = REQUEST | {"parties": [party for _, (party, _) in written]}
        case = self.programs["counsellor"].ask("POST", "/cases", {"situation": {"what": "Cô giáo kể lại"}})
        case_id = case.json()["location"].rpartition("/")[2]
        body = {"case_id": case_id, "chapter": self.chapter, "request": request}
        made = self.programs["counsellor"].ask("POST", "/referrals", body)
        assert made.status_code == 201, made.text
        referral = made.json()["location"].rpartition("/")[2]
        heads = "second_head" if "head" in tied else "head"
        for who in team:
            self._try(referral, who, heads, is_tied=who in tied)
        for who in tied - witness_only:
            self._sees_no_difference(referral, who, before[who])
        self.counted.trials += 1
        self.counted.tied += len(tied)

    def _try(self, referral: str, who: str, head: str, *, is_tied: bool) -> None:
        chosen = {"reviewer": str(self.world.accounts[who])}
        answers = (
            self._asks(head, "POST", f"/referrals/{referral}/reviewer", chosen),
            self._asks(who, "POST", f"/referrals/{referral}/declaration", lines()),
            self._asks(who, "GET", f"/referrals/{referral}/file"),
        )
        opened = answers[-1].status_code == 200
        self.counted.opened += opened
        self.counted.conflicted_openings += opened and is_tied
        if not opened and not is_tied:
            self.counted.wrongly_kept_out += 1
            self.counted.said.append(f"{self.counted.trials}: {[one.text for one in answers]}")

    def _asks(self, who: str, method: str, path: str, body: Any = None) -> Any:
        """Ask as a person does: whose proof is too old for a restricted matter proves again, and asks again."""
        answer = self.programs[who].ask(method, path, body)
        if answer.status_code == 401:
            proved = self.programs[who].ask("POST", "/sessions/current/proof", {"password": PASSWORD})
            self.programs[who].client.headers["Authorization"] = f"Bearer {proved.json()['token']}"
            answer = self.programs[who].ask(method, path, body)
        return answer

    def _let_proofs_age(self) -> None:
        """Let the proofs of everybody grow old, as they do in a run of more than ten minutes."""
        with self.world.house.pool.connection() as connection:
            connection.execute("UPDATE auth.sessions SET proved_at = proved_at - interval '1 day'")

    def _lists(self, who: str) -> list[bytes]:
        return [self.programs[who].ask("GET", path).content for path in ("/referrals", "/today")]

    def _sees_no_difference(self, referral: str, who: str, before: list[bytes]) -> None:
        """What they see is what they saw before, and what they would see of a request that is not there."""
        person: Program = self.programs[who]
        pairs = list(zip(before, self._lists(who), strict=True))
        for way in WAYS:
            there, absent = (
                person.ask("GET", f"/referrals/{one}{way}").content for one in (referral, uuid4())
            )
            pairs.append((there, absent))
        self.counted.bytes_compared += sum(len(one) for one, _ in pairs)
        differ = [(one, other) for one, other in pairs if one != other]
        self.counted.differences += len(differ)


@pytest.mark.long
def test_some_trials(served: World) -> None:
    counted = Trials(served, seed=20261126).run(SOME)
    print(counted)
    assert counted.tied > 2 and counted.opened > SOME
    assert (counted.conflicted_openings, counted.wrongly_kept_out, counted.differences) == (0, 0, 0)


@pytest.mark.machine
@pytest.mark.long
def test_a_thousand_trials(served: World) -> None:
    counted = Trials(served, seed=7).run(TRIALS)
    print(counted)
    assert counted.trials == TRIALS and counted.tied > TRIALS // 5
    assert (counted.conflicted_openings, counted.wrongly_kept_out, counted.differences) == (0, 0, 0)


@pytest.mark.machine
@pytest.mark.long
def test_without_the_keyed_check_and_detection_a_tie_gets_through(
    served: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the trials find what they are there for."""
    monkeypatch.setattr(referral_ties.PgReferralTies, "tied", lambda self, referral: frozenset())
    monkeypatch.setattr("infrastructure.detection.same_people", lambda *asked: [])
    counted = Trials(served, seed=20261126).run(SOME)
    assert counted.conflicted_openings > 0 and counted.differences > 0
