"""A process that finishes erasures and kills itself after so many steps: `python -m tests.keys.dying FOLDER STEPS`.

The way into the database comes on standard input, because it holds a password.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from infrastructure.erasing import finishing
from infrastructure.keys import KeyStore

if __name__ == "__main__":
    dsn = sys.stdin.read()
    keys = KeyStore(Path(sys.argv[1]))
    done = list(islice(finishing(dsn, keys, datetime.now(UTC)), int(sys.argv[2])))
    print("\n", *done, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
