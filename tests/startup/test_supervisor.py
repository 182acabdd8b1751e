"""The parent's small parts: pauses between restarts, patience for a port, one home for one parent."""

from __future__ import annotations

import socket
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from infrastructure.home import only_one
from infrastructure.refusal import CannotStart
from infrastructure.supervisor import SHORTEST_PAUSE_SECONDS, Child, listen


def test_a_child_that_keeps_crashing_is_started_with_growing_pauses() -> None:
    child = Child("crashing", partial(sys.exit, 3))
    child.start()
    pauses = []
    for _ in range(2):
        assert child.process is not None
        child.process.join()
        assert child.ended() == 3
        child.look_after()
        assert child.again_at is not None
        pauses.append(child.again_at - time.monotonic())
        child.again_at = 0.0
        child.look_after()
    assert pauses[0] <= SHORTEST_PAUSE_SECONDS < pauses[1]
    child.wait(time.monotonic() + 10)


def test_a_port_that_is_let_go_in_a_moment_is_waited_for() -> None:
    other = socket.create_server(("127.0.0.1", 0))
    port = other.getsockname()[1]
    threading.Timer(0.3, other.close).start()
    with listen("127.0.0.1", port, patience=5.0) as listening:
        assert listening.getsockname()[1] == port


def test_a_home_is_held_by_one_and_let_go(home: Path) -> None:
    with only_one(home), pytest.raises(CannotStart, match="already running"), only_one(home):
        pass
    with only_one(home):
        pass
