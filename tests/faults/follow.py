"""A follower in a process of its own, so that a test can kill it: `python -m tests.faults.follow DSN`."""

import sys

from infrastructure.follower import Follower
from tests.ledger.test_follower import VIEWS

if __name__ == "__main__":
    Follower(sys.argv[1], VIEWS).run()
