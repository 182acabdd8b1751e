"""What somebody searched for is kept as a keyed hash of their own, and nowhere in the clear."""

from __future__ import annotations

from application.follow_up_log import SeeLog, see_log
from domain.account import Role
from tests.ledger.given import CHILD_NAME, Town


def searched(town: Town, role: Role, words: str) -> bytes:
    town.followed()
    with town.work(role) as work:
        see_log(SeeLog(words=words), work)
        work.commit()
    rows = town.ask("SELECT query_digest FROM trail.entries ORDER BY position DESC LIMIT 1")
    return bytes(rows[0][0])


def test_the_same_words_of_two_people_give_two_hashes_and_of_one_person_one(town: Town) -> None:
    town.case()
    digests = [
        searched(town, role, CHILD_NAME) for role in (Role.COUNSELLOR, Role.COUNSELLOR, Role.SUPERVISOR)
    ]
    assert digests[0] == digests[1] != digests[2]
    assert searched(town, Role.COUNSELLOR, "ai khác") not in digests


def test_a_destroyed_key_of_a_person_ends_the_guess(town: Town) -> None:
    town.case()
    before = searched(town, Role.COUNSELLOR, CHILD_NAME)
    other = searched(town, Role.SUPERVISOR, CHILD_NAME)
    purpose = f"search-words/{town.accounts[Role.COUNSELLOR]}"
    assert town.house.keys.destroy([], [purpose]) == 1
    assert searched(town, Role.COUNSELLOR, CHILD_NAME) != before
    assert searched(town, Role.SUPERVISOR, CHILD_NAME) == other


def test_no_table_holds_the_words(town: Town) -> None:
    town.case()
    searched(town, Role.COUNSELLOR, "Mẫu Hiếm Gặp")
    assert "Hiếm" not in str(town.ask("SELECT * FROM trail.entries"))
    assert "Hiếm" not in str(town.ask("SELECT * FROM app.commands"))
