"""Names of staff stay in memory for a while only, and never more than so many."""

from __future__ import annotations

from infrastructure.remembered import Remembered


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_value_is_forgotten_when_its_time_is_over() -> None:
    clock = Clock()
    held: Remembered[str, int] = Remembered(300, 10, clock)
    held.keep({"a": 1})
    clock.now = 299
    assert held.known(["a", "b"]) == {"a": 1}
    clock.now = 300
    assert held.known(["a"]) == {}


def test_the_oldest_goes_when_there_are_too_many() -> None:
    held: Remembered[int, int] = Remembered(300, 3, Clock())
    for number in range(5):
        held.keep({number: number})
    assert held.known(range(5)) == {2: 2, 3: 3, 4: 4}
    assert len(held) == 3


def test_a_value_kept_again_is_the_newest() -> None:
    held: Remembered[str, int] = Remembered(300, 2, Clock())
    held.keep({"a": 1})
    held.keep({"b": 2})
    held.keep({"a": 3})
    held.keep({"c": 4})
    assert held.known(["a", "b", "c"]) == {"a": 3, "c": 4}
