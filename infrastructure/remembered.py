"""What a process remembers for a while: bounded in number and in age, forgotten from the oldest on."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by key, each until its age is reached or too many are held.

    Args:
        seconds: How long a value stays.
        most: How many are held at most.
        clock: Seconds that only grow.
    """

    def __init__(self, seconds: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._lock = threading.Lock()
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def known(self, keys: Iterable[K]) -> dict[K, V]:
        """Return the values that are still remembered."""
        now = self._clock()
        with self._lock:
            found = ((key, self._held.get(key)) for key in keys)
            return {key: held[1] for key, held in found if held is not None and held[0] > now}

    def keep(self, values: Mapping[K, V]) -> None:
        """Remember values from now on."""
        end = self._clock() + self._seconds
        with self._lock:
            for key, value in values.items():
                self._held[key] = (end, value)
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def __len__(self) -> int:
        with self._lock:
            return len(self._held)
