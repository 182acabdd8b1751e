"""A hundred thousand generated requests to the whole application: it never breaks, and never repeats what it was told.

Each runs to its commit, which is then undone, so that every request meets the same records and no order matters. What
it reached is measured in lines of the routes. Source: SECURITY, bars F-1 and F-4.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import coverage
import httpx2
import pytest
from argon2 import PasswordHasher
from structlog.testing import capture_logs

import api
from infrastructure import accounts
from tests.access.matrix.association import Seeded
from tests.access.matrix.running import undone
from tests.access.matrix.seeded import seeded
from tests.access.matrix.table import WAYS
from tests.conftest import Cluster
from tests.fuzz.bad_values import CANARY, COMPUTED
from tests.fuzz.lines import lines_inside
from tests.fuzz.requests import Made, Requests
from tests.journeys.settled import CHEAP

pytestmark = pytest.mark.fuzz
MANY = int(os.environ.get("LACHAN_FUZZ_REQUESTS", "100000"))
SEED = int(os.environ.get("LACHAN_FUZZ_SEED", "1"))
OURS = "requests"
"""The lines that the requests reached, apart from those that setting up did."""
AT_LEAST = 0.9
"""Share of the lines inside the routes' functions that the requests must reach."""
RAW = (
    f"<script>{CANARY}",
    f"<img src=x onerror={CANARY}",
    f"<svg/onload={CANARY}",
    f'href="javascript:{CANARY}',
    COMPUTED,
)
"""What stands in no page: markup that was sent in, or a template's sum."""
ROUTES = tuple(
    sorted(
        path for room in ("screens", "programs") for path in (Path(api.__file__).parent / room).glob("*.py")
    )
)


@pytest.fixture(scope="module")
def traced() -> Iterator[coverage.Coverage]:
    """Begun before the application's threads are, which would not be traced otherwise."""
    tracing = coverage.Coverage(
        data_file=None, include=[str(path) for path in ROUTES], concurrency=["thread"]
    )
    tracing.start()
    yield tracing
    tracing.stop()


@pytest.fixture(scope="module")
def made(
    traced: coverage.Coverage, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seeded]:
    with pytest.MonkeyPatch.context() as patched, capture_logs():
        patched.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
        with seeded(cluster, tmp_path_factory.mktemp("fuzz")) as found:
            yield found


def test_no_request_breaks_it_and_nothing_is_said_back_raw(made: Seeded, traced: coverage.Coverage) -> None:
    requests = Requests(made, tuple(WAYS.values()), Random(SEED))
    traced.switch_context(OURS)
    answers: Counter[int] = Counter()
    faults: list[str] = []
    began = time.monotonic()
    with undone():
        for _ in range(MANY):
            one = requests.make()
            answer = sent(made, one)
            answers[answer.status_code] += 1
            faults += [
                f"{why}: {one.way.name} as {one.who}: {one.url[:300]} {one.body}"[:1500]
                for why in wrong(answer)
            ]
            if one.way.is_page and answer.status_code == 200:
                requests.learn(answer)
            if sum(answers.values()) % 500 == 0:
                made.owner.execute("DELETE FROM auth.attempts")
                made.tokens.clear()  # sessions end after some time without a commit that says that they are used
    reached, lines, missed = share_reached(traced)
    print(f"\n{MANY} requests in {time.monotonic() - began:.0f} s, answers {dict(sorted(answers.items()))}")
    print(f"lines of routes reached: {reached} of {lines} ({reached / lines:.1%})")
    print("\n".join(missed[:60]))
    assert not faults, f"{len(faults)} faults\n" + "\n".join(sorted(set(faults))[:40])
    assert reached >= AT_LEAST * lines


def sent(made: Seeded, one: Made) -> httpx2.Response:
    """Send a request; the answer is what a client would see, also where the application broke."""
    client = made.world.client(follow_redirects=False, raise_server_exceptions=False)
    body, headers = dict(one.body), dict(one.headers)
    kind = body.pop("type", "")
    if kind:
        headers.setdefault("Content-Type", kind)
    return client.request(one.method, one.url, headers=headers, **body)


def wrong(answer: httpx2.Response) -> list[str]:
    """What is wrong with an answer."""
    found = [f"answer {answer.status_code}"] if answer.status_code >= 500 else []
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        found += [f"raw {mark!r}" for mark in RAW if mark in answer.text]
    if any(
        CANARY in name.lower() or (f"{CANARY}=1" in value and name == "set-cookie")
        for name, value in answer.headers.items()
    ):
        found.append("a header that was sent in")
    if answer.status_code >= 400 and "application/json" in kind:
        found.append("an error that is no problem document")
    return found


def share_reached(traced: coverage.Coverage) -> tuple[int, int, list[str]]:
    """Count the lines inside the functions of the routes, and those that ran; name the missing ones by file."""
    reached = lines = 0
    missed: list[tuple[int, str]] = []
    data = traced.get_data()
    data.set_query_context(OURS)
    for path in ROUTES:
        ours = lines_inside(path, traced)
        gone = sorted(ours - set(data.lines(str(path)) or ()))
        lines += len(ours)
        reached += len(ours) - len(gone)
        if gone:
            missed.append(
                (-len(gone), f"{path.parent.name}/{path.name}: {len(gone)} not reached: {gone[:30]}")
            )
    return reached, lines, [said for _, said in sorted(missed)]


def test_the_look_at_an_answer_sees_what_is_wrong() -> None:
    """The control: answers that a broken application would give."""
    page = {"content-type": "text/html; charset=utf-8"}
    broken = [
        httpx2.Response(500),
        httpx2.Response(200, headers=page, text=f"<p><script>{CANARY}(1)</script>"),
        httpx2.Response(200, headers=page, text=f"<p>{COMPUTED}"),
        httpx2.Response(303, headers={f"x-{CANARY}": "1"}),
        httpx2.Response(404, headers={"content-type": "application/json"}, text="{}"),
    ]
    assert all(wrong(answer) for answer in broken)
    assert not wrong(httpx2.Response(200, headers=page, text=f"<p>&lt;script&gt;{CANARY}(1)"))
